"""The synchronous and the asynchronous client: thin shells that wait and send for `_flow`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import copy
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from . import _decode, _flow, _request, _settings
from ._auth import Credential
from ._errors import APITimeoutError
from ._operation import ClientSpec, Operation
from ._options import NOT_GIVEN, Limits, NotGiven, Options, Timeout, TimeoutLike
from ._pool import AsyncPool, SyncPool
from ._request import Arguments
from ._resource import AsyncResource, Mode, SyncResource
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
from ._settings import Changes, Headers, Query
from ._verbs import Verbs

if TYPE_CHECKING:
    from ._transport import AsyncHTTPClient, HTTPClient, HTTPResponse


def _random() -> float:
    from random import random

    return random()


class _Client(Verbs):
    """What both clients have: settings, and copies that differ in some of them."""

    _settings: _settings.Settings
    _around: _flow.Surroundings
    _borrowed: bool = False
    """Whether the connections belong to the client that this is a copy of."""
    _closed: bool = False

    def _make_pool(self, http_client: Any) -> Timeout | None:
        """Take the caller's HTTP client, or none. Returns the time limits it was given."""
        raise NotImplementedError

    def __init__(
        self,
        spec: ClientSpec,
        *,
        credentials: Mapping[str, Credential | None],
        base_url: str | None = None,
        timeout: TimeoutLike | NotGiven = NOT_GIVEN,
        max_retries: int = 2,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        http_client: Any = None,
        strict: bool = False,
        limits: Limits | None = None,
        trusted_origins: tuple[str, ...] = (),
    ) -> None:
        self._spec = spec
        self._around = _flow.Surroundings(_random, time.time)
        self._settings = _settings.make(
            spec,
            credentials=credentials,
            base_url=base_url,
            timeout=timeout,
            theirs=self._make_pool(http_client),
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            strict=strict,
            limits=limits,
            trusted_origins=trusted_origins,
        )

    def with_options(
        self,
        *,
        base_url: str | None = None,
        timeout: TimeoutLike | NotGiven = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        set_default_headers: Headers | None = None,
        set_default_query: Query | None = None,
        http_client: Any = None,
        strict: bool | None = None,
        limits: Limits | None = None,
        trusted_origins: tuple[str, ...] | None = None,
        **credentials: Credential | None,
    ) -> Self:
        """A copy of this client with some settings changed; this one stays as it is.

        Both use the same connections, unless the copy gets an `http_client` of its own; closing
        the copy leaves them open. `default_*` are merged over those of this client, `set_default_*`
        replace them. Further keywords are credentials, as for the constructor.

        Raises `TypeError` and `ValueError` for what the constructor would refuse.
        """
        new = copy(self)
        for name, value in list(new.__dict__.items()):
            if isinstance(value, SyncResource | AsyncResource):
                del new.__dict__[name]  # it belongs to this client
        new._borrowed = http_client is None
        if http_client is not None:
            new._make_pool(http_client)
        new._settings = _settings.change(
            self._settings,
            Changes(
                credentials=credentials,
                base_url=base_url,
                timeout=timeout,
                max_retries=max_retries,
                default_headers=default_headers,
                default_query=default_query,
                set_default_headers=set_default_headers,
                set_default_query=set_default_query,
                strict=strict,
                limits=limits,
                trusted_origins=trusted_origins,
            ),
        )
        return new

    copy = with_options

    @property
    def base_url(self) -> str:
        """The URL that paths are added to, without a final slash; empty if there is none."""
        return self._settings.base_url

    @property
    def max_retries(self) -> int:
        """How many times a request is sent again at most."""
        return self._settings.max_retries

    @property
    def timeout(self) -> Timeout:
        """The time limits of a call that sets none."""
        return self._settings.timeout

    @property
    def strict(self) -> bool:
        """Whether an answer that is not what the document promises is an error."""
        return self._settings.strict

    def __repr__(self) -> str:
        scheme, mark, rest = self._settings.base_url.partition("://")
        return f"<{type(self).__name__} {scheme}{mark}{rest.rpartition('@')[2]}>"


class SyncClient(_Client):
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

    Raises `TypeError` and `ValueError` for values that these cannot have.
    """

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
        if mode == "streamed":

            def opener() -> StreamedResponse[Any]:
                flow = _flow.exchange(request, settings, self._around, buffered=False)
                return StreamedResponse(self._run(flow), settings)

            return ResponseManager(opener)
        buffered = not request.streaming
        done = self._run(_flow.exchange(request, settings, self._around, buffered=buffered))
        if mode == "raw":
            return APIResponse[Any](done, settings)
        if done.reply is not None:
            try:
                return open_stream(done, settings)
            except BaseException:
                done.response.close()
                raise
        if cast_to is not None and cast_to is type(done.response):
            return done.response
        return _decode.value(done.response, operation, done.content or b"", settings.strict)

    def _run(self, flow: _flow.Flow) -> _flow.Exchange:
        from . import _transport

        if self.is_closed:
            raise RuntimeError("the client is closed")
        pool = self._pool
        sent = 0.0
        answer: Any = None
        try:
            step = next(flow)
            while True:
                try:
                    match step:
                        case _flow.Send(signed, _):
                            sent = time.monotonic()
                            answer = _transport.send(pool.client(), signed, pool.own)
                        case _flow.Read(response, limit, whole, total):
                            deadline = None if total is None else sent + total
                            answer = _transport.read(response, limit, deadline, whole)
                        case _flow.Close(response):
                            response.close()
                        case _flow.Sleep(seconds):
                            self._sleep(seconds)
                        case _flow.Ask(provider):
                            answer = provider()
                except BaseException as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(answer)
        except StopIteration as done:
            return cast("_flow.Exchange", done.value)

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


async def _asked(provider: Callable[[], object]) -> object:
    found = provider()
    if hasattr(found, "__await__"):
        return await cast("Any", found)
    return found


async def _within(seconds: float | None, call: Any, response: HTTPResponse | None) -> Any:
    """The result of a call that may take so long. Raises `APITimeoutError` if it takes longer."""
    if seconds is None:
        return await call
    import asyncio

    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await call
    except TimeoutError:
        if not limit.expired():
            raise
        request = None if response is None else response.request
        raise APITimeoutError("the response took too long", request=request) from None


class AsyncClient(_Client):
    """A client for asyncio; its methods are awaited. See `SyncClient` for the arguments.

    `http_client` is an `httpx2.AsyncClient`, and a credential's function may be a coroutine
    function. Several event loops may use one client: each gets connections of its own.
    """

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
        if mode == "streamed":

            async def opener() -> AsyncStreamedResponse[Any]:
                flow = _flow.exchange(request, settings, self._around, buffered=False)
                return AsyncStreamedResponse(await self._run(flow), settings)

            return AsyncResponseManager(opener)
        buffered = not request.streaming
        done = await self._run(_flow.exchange(request, settings, self._around, buffered=buffered))
        if mode == "raw":
            return AsyncAPIResponse[Any](done, settings)
        if done.reply is not None:
            try:
                return open_async_stream(done, settings)
            except BaseException:
                await done.response.aclose()
                raise
        if cast_to is not None and cast_to is type(done.response):
            return done.response
        return _decode.value(done.response, operation, done.content or b"", settings.strict)

    async def _run(self, flow: _flow.Flow) -> _flow.Exchange:
        from . import _transport

        if self.is_closed:
            raise RuntimeError("the client is closed")
        pool = self._pool
        sent = 0.0
        answer: Any = None
        try:
            step = next(flow)
            while True:
                try:
                    match step:
                        case _flow.Send(signed, total):
                            sent = time.monotonic()
                            call = _transport.asend(pool.client(), signed, pool.own)
                            answer = await _within(total, call, None)
                        case _flow.Read(response, limit, whole, total):
                            left = None if total is None else sent + total - time.monotonic()
                            body = _transport.aread(response, limit, None, whole)
                            answer = await _within(left, body, response)
                        case _flow.Close(response):
                            await response.aclose()
                        case _flow.Sleep(seconds):
                            await self._sleep(seconds)
                        case _flow.Ask(provider):
                            answer = await _asked(provider)
                except BaseException as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(answer)
        except StopIteration as done:
            return cast("_flow.Exchange", done.value)

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
