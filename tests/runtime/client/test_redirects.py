"""Redirects: within one origin only, and never far."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from instep.runtime import core

from .driver import KEY, Driver, Recorder, ok, operation, sent


def to(location: str, status: int = 302) -> httpx2.Response:
    """A redirect."""
    return httpx2.Response(status, headers={"location": location})


def follow(driver: Driver, op: core.Operation, *answers: Any, **arguments: Any) -> Recorder:
    """What is sent."""
    seen = Recorder(*answers)
    driver.call(driver.client(seen), op, **arguments)
    return seen


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (302, "GET", "GET"),
        (301, "PUT", "PUT"),
    ],
)
def test_the_method_that_follows(driver: Driver, status: int, method: str, then: str) -> None:
    op = operation(method, security=(("bearerAuth",),))
    body = {"body": {"a": 1}} if method != "GET" else {}
    seen = follow(driver, op, to("/base/next?x=1", status), ok(), **body)
    assert (seen.last.method, str(seen.last.url)) == (then, "https://api.test/base/next?x=1")
    assert sent(seen.last)["authorization"] == f"Bearer {KEY}"
    assert seen.last.content == (b'{"a":1}' if then == method != "GET" else b"")
    assert ("content-type" in sent(seen.last)) == (then == method != "GET")
    assert driver.sleeps == []


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/x",
        "http://api.test/x",
        "https://api.test:8443/x",
        "//evil.test/x",
        "https://api.test.evil.test/x",
        "https://api.test@evil.test/x",
        "https://[bad/x",
        "ftp://api.test/x",
        "https://api.test:99999/",
    ],
)
def test_another_origin_is_an_error_with_its_status(driver: Driver, location: str) -> None:
    seen = Recorder(to(location, 307), ok())
    op = operation(security=(("bearerAuth",),))
    with pytest.raises(core.APIStatusError) as caught:
        driver.call(driver.client(seen), op, body={})
    assert (caught.value.status_code, len(seen.requests)) == (307, 1)
    assert caught.value.headers["location"] == location


def test_the_same_origin_however_it_is_written(driver: Driver) -> None:
    for location in ("https://API.test:443/base/a", "a", "//api.test/base/a", "./a#frag"):
        seen = follow(driver, operation("GET", "/x"), to(location), ok())
        assert seen.last.url.raw_path == b"/base/a"


def test_a_loop_ends(driver: Driver) -> None:
    seen = Recorder(to("/base/things"))
    with pytest.raises(core.APIStatusError) as caught:
        driver.call(driver.client(seen), operation("GET"))
    assert (caught.value.status_code, len(seen.requests)) == (302, 11)


def test_a_spent_body_does_not_follow(driver: Driver) -> None:
    op = operation(body=core.Body(("a/b", "binary")))
    seen = Recorder(to("/base/x", 307), ok())
    with pytest.raises(core.APIStatusError):
        driver.call(driver.client(seen), op, body=core.Whole(iter([b"x"])))
    assert len(seen.requests) == 1


def test_a_status_that_only_looks_like_a_redirect(driver: Driver) -> None:
    for response in (httpx2.Response(304), httpx2.Response(302), to("/x", 300)):
        with pytest.raises(core.APIStatusError):
            driver.call(driver.client(Recorder(response)), operation("GET"))


def test_redirects_can_be_turned_off(driver: Driver) -> None:
    seen = Recorder(to("/base/next"), ok())
    client = driver.client(seen, limits=core.Limits(redirects=0))
    with pytest.raises(core.APIStatusError) as caught:
        driver.call(client, operation("GET"))
    assert (caught.value.status_code, len(seen.requests)) == (302, 1)
    assert caught.value.response.headers["location"] == "/base/next"
    followed = client.with_options(limits=core.Limits(redirects=1))
    assert driver.call(followed, operation("GET")).id == "t1"
