"""When a request is sent again, after how long, and when it must not be."""

from __future__ import annotations

import asyncio
import io
import logging
import ssl
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest

from instep.runtime import _retry, core, spelling

from .driver import KEY, Driver, Recorder, answer, ok, operation

GET = operation("GET")
BINARY = operation(body=core.Body(("application/octet-stream", "binary")))


def failing(driver: Driver, *answers: Any, **options: Any) -> tuple[Any, Recorder, type[Exception]]:
    """Call until it fails; what failed, what was sent, and its type."""
    seen = Recorder(*answers)
    with pytest.raises(core.APIError) as caught:
        driver.call(driver.client(seen, **options), GET)
    return caught.value, seen, type(caught.value)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_statuses_that_are_tried_again(driver: Driver, status: int) -> None:
    seen = Recorder(ok(status=status), ok(status=status), ok())
    found = driver.raw(driver.client(seen), GET)
    assert found.retries_taken == 2
    assert len(seen.requests) == 3
    assert driver.sleeps == [0.5, 1.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_statuses_that_are_not(driver: Driver, status: int) -> None:
    _, seen, _ = failing(driver, ok(status=status))
    assert len(seen.requests) == 1
    assert driver.sleeps == []


def test_the_server_may_say_otherwise(driver: Driver) -> None:
    _, seen, _ = failing(driver, ok(status=500, x_should_retry="false"))
    assert len(seen.requests) == 1
    _, seen, _ = failing(driver, ok(status=400, x_should_retry="true"))
    assert len(seen.requests) == 3


def test_the_pauses_double_up_to_eight_seconds(driver: Driver) -> None:
    _, seen, kind = failing(driver, ok(status=500), max_retries=6)
    assert driver.sleeps == [0.5, 1, 2, 4, 8, 8]
    assert len(seen.requests) == 7
    assert kind is core.InternalServerError


def test_the_jitter_takes_off_up_to_a_quarter() -> None:
    assert _retry.backoff(0, 1.0) == 0.375
    assert _retry.backoff(10**100, 0.0) == 8.0
    assert _retry.backoff(3, 0.5) == 4 * 0.875


def test_any_number_of_retries(driver: Driver) -> None:
    seen = Recorder(*[ok(status=500)] * 9, ok())
    driver.call(driver.client(seen, max_retries=10**100), GET)
    assert len(seen.requests) == 10


NOW = "Tue, 14 Nov 2023 22:13:{:02} GMT"  # the driver's clock stands at 22:13:20


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry_after": "20"}, 20.0),
        ({"retry_after": "0.25"}, 0.25),
        ({"retry_after": "120"}, 120.0),
        ({"retry_after": NOW.format(50)}, 30.0),
        ({"retry_after_ms": "1500"}, 1.5),
        ({"retry_after_ms": "1500", "retry_after": "7"}, 1.5),
        ({"retry_after_ms": "soon", "retry_after": "7"}, 7.0),
        ({"retry_after": "0"}, 0.5),
        ({"retry_after": "-5"}, 0.5),
        ({"retry_after": "inf"}, 0.5),
        ({"retry_after": "nan"}, 0.5),
        ({"retry_after": "1e999"}, 0.5),
        ({"retry_after": "9" * 400}, 0.5),
        ({"retry_after_ms": "-1e999"}, 0.5),
        ({"retry_after": "soon"}, 0.5),
        ({"retry_after": ""}, 0.5),
        ({"retry_after": NOW.format(5)}, 0.5),
        ({"retry_after": "Fri, 99 Foo 2023 99:99:99 GMT"}, 0.5),
        ({"retry_after": "Fri, 31 Dec 99999999999 00:00:00 GMT"}, 0.5),
    ],
)
def test_the_pause_that_the_server_asks_for(
    driver: Driver, headers: dict[str, str], pause: float
) -> None:
    driver.call(driver.client(Recorder(ok(status=429, **headers), ok())), GET)
    assert driver.sleeps == [pause]


@pytest.mark.parametrize(
    "headers",
    [{"retry_after": "121"}, {"retry_after_ms": "120001"}, {"retry_after": "Wed, 14 Nov 2024 22:00:00 GMT"}],
)  # fmt: skip
def test_too_long_a_pause_is_not_taken(driver: Driver, headers: dict[str, str]) -> None:
    error, seen, kind = failing(driver, ok('{"message":"slow"}', 429, x_request_id="r", **headers))
    assert kind is core.RateLimitError
    assert (len(seen.requests), driver.sleeps) == (1, [])
    assert (error.message, error.request_id) == ("slow", "r")


def test_the_response_is_closed_before_the_pause(driver: Driver) -> None:
    closed: list[bool] = []
    first = httpx2.Response(503, stream=driver.chunks(b"x", closed=closed))
    client = driver.client(Recorder(first, ok()))
    state: list[int] = []
    asleep = client._sleep

    def looking(seconds: float) -> Any:
        state.append(len(closed))
        return asleep(seconds)

    client._sleep = looking
    driver.call(client, GET)
    assert state == [1]


@pytest.mark.parametrize(
    ("error", "kind", "attempts"),
    [
        (httpx2.ConnectError("refused"), core.APIConnectionError, 3),
        (httpx2.ReadError("reset"), core.APIConnectionError, 3),
        (httpx2.RemoteProtocolError("gone"), core.APIConnectionError, 3),
        (httpx2.ProxyError("proxy"), core.APIConnectionError, 3),
        (httpx2.ConnectTimeout("slow"), core.APITimeoutError, 3),
        (httpx2.ReadTimeout("slow"), core.APITimeoutError, 3),
        (httpx2.PoolTimeout("busy"), core.APITimeoutError, 3),
        (ssl.SSLError("bad certificate"), core.APIConnectionError, 3),
        (anyio.EndOfStream(), core.APIConnectionError, 3),
        (httpx2.LocalProtocolError(f"Illegal header value b'{KEY}'"), core.APIConnectionError, 1),
        (httpx2.UnsupportedProtocol("x"), core.InvalidRequestError, 1),
    ],
)
def test_failures_of_the_connection(
    driver: Driver, error: Exception, kind: type[core.APIError], attempts: int
) -> None:
    found, seen, raised = failing(driver, error)
    assert raised is kind
    assert len(seen.requests) == attempts
    assert found.request is not None
    assert found.request.url.path == "/base/things"
    if isinstance(error, httpx2.LocalProtocolError):
        assert found.__cause__ is None
        assert KEY not in str(found)
    else:
        assert found.__cause__ is error


@pytest.mark.parametrize(
    "error", [RuntimeError("mine"), OSError("mine"), KeyError("mine"), ValueError("mine")]
)
def test_the_programs_own_errors_pass_unchanged(driver: Driver, error: Exception) -> None:
    seen = Recorder(error)
    with pytest.raises(type(error)) as caught:
        driver.call(driver.client(seen), GET)
    assert caught.value is error
    assert len(seen.requests) == 1


def test_cancellation_passes_unchanged() -> None:
    calls = 0

    def handler(request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        raise asyncio.CancelledError

    async def main() -> None:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(handler))
        async with http, core.AsyncClient(core.ClientSpec("d", "http://a.test"), credentials={}, http_client=http) as client:  # fmt: skip
            with pytest.raises(asyncio.CancelledError):
                await core.AsyncResource(client)._call(GET)

    asyncio.run(main())
    assert calls == 1


def test_a_broken_body_is_tried_again(driver: Driver) -> None:
    broken = driver.chunks(b'{"id"', httpx2.ReadError("reset"))
    first = httpx2.Response(200, headers={"content-type": "application/json"}, stream=broken)
    found = driver.raw(driver.client(Recorder(first, ok())), GET)
    assert (found.retries_taken, found.parse().id) == (1, "t1")


def test_an_error_whose_body_breaks_is_still_that_error(driver: Driver) -> None:
    broken = driver.chunks(b'{"message"', httpx2.ReadError("reset"))
    error, _, kind = failing(driver, httpx2.Response(404, stream=broken))
    assert kind is core.NotFoundError
    assert error.body is None


class Once:
    """An iterable that may be read a single time."""

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"a"])


class Unseekable(io.BytesIO):
    """A pipe."""

    def seek(self, *args: Any) -> int:
        raise OSError("cannot seek")


class Fragile(io.BytesIO):
    """A file that can seek twice: to be measured, but not to be sent again."""

    left = 2

    def seek(self, *args: Any) -> int:
        self.left -= 1
        if self.left < 0:
            raise OSError("lost")
        return super().seek(*args)


@pytest.mark.parametrize(
    ("make", "attempts"),
    [
        (lambda: b"abc", 3),
        (lambda: io.BytesIO(b"abc"), 3),
        (lambda: [b"a", b"bc"], 3),
        (lambda: iter([b"abc"]), 1),
        (lambda: Once(), 1),
        (lambda: Unseekable(b"abc"), 1),
        (lambda: Fragile(b"abc"), 1),
    ],
)
@pytest.mark.parametrize("failure", [503, httpx2.ReadError("reset")])
def test_a_body_that_is_spent_is_not_sent_again(
    driver: Driver, make: Any, attempts: int, failure: Any
) -> None:
    bodies: list[bytes] = []

    def plain(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.read())
        return finish()

    async def awaited(request: httpx2.Request) -> httpx2.Response:
        bodies.append(await request.aread())
        return finish()

    def finish() -> httpx2.Response:
        if isinstance(failure, Exception):
            raise failure
        return ok(status=failure)

    handler: Any = awaited if driver.is_async else plain
    expected = core.APIConnectionError if isinstance(failure, Exception) else core.APIStatusError
    with pytest.raises(expected):
        driver.call(driver.client(handler), BINARY, body=core.Whole(make()))
    assert len(bodies) == attempts
    assert len(set(bodies)) == 1
    assert bodies[0] in (b"abc", b"a")


def test_a_file_in_a_form_is_sent_again_from_where_it_stood(driver: Driver) -> None:
    seen = Recorder(ok(status=500), ok())
    file = io.BytesIO(b"12345")
    file.seek(2)
    bodies: list[bytes] = []

    def plain(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.read())
        return seen(request)

    async def awaited(request: httpx2.Request) -> httpx2.Response:
        bodies.append(await request.aread())
        return seen(request)

    handler: Any = awaited if driver.is_async else plain
    op = operation(body=core.Body(("multipart/form-data", "multipart")))
    driver.call(driver.client(handler), op, body={"f": file})
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert b"\r\n\r\n345\r\n" in bodies[0]


@pytest.mark.parametrize("value", [None, "2", 2.5, float("nan"), float("inf"), True])
def test_max_retries_is_an_int(driver: Driver, value: Any) -> None:
    with pytest.raises(TypeError, match="max_retries"):
        driver.client(answer(), max_retries=value)
    with pytest.raises(TypeError, match="max_retries"):
        driver.client(answer()).with_options(max_retries=value)


def test_max_retries_is_not_negative(driver: Driver) -> None:
    with pytest.raises(ValueError, match="max_retries"):
        driver.client(answer(), max_retries=-1)
    _, seen, _ = failing(driver, ok(status=500), max_retries=0)
    assert len(seen.requests) == 1


def test_retries_are_logged_without_values(
    driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    seen = Recorder(ok(status=500), httpx2.ReadError("x"), ok())
    op = operation("GET", "/things/{id}", parameters=(spelling.Param("id", "path"),))
    with caplog.at_level(logging.INFO, "demo"):
        driver.call(driver.client(seen), op, path={"id": "canary"})
    messages = [record.getMessage() for record in caplog.records if record.name == "demo"]
    assert messages == [
        "GET /things/{id}: retry 1 of 2 in 0.50 s",
        "GET /things/{id}: retry 2 of 2 in 1.00 s",
        "GET /things/{id}: 200",
    ]
