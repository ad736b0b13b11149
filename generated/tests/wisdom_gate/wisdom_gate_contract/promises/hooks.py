"""Hooks: the caller's functions see every attempt, and nothing secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from .driver import SECRET, Driver, always, answer, raises


class Hooks:
    """`on_request`, `on_response` and `on_error`."""

    def test_they_see_every_attempt(self, driver: Driver) -> None:
        seen: list[Any] = []

        def on_request(info: Any) -> dict[str, str]:
            info.state["n"] = info.attempt
            seen.append(("request", info.attempt, info.method, info.path_template))
            return {"X-Trace": f"t{info.attempt}", "Accept": "text/plain"}

        def on_response(info: Any) -> None:
            seen.append(("response", info.request.state["n"], info.status_code, info.request_id))

        def on_error(info: Any) -> None:
            kind = type(info.error).__name__
            seen.append(("error", info.request.state["n"], kind, info.will_retry))

        client = driver.client(
            httpx2.ConnectError("lost"),
            answer(b"{}", 503, request_id="r1"),
            answer(),
            on_request=on_request,
            on_response=on_response,
            on_error=on_error,
        )
        driver.done(client.get("/things"))
        assert seen == [
            ("request", 1, "GET", "/things"),
            ("error", 1, "APIConnectionError", True),
            ("request", 2, "GET", "/things"),
            ("response", 2, 503, "r1"),
            ("request", 3, "GET", "/things"),
            ("response", 3, 200, None),
        ]
        assert [one.headers["x-trace"] for one in driver.requests] == ["t1", "t2", "t3"]
        assert driver.last.headers.get_list("accept") == ["text/plain"]

    def test_what_they_see_has_no_secret(self, driver: Driver) -> None:
        seen: list[Any] = []
        secret = answer(b"{}", set_cookie=SECRET)
        client = driver.client(secret, on_request=seen.append, on_response=seen.append)
        headers = {"X-API-Key": SECRET, "Authorization": f"Bearer {SECRET}", "X-Open": "yes"}
        query = {"access_token": SECRET, "open": "yes", "api%2Dkey": 1}
        driver.done(client.get("/x", extra_headers=headers, extra_query=query))
        request, response = seen
        assert SECRET not in f"{seen!r}"
        assert (request.headers["x-api-key"], request.headers["x-open"]) == ("***", "yes")
        assert "access_token=***&open=yes" in request.url
        assert response.headers["set-cookie"] == "***"
        assert response.elapsed >= 0

    def test_a_password_in_the_base_url_is_not_shown(self, driver: Driver) -> None:
        seen: list[Any] = []
        client = driver.client(
            base_url=f"https://me:{SECRET}@api.test/base", on_request=seen.append
        )
        driver.done(client.get("/x"))
        assert seen[0].url == "https://***@api.test/base/x"
        assert SECRET not in repr(client)
        assert SECRET not in f"{driver.last.url} {driver.last!r} {driver.last.url!r}"

    def test_a_coroutine_function_is_awaited(self, driver: Driver) -> None:
        async def slowly(info: Any) -> dict[str, str]:
            return {"X-Slow": info.method}

        client = driver.client(on_request=slowly)
        if driver.asynchronous:
            driver.done(client.get("/x"))
            assert driver.last.headers["x-slow"] == "GET"
            return
        with raises(driver.package.InvalidRequestError, "asynchronous"):
            driver.done(client.get("/x"))

    def test_what_they_raise_ends_the_call(self, driver: Driver) -> None:
        def fail(_: Any) -> None:
            raise ZeroDivisionError

        for name in ("on_request", "on_response"):
            with pytest.raises(ZeroDivisionError):
                driver.done(driver.client(**{name: fail}).get("/x"))
        with pytest.raises(ZeroDivisionError):
            driver.done(driver.client(httpx2.ReadError("x"), on_error=fail).get("/x"))

    def test_what_is_no_hook_is_refused(self, driver: Driver) -> None:
        for name in ("on_request", "on_response", "on_error"):
            with raises(TypeError, name):
                driver.client(**{name: 7})
        with raises(driver.package.InvalidRequestError, "on_request"):
            driver.done(driver.client(on_request=always(7)).get("/x"))

    def test_copies_keep_them(self, driver: Driver) -> None:
        seen: list[str] = []

        def noting(word: str) -> Callable[[Any], None]:
            return lambda _: seen.append(word)

        client = driver.client(on_request=noting("old"))
        copy = client.with_options(on_response=noting("response"))
        driver.done(copy.get("/x"))
        driver.done(copy.with_options(on_request=noting("new")).get("/x"))
        assert seen == ["old", "response", "new", "response"]
