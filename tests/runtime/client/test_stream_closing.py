"""However a stream ends, its connection is closed, and nothing is tried again."""

from __future__ import annotations

import asyncio
import gc
import ssl
from contextlib import aclosing, suppress
from typing import Any

import anyio
import httpx2
import pytest

from instep.runtime import core

from .driver import Driver, Recorder, operation
from .streams import DELTA, SSE, data, opened, streaming


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ReadTimeout("idle"), core.APITimeoutError),
        (httpx2.RemoteProtocolError("gone"), core.APIConnectionError),
        (httpx2.DecodingError("bad gzip"), core.APIConnectionError),
        (ssl.SSLError("bad record"), core.APIConnectionError),
        (anyio.EndOfStream(), core.APIConnectionError),
    ],
)
@pytest.mark.parametrize("before", [0, 2])
def test_a_broken_connection_is_not_tried_again(
    driver: Driver, error: Exception, kind: type[Exception], before: int
) -> None:
    parts = [data(DELTA)] * before
    stream, closed, seen = opened(driver, streaming(), *parts, error)
    assert len(driver.take(stream, before) if before else []) == before
    if before == 0:
        with pytest.raises(kind) as caught:
            driver.take(stream)
    else:
        again, _, _ = opened(driver, streaming(), *parts, error)
        with pytest.raises(kind) as caught:
            driver.take(again)
    assert caught.value.__cause__ is error
    assert caught.value.request is not None
    assert caught.value.request.url.path == "/base/things"
    driver.run(stream.close())
    assert closed
    assert len(seen.requests) == 1


def test_errors_of_the_programs_own_types_pass_unchanged(driver: Driver) -> None:
    mine = RuntimeError("mine")
    stream, closed, _ = opened(driver, streaming(), data(DELTA), mine)
    with pytest.raises(RuntimeError) as caught:
        driver.take(stream)
    assert caught.value is mine
    assert closed

    def broken() -> Any:
        raise KeyError("type")

    op = operation(
        replies=(core.Reply("200", "text/event-stream", "events", broken),), streams=True
    )
    shut: list[bool] = []
    response = httpx2.Response(200, headers=SSE, stream=driver.chunks(closed=shut))
    with pytest.raises(KeyError):
        driver.call(driver.client(Recorder(response)), op, body={})
    assert shut


def test_close_is_idempotent_and_ends_the_iteration(driver: Driver) -> None:
    stream, closed, _ = opened(driver, streaming(), data(DELTA), data(DELTA))
    assert len(driver.take(stream, 1)) == 1
    for _ in range(3):
        driver.run(stream.close())
    assert closed
    assert driver.take(stream) == []
    fresh, closed, _ = opened(driver, streaming(), data(DELTA))
    driver.run(fresh.close())
    assert closed, "closed without having been read"


def test_leaving_the_context_closes(driver: Driver) -> None:
    for leave in (None, KeyError("mine")):
        stream, closed, _ = opened(driver, streaming(), data(DELTA), data(DELTA))

        def plain(stream: Any = stream, leave: Any = leave) -> Any:
            with stream as inside:
                next(iter(inside))
                if leave:
                    raise leave

        async def awaited(stream: Any = stream, leave: Any = leave) -> None:
            async with stream as inside:
                await anext(inside)
                if leave:
                    raise leave

        with suppress(KeyError):
            driver.run(awaited() if driver.is_async else plain())
        assert closed


def test_a_break_closes_at_once(driver: Driver) -> None:
    if driver.is_async:
        pytest.skip("an event loop finalises abandoned generators later")
    stream, closed, _ = opened(driver, streaming(), data(DELTA), data(DELTA))
    gc.disable()
    try:
        for _ in stream:
            break
        assert not closed
        del stream
        assert closed, "reference counting is enough"
    finally:
        gc.enable()


def test_an_abandoned_asynchronous_stream_is_closed(driver: Driver) -> None:
    if not driver.is_async:
        pytest.skip("see test_a_break_closes_at_once")
    stream, closed, _ = opened(driver, streaming(), data(DELTA), data(DELTA))

    async def abandon(stream: Any) -> None:
        async for _ in stream:
            break

    driver.run(abandon(stream))
    del stream
    gc.collect()
    driver.run(asyncio.sleep(0.01))
    assert closed


def test_aclosing_and_cancellation(driver: Driver) -> None:
    if not driver.is_async:
        pytest.skip("asynchronous only")
    stream, closed, _ = opened(driver, streaming(), data(DELTA), data(DELTA))

    async def leave() -> None:
        async with aclosing(stream) as inside:
            await anext(inside)

    driver.run(leave())
    assert closed
    shut: list[bool] = []

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield data(DELTA)
            await asyncio.sleep(60)

        async def aclose(self) -> None:
            shut.append(True)

    response = httpx2.Response(200, headers=SSE, stream=Endless())
    client = driver.client(Recorder(response))

    async def cancelled() -> None:
        waiting = await core.AsyncResource(client)._call(streaming(), body={"stream": True})

        async def read() -> None:
            async for _ in waiting:
                pass

        task = asyncio.ensure_future(read())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    driver.run(cancelled())
    assert shut


@pytest.mark.parametrize("version", [b"HTTP/1.1", b"HTTP/2"])
def test_after_done_an_asynchronous_client_waits_shortly_for_the_end(
    driver: Driver, version: bytes
) -> None:
    if not driver.is_async:
        pytest.skip("a synchronous client does not read on")
    read: list[str] = []

    class Slow(httpx2.AsyncByteStream):
        def __init__(self, pause: float) -> None:
            self.pause = pause

        async def __aiter__(self) -> Any:
            yield data(DELTA, "[DONE]")
            read.append("more")
            await asyncio.sleep(self.pause)
            read.append("end")

    for pause in (0.0, 30.0):
        read.clear()
        response = httpx2.Response(
            200, headers=SSE, stream=Slow(pause), extensions={"http_version": version}
        )
        client = driver.client(Recorder(response))
        stream = driver.call(client, streaming(), body={"stream": True})

        async def timed(stream: Any = stream) -> list[Any]:
            async with asyncio.timeout(5):
                return [one async for one in stream]

        assert len(driver.run(timed())) == 1
        assert stream.response.is_closed
        expected = [] if version == b"HTTP/2" else ["more", "end"] if pause == 0 else ["more"]
        assert read == expected
