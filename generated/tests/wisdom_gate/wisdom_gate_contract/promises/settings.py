"""Clients: what they are set to, copies of them, and when they end."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

import httpx2
import pytest

from .driver import BASE, SECRET, Driver, raises


class Settings:
    """The constructor's arguments."""

    def test_the_base_url_has_one_form(self, driver: Driver) -> None:
        assert (
            driver.client(base_url="https://api.test/v1/?a=1#b").base_url == "https://api.test/v1"
        )

    @pytest.mark.parametrize("url", ["ftp://api.test", "api.test", "https://api.test/\n"])
    def test_what_is_no_base_url_is_refused(self, driver: Driver, url: str) -> None:
        with raises(ValueError, "base_url"):
            driver.client(base_url=url)
        with raises(TypeError, "base_url"):
            driver.client(base_url=7)

    def test_the_environment_has_the_base_url(
        self, driver: Driver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = driver.package.__name__.rpartition(".")[2]
        monkeypatch.setenv(f"{package.upper()}_BASE_URL", "https://from.env/x")
        assert driver.kind().base_url == "https://from.env/x"

    def test_without_a_server_a_call_says_what_is_missing(self, driver: Driver) -> None:
        client = driver.client(base_url="/relative")
        with raises(driver.package.InvalidRequestError, "`base_url=`", "_BASE_URL"):
            driver.done(client.get("/x"))

    def test_its_repr_has_no_secret(self, driver: Driver) -> None:
        said = repr(driver.client())
        assert (SECRET not in said, BASE in said) == (True, True)

    def test_what_is_of_another_kind_is_refused(self, driver: Driver) -> None:
        other = httpx2.Client() if driver.asynchronous else httpx2.AsyncClient()
        for name, value in (
            ("http_client", other),
            ("limits", 7),
            ("trusted_origins", "https://a.test"),
            ("default_headers", [1]),
            ("default_query", [1]),
        ):
            with raises(TypeError, name):
                driver.kind(base_url=BASE, **{name: value})

    def test_keys_in_the_clear_are_warned_of(self, driver: Driver) -> None:
        client = driver.kind(base_url="http://api.test.example", http_client=driver.http())
        for url in ("http://127.0.0.1:1", "http://gateway", "http://x.localhost", "http://[::1]"):
            client.with_options(base_url=url)
        for name in driver.schemes:
            argument = driver.schemes[name]["argument"]
            with pytest.warns(UserWarning, match="in the clear"):
                driver.kind(base_url="http://api.example", **{argument: SECRET})


class Copies:
    """`with_options`."""

    def test_a_copy_differs_in_what_was_said(self, driver: Driver) -> None:
        client = driver.client(default_headers={"X-A": "1"}, default_query={"a": 1})
        copy = client.with_options(
            base_url="https://other.test",
            timeout=3,
            max_retries=5,
            strict=True,
            default_headers={"X-B": "2"},
            default_query={"b": 2},
            trusted_origins=("https://more.test",),
        )
        assert (copy.base_url, copy.timeout.read, copy.max_retries, copy.strict) == (
            "https://other.test", 3, 5, True,
        )  # fmt: skip
        assert (client.base_url, client.max_retries, client.strict) == (BASE, 2, False)
        driver.done(copy.get("/x"))
        assert str(driver.last.url) == "https://other.test/x?a=1&b=2"
        assert (driver.last.headers["x-a"], driver.last.headers["x-b"]) == ("1", "2")
        driver.done(client.get("/x"))
        assert str(driver.last.url) == f"{BASE}/x?a=1"
        assert "x-b" not in driver.last.headers

    def test_defaults_are_merged_or_replaced(self, driver: Driver) -> None:
        client = driver.client(default_headers={"X-A": "1"}, default_query={"a": 1})
        copy = client.with_options(set_default_headers={"X-B": "2"}, set_default_query={"b": 2})
        driver.done(copy.get("/x"))
        assert (driver.last.url.query, "x-a" in driver.last.headers) == (b"b=2", False)
        for name in ("headers", "query"):
            both = {f"default_{name}": {"c": "3"}, f"set_default_{name}": {"c": "3"}}
            with raises(ValueError, f"set_default_{name}"):
                client.with_options(**both)

    def test_an_unknown_option_is_named(self, driver: Driver) -> None:
        with raises(TypeError, "'max_retires'"):
            driver.client().with_options(max_retires=1)

    def test_a_copy_s_resources_are_its_own(self, driver: Driver) -> None:
        client = driver.client()
        name = next(iter(_resources(client)), "")
        before = getattr(client, name, None)
        copy = client.with_options(max_retries=0)
        assert name
        assert getattr(copy, name) is not before
        assert getattr(client, name) is before

    def test_copies_share_connections(self, driver: Driver) -> None:
        client = driver.client()
        copy = client.with_options(timeout=1)
        driver.done(copy.close())
        driver.done(client.get("/x"))
        with raises(RuntimeError, "closed"):
            driver.done(copy.get("/x"))


def _resources(client: Any) -> list[str]:
    """The names of a client's resources."""
    own = cast("dict[str, Any]", vars(client.__class__))
    return [name for name, value in own.items() if isinstance(value, cached_property)]


class Ends:
    """`close`, and leaving a `with`."""

    def test_a_closed_client_does_not_call(self, driver: Driver) -> None:
        client = driver.client()
        assert not client.is_closed
        driver.done(client.close())
        driver.done(client.close())
        assert client.is_closed
        with raises(RuntimeError, "closed"):
            driver.done(client.get("/x"))

    def test_leaving_closes(self, driver: Driver) -> None:
        client = driver.client()
        driver.within(client, lambda inside: inside.get("/x"))
        assert client.is_closed
        assert len(driver.requests) == 1

    def test_the_caller_s_http_client_stays_open(self, driver: Driver) -> None:
        http = driver.http()
        driver.done(driver.kind(base_url=BASE, http_client=http).close())
        assert not http.is_closed

    def test_connections_of_its_own_are_closed(self, driver: Driver) -> None:
        client = driver.kind(base_url="http://127.0.0.1:9", max_retries=0)
        with raises(driver.package.APIConnectionError):
            driver.done(client.get("/x", timeout=5))
        driver.done(client.close())
        assert client.is_closed
