"""Requests: URLs, queries, headers and time limits, as the caller says them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any

import pytest

from .driver import BASE, Driver, answer, raises


class Colour(Enum):
    """Something that is not JSON, and is meant."""

    RED = "red"


class Urls:
    """`client.get("/path")` and its like."""

    def test_a_path_is_added_to_the_base_url(self, driver: Driver) -> None:
        client = driver.client()
        for path, sent in (
            ("/things", "/base/things"),
            ("things", "/base/things"),
            ("/a b/ü%2Fc", "/base/a%20b/%C3%BC%2Fc"),
            ("/things?beta=true&q=a b#top", "/base/things?beta=true&q=a%20b"),
        ):
            driver.done(client.get(path))
            assert str(driver.last.url) == f"https://api.test{sent}"

    def test_each_method_of_http_has_its_own(self, driver: Driver) -> None:
        client = driver.client()
        for name in ("get", "post", "put", "patch", "delete"):
            driver.done(getattr(client, name)("/x"))
            assert driver.last.method == name.upper()
        for name, sent in (("query", "QUERY"), ("Purge", "Purge")):
            driver.done(client.request(name, "/x"))
            assert driver.last.method == sent

    def test_an_absolute_url_is_used_as_it_is(self, driver: Driver) -> None:
        client = driver.client()
        driver.done(client.get("https://elsewhere.test/x"))
        assert str(driver.last.url) == "https://elsewhere.test/x"
        assert "authorization" not in driver.last.headers

    def test_a_url_that_is_none_is_refused(self, driver: Driver) -> None:
        with raises(driver.package.InvalidRequestError, "URL"):
            driver.get(path="https://[half/x")
        with raises(driver.package.InvalidRequestError, "URL"):
            driver.done(driver.client(base_url="https://api.test:port").get("/x"))
        assert driver.requests == []


class Queries:
    """`extra_query` and `default_query`."""

    @pytest.mark.parametrize(
        ("value", "sent"),
        [
            ("a b&c", "q=a%20b%26c"),
            (True, "q=true"),
            (7, "q=7"),
            (1.5, "q=1.5"),
            ([1, "two", None], "q=1&q=two&q=null"),
            ({"a": {"b": 1}, "c": [2, 3]}, "q%5Ba%5D%5Bb%5D=1&q%5Bc%5D%5B%5D=2&q%5Bc%5D%5B%5D=3"),
            ([{"a": 1}, {"a": 2}], "q%5B0%5D%5Ba%5D=1&q%5B1%5D%5Ba%5D=2"),
            (Colour.RED, "q=red"),
            (date(2026, 1, 2), "q=2026-01-02"),
            (datetime(2026, 1, 2, 3, tzinfo=UTC), "q=2026-01-02T03%3A00%3A00Z"),
            (time(3, 4), "q=03%3A04%3A00"),
            (b"\x00\xff", "q=AP8%3D"),
            (None, ""),
        ],
        ids=repr,
    )
    def test_a_value_is_spelled_so(self, driver: Driver, value: Any, sent: str) -> None:
        driver.get(extra_query={"q": value})
        assert driver.last.url.query.decode() == sent

    def test_that_of_the_call_wins(self, driver: Driver) -> None:
        client = driver.client(default_query={"a": 1, "b": 2})
        driver.done(client.get("/x?a=0", extra_query={"b": 3, "c": driver.package.OMIT}))
        assert driver.last.url.query.decode() == "a=1&b=3"

    @pytest.mark.parametrize("value", [math.inf, "\ud800"])
    def test_what_no_url_can_say_is_refused(self, driver: Driver, value: Any) -> None:
        with raises(driver.package.InvalidRequestError):
            driver.get(extra_query={"q": value})
        with raises(TypeError, "'q'"):
            driver.get(extra_query={"q": object()})
        assert driver.requests == []

    def test_names_and_values_go_in_a_mapping(self, driver: Driver) -> None:
        for name in ("extra_query", "extra_headers"):
            with raises(TypeError, name):
                driver.done(driver.client().get("/x", **{name: [("a", "b")]}))


class Headers:
    """`extra_headers` and `default_headers`."""

    def test_the_client_names_itself_and_what_it_takes(self, driver: Driver) -> None:
        driver.get()
        assert driver.last.headers["accept"] == "*/*"
        agent = driver.last.headers["user-agent"]
        assert agent.startswith(driver.package.__name__.rpartition(".")[2])

    def test_the_caller_s_win_whatever_their_case(self, driver: Driver) -> None:
        client = driver.client(default_headers={"USER-agent": "me", "X-One": "1", "X-Two": "2"})
        driver.done(client.get("/x", extra_headers={"x-ONE": "one", "X-Two": None, "X-N": "a\tb"}))
        assert driver.last.headers["user-agent"] == "me"
        assert driver.last.headers["x-one"] == "one"
        assert driver.last.headers["x-n"] == "a\tb"
        assert "x-two" not in driver.last.headers

    def test_those_of_the_http_client_are_sent_too(self, driver: Driver) -> None:
        client = driver.kind(
            base_url=BASE, http_client=driver.http(answer(), headers={"X-Mine": "1"})
        )
        driver.done(client.get("/x"))
        assert driver.last.headers["x-mine"] == "1"

    @pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "ü", " a", "a "])
    def test_a_value_that_is_no_single_line_is_refused(self, driver: Driver, value: str) -> None:
        with raises(driver.package.InvalidRequestError, "X-Name"):
            driver.get(extra_headers={"X-Name": value})
        with raises(driver.package.InvalidRequestError, "X-Name"):
            driver.client(default_headers={"X-Name": value})
        assert driver.requests == []

    def test_what_is_no_name_or_text_is_refused(self, driver: Driver) -> None:
        for name in ("", "a b", "a:b", "ü"):
            with raises(driver.package.InvalidRequestError, "header name"):
                driver.get(extra_headers={name: "x"})
        with raises(TypeError, "bytes"):
            driver.get(extra_headers={"X-Name": b"x"})
        with raises(TypeError, "str"):
            driver.get(extra_headers={7: "x"})


def _steps(driver: Driver) -> list[Any]:
    """The limits of the last request's steps; on a busy machine some time has passed already."""
    found = driver.last.extensions["timeout"]
    steps = (found[name] for name in ("connect", "read", "write", "pool"))
    return [one if one is None else round(one, -1) for one in steps]


class Timeouts:
    """`timeout=` of the client and of a call."""

    def test_a_call_s_limit_wins(self, driver: Driver) -> None:
        client = driver.client(timeout=70)
        driver.done(client.get("/x"))
        assert _steps(driver) == [70, 70, 70, 70]
        limits = driver.package.Timeout(50, connect=10, read=None, attempt=None)
        driver.done(client.get("/x", timeout=limits))
        assert _steps(driver) == [10, None, 50, 50]
        driver.done(client.get("/x", timeout=None))
        assert _steps(driver) == [None, None, None, None]

    def test_the_default_is_ten_minutes_and_five_seconds_to_connect(self, driver: Driver) -> None:
        driver.get()
        assert _steps(driver)[1] == 600
        assert 4 < driver.last.extensions["timeout"]["connect"] <= 5

    def test_that_of_the_caller_s_http_client_counts_if_it_was_set(self, driver: Driver) -> None:
        client = driver.kind(base_url=BASE, http_client=driver.http(answer(), timeout=9))
        assert client.timeout.read == 9
        client = client.with_options(http_client=driver.http(answer(), timeout=8))
        assert client.timeout.read == 8

    def test_the_whole_call_may_be_limited(self, driver: Driver) -> None:
        limits = driver.package.Timeout(total=0)
        with raises(driver.package.APITimeoutError):
            driver.get(answer(), timeout=limits)
        assert len(driver.requests) <= 1

    @pytest.mark.parametrize(
        ("value", "kind"), [("1", TypeError), (True, TypeError), (-1, ValueError)]
    )
    def test_what_is_no_limit_is_refused(
        self, driver: Driver, value: Any, kind: type[Exception]
    ) -> None:
        with raises(kind, "timeout"):
            driver.get(timeout=value)
        with raises(kind, "timeout"):
            driver.client(timeout=value)
