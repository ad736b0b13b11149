"""Credentials that would go over the network in the clear: the caller is told once."""

from __future__ import annotations

import warnings

import pytest

from instep.runtime import core

from .driver import KEY, SPEC, Driver, answer


@pytest.mark.parametrize(
    "url", ["http://api.example.com", "HTTP://93.184.216.34:8080/v1", "http://[2001:db8::1]/"]
)
def test_a_base_url_that_is_not_https_is_told_of(driver: Driver, url: str) -> None:
    with pytest.warns(UserWarning, match="demo: the base URL is not https") as caught:
        client = driver.client(answer(), base_url=url)
    assert KEY not in str(caught[0].message)
    with pytest.warns(UserWarning, match="not https"):
        client.with_options(api_key="another")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.with_options(timeout=3)


def test_the_warning_points_at_the_caller(driver: Driver) -> None:
    class Generated(core.SyncClient):
        def __init__(self) -> None:
            super().__init__(SPEC, credentials={"bearerAuth": KEY}, base_url="http://a.example")

    with pytest.warns(UserWarning, match="not https") as caught:
        client = Generated()
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="not https") as caught:
        client.with_options(base_url="http://b.example")
    assert caught[0].filename == __file__


def test_the_environments_credential_counts(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_API_KEY", KEY)
    with pytest.warns(UserWarning, match="not https"):
        driver.client(answer(), base_url="http://api.example.com", credentials={})


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com", "http://localhost:8080", "http://127.0.0.1", "http://127.1.2.3/v1",
        "http://[::1]:80", "http://api.localhost", "http://gateway:9000", "http://api.test",
    ],
)  # fmt: skip
def test_neighbours_and_https_are_not(driver: Driver, url: str) -> None:
    driver.client(answer(), base_url=url)


def test_without_a_credential_there_is_nothing_to_tell(driver: Driver) -> None:
    driver.client(answer(), base_url="http://api.example.com", credentials={})
