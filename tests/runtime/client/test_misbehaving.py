"""A server that misbehaves: always the documented error, in time, and every connection given back."""

from __future__ import annotations

import asyncio
import gzip
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

import pytest

from instep.runtime import core

from .driver import Driver, operation
from .server import Request, serving
from .streams import DELTA, data, streaming

GET = operation("GET", "/things")
STREAM = streaming()
LIMIT = core.Timeout(5, total=2)
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
Fault = Callable[[Request], bool]


def hang_up(request: Request) -> bool:
    """End the connection with a reset."""
    request.socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    request.socket.close()
    return True


def sends(*parts: bytes, pause: float = 0.0, reset: bool = False) -> Fault:
    """A fault that sends these bytes, then waits, then hangs up."""

    def fault(request: Request) -> bool:
        for part in parts:
            request.send(part)
        time.sleep(pause)
        return hang_up(request) if reset else True

    return fault


def drips(head: bytes, part: bytes = b"x") -> Fault:
    """A fault that goes on sending small pieces, for longer than anyone waits."""

    def fault(request: Request) -> bool:
        request.send(head)
        for _ in range(100):
            request.send(part)
            time.sleep(0.05)
        return True

    return fault


def floods(head: bytes, part: bytes, times: int) -> Fault:
    """A fault that sends very much, as fast as it is taken."""

    def fault(request: Request) -> bool:
        request.send(head)
        for _ in range(times):
            request.send(part)
        return True

    return fault


def bomb(status: bytes = b"200 OK") -> Fault:
    """300 MB of zeros in 300 kB of gzip."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(300)) + packer.flush()
    head = b"HTTP/1.1 %s\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
    return sends(head % (status, len(packed)), packed)


def loops(request: Request) -> None:
    """Redirect to itself, for ever."""
    request.reply(b"", "302 Found", location="/things?again")


CUT = gzip.compress(b'{"id":"' + bytes(range(97, 123)) * 500 + b'"}')[:-30]
GZIP = OK + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n"


@dataclass(frozen=True)
class Case:
    """A fault, and what a call makes of it."""

    fault: Callable[[Request], bool | None]
    error: type[Exception]
    words: str = ""
    operation: core.Operation = GET


CASES = {
    "slow headers": Case(drips(b"HTTP/1.1 200 OK\r\nx: "), core.APITimeoutError),
    "slow status line": Case(drips(b"HT"), core.APIConnectionError),
    "slow body": Case(drips(OK + b"content-length: 999\r\n\r\n"), core.APITimeoutError),
    "slow chunks": Case(
        drips(OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), core.APITimeoutError
    ),
    "slow error": Case(
        drips(b"HTTP/1.1 400 No\r\ncontent-length: 999\r\n\r\n"), core.BadRequestError
    ),
    "silence": Case(sends(pause=3), core.APITimeoutError),
    "no answer": Case(sends(), core.APIConnectionError, "connection error"),
    "reset before": Case(sends(reset=True), core.APIConnectionError),
    "reset mid-body": Case(
        sends(OK + b"content-length: 99\r\n\r\n{", pause=0.05, reset=True), core.APIConnectionError
    ),
    "body cut": Case(sends(OK + b"content-length: 99\r\n\r\n{"), core.APIConnectionError),
    "chunk cut": Case(
        sends(OK + b"transfer-encoding: chunked\r\n\r\n9\r\n{"), core.APIConnectionError
    ),
    "bad chunk size": Case(
        sends(OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n{"), core.APIConnectionError
    ),
    "two lengths": Case(
        sends(OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}"), core.APIConnectionError
    ),
    "no HTTP": Case(sends(b"220 ftp ready\r\n"), core.APIConnectionError),
    "HTML for JSON": Case(
        sends(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>"),
        core.APIResponseValidationError,
        "text/html",
    ),
    "not JSON": Case(
        sends(OK + b"content-length: 6\r\n\r\n{oops}"), core.APIResponseValidationError
    ),
    "empty JSON": Case(
        sends(OK + b"content-length: 0\r\n\r\n"), core.APIResponseValidationError, "empty"
    ),
    "gzip cut": Case(sends(GZIP % len(CUT), CUT), core.APIConnectionError, "too early"),
    "gzip cut in a stream": Case(
        sends(EVENTS[:-2] + b"content-encoding: gzip\r\n\r\n" + gzip.compress(data(DELTA))[:-8]),
        core.APIConnectionError,
        "too early",
        STREAM,
    ),
    "gzip nonsense": Case(sends(GZIP % 8, b"nonsense"), core.APIConnectionError),
    "gzip bomb": Case(bomb(), core.ResponseTooLargeError),
    "gzip bomb as error": Case(bomb(b"500 No"), core.InternalServerError),
    "100 MB": Case(
        floods(OK + b"content-length: 200000000\r\n\r\n", bytes(100_000), 2000),
        core.ResponseTooLargeError,
    ),
    "100 MB error": Case(
        floods(b"HTTP/1.1 404 No\r\ncontent-length: 100000000\r\n\r\n", bytes(100_000), 1000),
        core.NotFoundError,
    ),
    "redirect loop": Case(loops, core.APIStatusError, "Found"),
    "header flood": Case(
        floods(b"HTTP/1.1 200 OK\r\n", b"x-header: " + b"y" * 1000 + b"\r\n", 100_000),
        core.APIConnectionError,
    ),
    "endless header": Case(floods(b"HTTP/1.1 200 OK\r\nx: ", b"y" * 10_000, 10_000), core.APIConnectionError),
    "stream reset": Case(
        sends(EVENTS + data(DELTA), pause=0.05, reset=True), core.APIConnectionError, "", STREAM
    ),
    "stream cut in an event": Case(
        sends(EVENTS + data(DELTA) + b'data: {"ty'), core.APIConnectionError, "middle", STREAM
    ),
    "stream that stops": Case(
        sends(EVENTS + data(DELTA), pause=3), core.APITimeoutError, "", STREAM
    ),
    "stream that drips": Case(drips(EVENTS + b"data: "), core.APITimeoutError, "", STREAM),
    "stream of comments": Case(drips(EVENTS, b": ping\n\n"), core.APITimeoutError, "", STREAM),
    "endless line": Case(
        floods(EVENTS + b"data: ", b"x" * 100_000, 2000), core.EventTooLargeError, "", STREAM
    ),
    "JSON for a stream": Case(
        sends(OK + b"content-length: 2\r\n\r\n{}"), core.APIResponseValidationError, "", STREAM
    ),
    "HTML for a stream": Case(
        sends(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>"),
        core.APIResponseValidationError,
        "",
        STREAM,
    ),
}  # fmt: skip


def leaked(client: Any, driver: Driver) -> list[str]:
    """The connections of a client that are not idle, and requests that are under way."""
    if driver.is_async:
        (http,) = client._pool._clients.values()
    else:
        http = client._pool._client
    pool = http._transport._pool
    open_ = [repr(one) for one in pool.connections if not (one.is_idle() or one.is_closed())]
    return open_ + [repr(one) for one in pool._requests]


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_the_documented_error_in_time(driver: Driver, name: str) -> None:
    case = CASES[name]
    body = {"stream": True} if case.operation is STREAM else None
    with serving(case.fault) as server:
        limits = core.Limits(response=1_000_000)
        client = driver.client(
            None, base_url=server.url, timeout=LIMIT, max_retries=0, limits=limits
        )
        start = time.perf_counter()
        with pytest.raises(case.error, match=case.words or None) as caught:
            found = driver.call(client, case.operation, body=body)
            driver.take(found)
        assert time.perf_counter() - start < 3.5
        assert isinstance(caught.value, core.APIError)
        assert leaked(client, driver) == []
        driver.run(client.close())


IN_THE_BODY = (
    "slow body", "slow chunks", "slow error", "reset mid-body", "body cut", "chunk cut", "bad chunk size",
    "gzip cut", "gzip nonsense", "gzip bomb", "100 MB", "100 MB error", "not JSON", "redirect loop",
)  # fmt: skip


def collected(pieces: Any) -> Any:
    """What is there, after going through it where that can be done without waiting."""
    return sum(map(len, pieces)) if hasattr(pieces, "__next__") else pieces


@pytest.mark.parametrize("use", ["parse", "read", "iter_bytes", "iter_lines"])
@pytest.mark.parametrize("name", IN_THE_BODY)
def test_a_fault_while_the_body_is_read_piece_by_piece(driver: Driver, name: str, use: str) -> None:
    case = CASES[name]
    endless = use.startswith("iter") and name in ("gzip bomb", "100 MB")
    if endless or (use != "parse" and name == "not JSON"):
        return  # no fault: whoever iterates has no need of a limit, or of JSON
    with serving(case.fault) as server:
        client = driver.client(
            None,
            base_url=server.url,
            timeout=core.Timeout(5, total=0.8),
            max_retries=0,
            limits=core.Limits(response=1_000_000),
        )
        start = time.perf_counter()
        with pytest.raises(case.error, match=case.words or None):
            driver.streamed(client, GET, lambda response: collected(getattr(response, use)()))
        assert time.perf_counter() - start < 3.5
        assert leaked(client, driver) == []
        driver.run(client.close())


@pytest.mark.parametrize("name", ["gzip bomb", "100 MB", "100 MB error", "endless line"])
def test_a_flood_costs_little_memory(driver: Driver, name: str) -> None:
    case = CASES[name]
    body = {"stream": True} if case.operation is STREAM else None
    with serving(case.fault) as server:
        client = driver.client(
            None, base_url=server.url, max_retries=0, limits=core.Limits(response=1_000_000)
        )
        tracemalloc.start()
        try:
            with pytest.raises(case.error):
                driver.take(driver.call(client, case.operation, body=body))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 30_000_000
        driver.run(client.close())


@pytest.mark.parametrize("moment", ["headers", "body", "stream", "upload"])
def test_a_cancelled_call_leaves_no_connection(driver: Driver, moment: str) -> None:
    if not driver.is_async:
        pytest.skip("only tasks are cancelled")

    def answer(request: Request) -> bool:
        if request.headers.get("x-then") == "fine":
            request.reply(b'{"id":"t1"}')
            return False
        if moment == "body":
            request.send(OK + b"content-length: 99\r\n\r\n{")
        elif moment == "stream":
            request.send(EVENTS + data(DELTA))
        time.sleep(0.6)
        return True

    async def endless() -> Any:
        while True:
            yield b"x"
            await asyncio.sleep(0.02)

    with serving(answer) as server:
        client = driver.client(None, base_url=server.url, max_retries=0)
        resource = driver.resource(client)

        async def call() -> None:
            if moment == "stream":
                async for _ in await resource._call(STREAM, body={"stream": True}):
                    pass
            elif moment == "upload":
                raw = operation(body=core.Body(("a/b", "binary")))
                await resource._call(raw, body=core.Whole(endless()))
            else:
                await resource._call(GET)

        async def cancelled() -> Any:
            task = asyncio.ensure_future(call())
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert leaked(client, driver) == []
            options = core.Options(extra_headers={"x-then": "fine"})
            return await resource._call(GET, options=options)

        assert driver.run(cancelled()).id == "t1"
        driver.run(client.close())
