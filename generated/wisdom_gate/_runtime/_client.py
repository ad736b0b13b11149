"""The synchronous and the asynchronous client: thin shells that wait and send for `_flow`."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, cast

from . import _decode, _flow, _request, _steps
from ._base import BaseClient
from ._errors import APITimeoutError, InvalidRequestError
from ._operation import Operation
from ._options import Options, Timeout
from ._pool import AsyncPool, SyncPool
from ._request import Arguments
from ._resource import Mode
from ._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncResponseManager,
    AsyncStreamedResponse,
    ResponseManager,
    StreamedResponse,
    open_async_stream,
    open_stream,
)


class SyncClient(BaseClient):
    """A client that waits. It may be used from several threads.

    Args:
        spec: what the generated package says about itself.
        credentials: by security scheme's name: a secret, a function that gives one and is called
            for each attempt, or `None` to look into the environment when a call needs it.
        base_url: where the API is; else the environment's or the document's.
        timeout: seconds or a `Timeout`; `None` for no limits. Default: 600 s, 5 s to connect.
        max_retries: how many times a request is sent again at most.
        default_headers: sent with every request; a `None` removes a header of the client's own.
        default_query: added to every request's query.
        http_client: an `httpx2.Client` to send with; it stays the caller's to close.
        strict: raise `APIResponseValidationError` for what the document does not allow.
        limits: how large answers may be.
        trusted_origins: further origins that credentials may be sent to.
        on_request: called before each attempt with a `RequestInfo`; may return headers to add.
        on_response: called with a `ResponseInfo` when the headers of an answer have come.
        on_error: called with an `ErrorInfo` when an attempt has no answer that can be read.
        on_drift: called with a `Drift` for each new thing that the document does not say.
        drift_values: whether these have the values of enums and tags.

    Raises `TypeError` and `ValueError` for values that these cannot have.
    """

    _waits = True
    _pool: SyncPool
    _sleep: Callable[[float], None]

    def _make_pool(self, http_client: Any) -> Timeout | None:
        self._sleep = time.sleep
        if http_client is None:
            self._pool = SyncPool(None)
            return None
        from . import _transport

        checked = _transport.check_client(http_client)
        self._pool = SyncPool(checked)
        return _transport.explicit_timeout(checked)

    def _perform(
        self,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        cast_to: object = None,
        mode: Mode = "value",
    ) -> Any:
        settings = self._settings
        request = _request.build(operation, arguments, options, settings)
        paged = self._pager(operation, arguments, options)
        if mode == "streamed":

            def opener() -> StreamedResponse[Any]:
                flow = _flow.exchange(request, settings, self._around, buffered=False)
                return StreamedResponse(self._run(flow), settings, paged)

            return ResponseManager(opener)
        buffered = not request.streaming
        done = self._run(_flow.exchange(request, settings, self._around, buffered=buffered))
        if mode == "raw":
            return APIResponse[Any](done, settings, paged)
        if done.reply is not None:
            try:
                return open_stream(done, settings)
            except BaseException:
                done.response.close()
                raise
        if cast_to is not None and cast_to is type(done.response):
            return done.response
        content = done.content or b""
        value = _decode.value(done.response, operation, content, settings.strict, settings.drift)
        return value if paged is None else paged(value, done.response, content)

    def _run(self, flow: _flow.Flow) -> _flow.Exchange:
        if self.is_closed:
            raise RuntimeError("the client is closed")
        try:
            step = next(flow)
            while True:
                try:
                    answer = self._do(step)
                except BaseException as error:  # noqa: BLE001 - the flow decides what it means
                    step = flow.throw(error)
                else:
                    step = flow.send(answer)
        except StopIteration as done:
            return cast("_flow.Exchange", done.value)

    def _do(self, step: _steps.Step) -> Any:
        from . import _reading, _transport

        match step:
            case _steps.Send(signed, deadline):
                pool = self._pool
                return _transport.send(pool.client(), signed, deadline, own=pool.own)
            case _steps.Read(response, limit, whole, deadline):
                return _reading.read(response, limit, deadline, whole=whole)
            case _steps.Close(response):
                response.close()
            case _steps.Sleep(seconds):
                self._sleep(seconds)
            case _steps.Ask(provider):
                found = provider()
                if hasattr(found, "__await__"):
                    cast("Any", found).close()
                    raise InvalidRequestError("a coroutine function needs the asynchronous client")
                return found
            case _steps.Enter(lock, deadline):
                left = -1 if deadline is None else max(0.0, deadline - time.monotonic())
                if not lock.acquire(timeout=left):
                    raise APITimeoutError("no token came in time")
        return None

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called; calls raise `RuntimeError` then."""
        return self._closed or self._pool.is_closed

    def close(self) -> None:
        """Close the connections, unless they belong to another client or to the caller."""
        self._closed = True
        if not self._borrowed:
            self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


async def _asleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


async def _taken(lock: _steps.Lock, deadline: float | None) -> None:
    """Take a lock that threads and tasks of other event loops may hold, without blocking this one.

    No lock of asyncio's works across event loops; one that waits here waits for a token, which is
    rare and takes much longer than the pauses.
    """
    import asyncio

    pause = 0.001
    while not lock.acquire(blocking=False):
        if deadline is not None and time.monotonic() > deadline:
            raise APITimeoutError("no token came in time")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.05)


class AsyncClient(BaseClient):
    """A client for asyncio; its methods are awaited. See `SyncClient` for the arguments.

    `http_client` is an `httpx2.AsyncClient`, and a credential's function may be a coroutine
    function. Several event loops may use one client: each gets connections of its own.
    """

    _waits = False
    _pool: AsyncPool
    _sleep: Callable[[float], Any]

    def _make_pool(self, http_client: Any) -> Timeout | None:
        self._sleep = _asleep
        if http_client is None:
            self._pool = AsyncPool(None)
            return None
        from . import _transport

        checked = _transport.check_async_client(http_client)
        self._pool = AsyncPool(checked)
        return _transport.explicit_timeout(checked)

    async def _perform(
        self,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        cast_to: object = None,
        mode: Mode = "value",
    ) -> Any:
        settings = self._settings
        request = _request.build(operation, arguments, options, settings)
        paged = self._pager(operation, arguments, options)
        if mode == "streamed":

            async def opener() -> AsyncStreamedResponse[Any]:
                flow = _flow.exchange(request, settings, self._around, buffered=False)
                return AsyncStreamedResponse(await self._run(flow), settings, paged)

            return AsyncResponseManager(opener)
        buffered = not request.streaming
        done = await self._run(_flow.exchange(request, settings, self._around, buffered=buffered))
        if mode == "raw":
            return AsyncAPIResponse[Any](done, settings, paged)
        if done.reply is not None:
            try:
                return open_async_stream(done, settings)
            except BaseException:
                await done.response.aclose()
                raise
        if cast_to is not None and cast_to is type(done.response):
            return done.response
        content = done.content or b""
        value = _decode.value(done.response, operation, content, settings.strict, settings.drift)
        return value if paged is None else paged(value, done.response, content)

    async def _run(self, flow: _flow.Flow) -> _flow.Exchange:
        if self.is_closed:
            raise RuntimeError("the client is closed")
        try:
            step = next(flow)
            while True:
                try:
                    answer = await self._do(step)
                except BaseException as error:  # noqa: BLE001 - the flow decides what it means
                    step = flow.throw(error)
                else:
                    step = flow.send(answer)
        except StopIteration as done:
            return cast("_flow.Exchange", done.value)

    async def _do(self, step: _steps.Step) -> Any:
        from . import _network, _reading, _transport

        match step:
            case _steps.Send(signed, deadline):
                call = _transport.asend(self._pool.client(), signed, own=self._pool.own)
                return await _network.within(deadline, call, None)
            case _steps.Read(response, limit, whole, deadline):
                body = _reading.aread(response, limit, None, whole=whole)
                return await _network.within(deadline, body, response.request)
            case _steps.Close(response):
                await response.aclose()
            case _steps.Sleep(seconds):
                await self._sleep(seconds)
            case _steps.Ask(provider):
                found = provider()
                return await cast("Any", found) if hasattr(found, "__await__") else found
            case _steps.Enter(lock, deadline):
                await _taken(lock, deadline)
        return None

    @property
    def is_closed(self) -> bool:
        """Whether `close` was called; calls raise `RuntimeError` then."""
        return self._closed or self._pool.is_closed

    async def close(self) -> None:
        """Close the connections, unless they belong to another client or to the caller."""
        self._closed = True
        if not self._borrowed:
            await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
