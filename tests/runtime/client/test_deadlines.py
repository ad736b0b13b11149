"""Deadlines: one for each attempt and one for the whole call, whatever the server does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from instep.runtime import core, oauth

from .driver import Driver, Recorder, ok, operation
from .server import Request, serving
from .streams import DELTA, data, streaming

GET = operation("GET", "/things")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails if the block takes longer."""
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < seconds


def drip(request: Request, head: bytes, pause: float = 0.05) -> bool:
    """Send bytes one at a time for three seconds."""
    request.send(head)
    for _ in range(60):
        request.send(b"x")
        time.sleep(pause)
    return True


def dripping_headers(request: Request) -> bool:
    return drip(request, b"HTTP/1.1 200 OK\r\nx-long: ")


def dripping_body(request: Request) -> bool:
    return drip(request, b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n")


def dripping_error(request: Request) -> bool:
    return drip(request, b"HTTP/1.1 400 No\r\ncontent-length: 999\r\n\r\n")


def silent(request: Request) -> bool:
    time.sleep(1.5)
    return True


@pytest.mark.parametrize("fault", [dripping_headers, dripping_body, silent])
@pytest.mark.parametrize("limits", [core.Timeout(9, attempt=0.3), core.Timeout(9, total=0.3)])
def test_no_server_can_hold_a_call(
    driver: Driver, fault: Callable[[Request], bool], limits: core.Timeout
) -> None:
    with serving(fault) as server:
        client = driver.client(None, base_url=server.url, timeout=limits, max_retries=0)
        with within(1.0), pytest.raises(core.APITimeoutError):
            driver.call(client, GET)
        driver.run(client.close())


def test_an_error_that_drips_is_still_that_error(driver: Driver) -> None:
    with serving(dripping_error) as server:
        client = driver.client(None, base_url=server.url, timeout=core.Timeout(9, total=0.3))
        with within(1.0), pytest.raises(core.BadRequestError) as caught:
            driver.call(client, GET)
        assert caught.value.status_code == 400
        driver.run(client.close())


def test_the_whole_call_is_limited_over_all_attempts(driver: Driver) -> None:
    with serving(silent) as server:
        limits = core.Timeout(9, attempt=0.3, total=1.4)
        client = driver.client(None, base_url=server.url, timeout=limits, max_retries=50)
        with within(2), pytest.raises(core.APITimeoutError):
            driver.call(client, GET)
        assert 2 <= len(server.requests) <= 3
        driver.run(client.close())


def ticking(client: Any, driver: Driver) -> list[float]:
    """Give a client a clock that only its pauses move. Returns the pauses."""
    now = [time.monotonic()]
    client._around = type(client._around)(lambda: 0.0, lambda: 0.0, lambda: now[0])

    def sleep(seconds: float) -> None:
        driver.sleeps.append(seconds)
        now[0] += seconds

    async def asleep(seconds: float) -> None:
        sleep(seconds)

    client._sleep = asleep if driver.is_async else sleep
    return driver.sleeps


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda: ok(status=503), core.InternalServerError),
        (lambda: httpx2.ReadError("x"), core.APIConnectionError),
    ],
)
def test_no_pause_goes_beyond_the_deadline(
    driver: Driver, answer: Callable[[], Any], error: type[Exception]
) -> None:
    server = Recorder(*(answer() for _ in range(9)))
    client = driver.client(server, timeout=core.Timeout(None, total=4.0), max_retries=9)
    sleeps = ticking(client, driver)
    with pytest.raises(error):
        driver.call(client, GET)
    assert sleeps == [0.5, 1.0, 2.0], "the next would have been 4 s, with 0.5 s left"
    assert len(server.requests) == 4


def test_a_loss_that_shows_after_the_deadline_is_a_time_out(driver: Driver) -> None:
    """As on a machine so busy that the server's hanging up is noticed before the clock."""
    gone = httpx2.RemoteProtocolError("Server disconnected without sending a response.")
    for late, kind in ((0.0, core.APIConnectionError), (5.0, core.APITimeoutError)):
        now = [100.0]

        def answer(request: httpx2.Request, late: float = late, now: list[float] = now) -> Any:
            now[0] += late
            raise gone

        client = driver.client(answer, timeout=core.Timeout(None, attempt=3.0), max_retries=0)
        client._around = type(client._around)(lambda: 0.0, lambda: 0.0, lambda now=now: now[0])
        with pytest.raises(core.APIConnectionError) as caught:
            driver.call(client, GET)
        assert type(caught.value) is kind
        assert caught.value.__cause__ is gone
        assert caught.value.request is not None


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(driver: Driver) -> None:
    server = Recorder(ok(status=429, retry_after="30"))
    client = driver.client(server, timeout=core.Timeout(9, total=5))
    with within(1), pytest.raises(core.RateLimitError):
        driver.call(client, GET)
    assert (len(server.requests), driver.sleeps) == (1, [])


def test_a_stream_is_limited_as_a_whole_only_if_asked(driver: Driver) -> None:
    def answer(request: Request) -> bool:
        request.stream(end=False)
        for _ in range(20):
            chunk = data(DELTA)
            request.send(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            time.sleep(0.05)
        request.send(b"0\r\n\r\n")
        return True

    with serving(answer) as server:
        client = driver.client(None, base_url=server.url, timeout=0.5)
        stream = driver.call(client, streaming(), body={"stream": True})
        assert len(driver.take(stream)) == 20
        short = client.with_options(timeout=core.Timeout(9, total=0.6))
        with within(1.5):
            stream = driver.call(short, streaming(), body={"stream": True})
            with pytest.raises(core.APITimeoutError):
                driver.take(stream)
        for use in (lambda r: r.read(), lambda r: collected(r.iter_bytes())):
            with within(1.5), pytest.raises(core.APITimeoutError):
                driver.streamed(short, operation("GET"), use)
        driver.run(client.close())


def collected(pieces: Any) -> Any:
    """Everything that an iterator gives, where it is not asynchronous."""
    return pieces if hasattr(pieces, "__aiter__") else list(pieces)


def test_fetching_a_token_counts(driver: Driver) -> None:
    with serving(dripping_headers) as server:
        scheme = core.Scheme("oauth", "oauth2", flow=oauth.ClientFlow("/token"))
        client = driver.client(
            None,
            spec=core.ClientSpec("demo", "", (scheme,)),
            base_url=server.url,
            credentials={"oauth": core.ClientCredentials("i", "s")},
            timeout=core.Timeout(9, total=0.3),
        )
        with within(1.0), pytest.raises(core.APITimeoutError):
            driver.call(client, operation("GET", security=(("oauth",),)))
        driver.run(client.close())


def test_a_server_that_reads_nothing(driver: Driver) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def accept() -> None:
        connection, _ = listener.accept()
        stop.wait(5)
        connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        client = driver.client(
            None, base_url=url, timeout=core.Timeout(9, total=0.4), max_retries=0
        )
        raw = operation(body=core.Body(("application/octet-stream", "binary")))
        with within(1.5), pytest.raises(core.APITimeoutError):
            driver.call(client, raw, body=core.Whole(bytes(50_000_000)))
        driver.run(client.close())
    finally:
        stop.set()
        thread.join()
        listener.close()


def test_what_a_timeout_may_be() -> None:
    assert core.Timeout(7).total is None
    assert core.Timeout(7).attempt == 7
    assert core.Timeout(7, total=3, attempt=None).attempt is None
    for name in ("attempt", "total", "read"):
        with pytest.raises(ValueError, match=name):
            core.Timeout(**{name: -1})


def test_a_loss_while_reading_that_shows_after_the_deadline_is_a_time_out(driver: Driver) -> None:
    for late, kind in ((0.0, core.APIConnectionError), (0.3, core.APITimeoutError)):

        class Lost(httpx2.SyncByteStream, httpx2.AsyncByteStream):
            def __init__(self, late: float) -> None:
                self.late = late

            def __iter__(self) -> Iterator[bytes]:
                yield b"{"
                time.sleep(self.late)
                raise httpx2.RemoteProtocolError("peer closed connection")

            async def __aiter__(self) -> Any:
                for part in self:
                    yield part

        def answer(request: httpx2.Request, late: float = late) -> httpx2.Response:
            headers = {"content-type": "application/json"}
            return httpx2.Response(200, headers=headers, stream=Lost(late))

        client = driver.client(answer, timeout=core.Timeout(None, total=0.2), max_retries=0)
        with pytest.raises(core.APIConnectionError) as caught:
            driver.streamed(client, GET, lambda response: response.read())
        assert type(caught.value) is kind
