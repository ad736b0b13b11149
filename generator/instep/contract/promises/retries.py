"""Retries: what is tried again, after which pause, and what is not."""

from __future__ import annotations

import logging
from email.utils import formatdate
from time import monotonic, time
from typing import Any

import httpx2
import pytest

from .driver import SECRET, Answer, Driver, answer, raises


def refused(status: int = 503, **headers: str) -> Answer:
    """A server that says no, or not yet."""
    return answer(b'{"message": "no"}', status, **headers)


class Retries:
    """`max_retries`, and what the server asks for."""

    @pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
    def test_these_are_tried_again(self, driver: Driver, status: int) -> None:
        client = driver.client(refused(status), refused(status), answer(b"[1]"))
        assert driver.done(client.get("/x")) == [1]
        first, second = driver.pauses
        assert 0.375 <= first <= 0.5
        assert 0.75 <= second <= 1

    def test_pauses_do_not_grow_for_ever(self, driver: Driver) -> None:
        with raises(driver.package.InternalServerError):
            driver.done(driver.client(refused(), max_retries=7).get("/x"))
        assert len(driver.requests) == 8
        assert 6 <= driver.pauses[-1] <= 8

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
    def test_these_are_not(self, driver: Driver, status: int) -> None:
        with pytest.raises(driver.package.APIStatusError):
            driver.get(refused(status))
        assert len(driver.requests) == 1

    def test_the_server_may_say_otherwise(self, driver: Driver) -> None:
        with pytest.raises(driver.package.APIStatusError):
            driver.get(refused(503, x_should_retry="false"))
        assert len(driver.requests) == 1
        assert driver.get(refused(400, x_should_retry="true"), answer(b"[1]")) == [1]

    @pytest.mark.parametrize(
        ("headers", "least", "most"),
        [
            ({"retry_after": "3"}, 3, 3),
            ({"retry_after": "1.5"}, 1.5, 1.5),
            ({"retry_after_ms": "250", "retry_after": "9"}, 0.25, 0.25),
            ({"retry_after": "0"}, 0.375, 0.5),
            ({"retry_after": "-1"}, 0.375, 0.5),
            ({"retry_after": "nan"}, 0.375, 0.5),
            ({"retry_after": "soon"}, 0.375, 0.5),
            ({"retry_after": "Fri, 99 Foo 2026 99:99:99 GMT"}, 0.375, 0.5),
            ({"retry_after": "Fri, 31 Dec 99999999999 23:59:59 GMT"}, 0.375, 0.5),
        ],
    )
    def test_the_server_may_ask_for_a_pause(
        self, driver: Driver, headers: dict[str, Any], least: float, most: float
    ) -> None:
        driver.get(refused(**headers), answer())
        (pause,) = driver.pauses
        assert least <= pause <= most

    @pytest.mark.parametrize(("seconds", "least", "most"), [(100, 40, 100), (-100, 0.375, 0.5)])
    def test_the_server_may_name_a_time(
        self, driver: Driver, seconds: float, least: float, most: float
    ) -> None:
        # The time is named now, not when the tests are collected: that may be long ago.
        driver.get(refused(retry_after=formatdate(time() + seconds, usegmt=True)), answer())
        (pause,) = driver.pauses
        assert least <= pause <= most

    def test_a_pause_that_is_too_long_is_an_error(self, driver: Driver) -> None:
        with raises(driver.package.RateLimitError):
            driver.get(refused(429, retry_after="121"))
        assert (driver.pauses, len(driver.requests)) == ([], 1)

    def test_the_time_of_a_call_is_not_spent_on_pauses(self, driver: Driver) -> None:
        with raises(driver.package.InternalServerError):
            driver.get(refused(retry_after="30"), timeout=driver.package.Timeout(total=20))
        assert driver.pauses == []
        with raises(driver.package.APIConnectionError):
            driver.get(httpx2.ConnectError("x"), timeout=driver.package.Timeout(total=0.2))

    @pytest.mark.parametrize("value", [None, "2", 2.5, True])
    def test_the_number_of_retries_is_a_number(self, driver: Driver, value: object) -> None:
        with raises(TypeError, "max_retries"):
            driver.client(max_retries=value)
        with raises(ValueError, "max_retries"):
            driver.client(max_retries=-1)


class Losses:
    """Connections that are lost."""

    @pytest.mark.parametrize(
        ("error", "name", "words"),
        [
            (httpx2.ConnectError("refused"), "APIConnectionError", "refused"),
            (httpx2.RemoteProtocolError("cut"), "APIConnectionError", "cut"),
            (httpx2.ReadTimeout("late"), "APITimeoutError", "(read)"),
            (httpx2.ConnectTimeout("late"), "APITimeoutError", "(connect)"),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_they_are_tried_again(
        self, driver: Driver, error: Exception, name: str, words: str
    ) -> None:
        assert driver.get(error, answer(b"[1]")) == [1]
        with raises(getattr(driver.package, name), words) as caught:
            driver.done(driver.client(error, max_retries=1).get("/x"))
        assert len(driver.requests) == 4
        assert caught.value.__cause__ is error

    def test_a_request_that_is_no_http_is_not_tried_again_nor_shown(self, driver: Driver) -> None:
        error = httpx2.LocalProtocolError(f"illegal header value {SECRET}")
        with raises(driver.package.APIConnectionError, "not valid") as caught:
            driver.get(error)
        assert (len(driver.requests), caught.value.__cause__) == (1, None)

    def test_a_url_that_cannot_be_asked_is_the_caller_s_mistake(self, driver: Driver) -> None:
        with raises(driver.package.InvalidRequestError, "URL"):
            driver.get(httpx2.UnsupportedProtocol("ftp"))

    def test_what_only_shows_when_the_time_is_over_is_a_time_out(self, driver: Driver) -> None:
        def late(_: httpx2.Request) -> httpx2.Response:
            end = monotonic() + 0.02
            while monotonic() < end:
                pass
            raise httpx2.ReadError("cut")

        limit = driver.package.Timeout(total=0.01)
        with raises(driver.package.APITimeoutError):
            driver.get(late, timeout=limit)

    def test_errors_of_the_library_below_are_lost_connections(self, driver: Driver) -> None:
        broken = type("BrokenResourceError", (Exception,), {"__module__": "anyio"})
        with raises(driver.package.APIConnectionError, "BrokenResourceError"):
            driver.done(driver.client(broken(), max_retries=0).get("/x"))

    def test_other_errors_pass_as_they_are(self, driver: Driver) -> None:
        with pytest.raises(ZeroDivisionError):
            driver.get(ZeroDivisionError())
        assert len(driver.requests) == 1


class Logs:
    """What is logged, and what is not."""

    def test_attempts_without_values(
        self, driver: Driver, caplog: pytest.LogCaptureFixture
    ) -> None:
        name = driver.package.__name__.rpartition(".")[2]
        caplog.set_level(logging.DEBUG)
        driver.get(
            refused(503), httpx2.ConnectError("lost"), answer(),
            path="/things?private=1", extra_query={"key": SECRET}, extra_headers={"X-Key": SECRET},
        )  # fmt: skip
        own = [record for record in caplog.records if record.name == name]
        said = [record.getMessage() for record in own]
        assert any("retry 1 of 2" in line for line in said)
        assert any("retry 2 of 2" in line for line in said)
        assert all(line.startswith("GET /things: ") for line in said)
        assert {vars(record)["attempt"] for record in own} == {1, 2, 3}
        assert SECRET not in caplog.text
        assert "private=1" not in caplog.text

    def test_requests_of_others_are_logged_as_ever(
        self, driver: Driver, caplog: pytest.LogCaptureFixture
    ) -> None:
        driver.get()
        caplog.set_level(logging.INFO)
        with httpx2.Client(transport=httpx2.MockTransport(answer())) as client:
            client.get("https://other.test/?q=seen")
        assert "q=seen" in caplog.text
