"""Answers with everything HTTP says about them, read or still to be read."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _decode
from ._errors import request_id
from ._flow import Exchange
from ._settings import Settings
from ._stream import AsyncStream, Decoder, Stream

if TYPE_CHECKING:
    from ._transport import HTTPHeaders, HTTPRequest, HTTPResponse

T = TypeVar("T")
R = TypeVar("R")
Paged = Callable[[Any, "HTTPResponse", bytes], Any]
"""Makes a page of a value, its response and its body."""


class _Answer:
    """What a response says before its body is read."""

    def __init__(self, exchange: Exchange, settings: Settings, paged: Paged | None = None) -> None:
        self._exchange = exchange
        self._settings = settings
        self._paged = paged

    @property
    def http_response(self) -> HTTPResponse:
        """The response of httpx2."""
        return self._exchange.response

    @property
    def http_request(self) -> HTTPRequest:
        """The request of httpx2; it holds the credentials."""
        return self._exchange.response.request

    @property
    def status_code(self) -> int:
        """The status."""
        return self._exchange.response.status_code

    @property
    def headers(self) -> HTTPHeaders:
        """The headers; names are looked up in any case."""
        return self._exchange.response.headers

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, from the usual headers."""
        return request_id(self.headers)

    @property
    def retries_taken(self) -> int:
        """How many times the request was sent again."""
        return self._exchange.retries_taken

    @property
    def is_closed(self) -> bool:
        """Whether the connection has been given back."""
        return self._exchange.response.is_closed

    def _value(self, content: bytes) -> Any:
        response = self.http_response
        settings = self._settings
        operation = self._exchange.operation
        value = _decode.value(response, operation, content, settings.strict, settings.drift)
        return value if self._paged is None else self._paged(value, response, content)

    def _as(self, kind: object, content: bytes) -> Any:
        return _decode.parsed(kind, self.http_response, content, strict=self._settings.strict)

    def _text(self, content: bytes) -> str:
        return _decode.text(content, self.headers.get("content-type", ""))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code}]>"


class _ReadAnswer(_Answer, Generic[T]):
    """An answer whose body is in memory (unless it is a stream)."""

    @property
    def content(self) -> bytes:
        """The body after decompression."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self._text(self.content)

    def json(self) -> Any:
        """The body as plain JSON data. Raises `APIResponseValidationError` if it is none."""
        return _decode.parsed(Any, self.http_response, self.content)

    def _opened(self) -> Any:
        """The stream that the body is."""
        raise NotImplementedError

    @overload
    def parse(self) -> T: ...
    @overload
    def parse(self, to: type[R]) -> R: ...
    @overload
    def parse(self, to: object) -> Any: ...
    def parse(self, to: object = None) -> Any:
        """The value that the plain method would return, or the body as a value of type `to`.

        Raises `APIResponseValidationError` as that would.
        """
        if to is not None:
            return self._as(to, self.content)
        return self._value(self.content) if self._exchange.reply is None else self._opened()


class APIResponse(_ReadAnswer[T]):
    """What `with_raw_response` gives: the response, and its value by `parse`."""

    def _opened(self) -> Any:
        return open_stream(self._exchange, self._settings)

    def close(self) -> None:
        """Close the connection, if the body is a stream."""
        self.http_response.close()


class AsyncAPIResponse(_ReadAnswer[T]):
    """The asynchronous twin of `APIResponse`; its body has been read, so `parse` does not wait."""

    def _opened(self) -> Any:
        return open_async_stream(self._exchange, self._settings)

    async def close(self) -> None:
        """Close the connection, if the body is a stream."""
        await self.http_response.aclose()


class StreamedResponse(_Answer, Generic[T]):
    """What `with_streaming_response` gives inside its `with`: the body is still on its way."""

    def read(self) -> bytes:
        """The whole body, at most `Limits.response` bytes."""
        from . import _reading

        limit = self._settings.limits.response
        return _reading.read(self.http_response, limit, self._exchange.deadline)

    def text(self) -> str:
        """The whole body as text."""
        return self._text(self.read())

    def json(self) -> Any:
        """The whole body as plain JSON data."""
        return _decode.parsed(Any, self.http_response, self.read())

    @overload
    def parse(self) -> T: ...
    @overload
    def parse(self, to: type[R]) -> R: ...
    @overload
    def parse(self, to: object) -> Any: ...
    def parse(self, to: object = None) -> Any:
        """The value that the plain method would return, or the whole body as a value of type `to`."""
        if to is not None:
            return self._as(to, self.read())
        if self._exchange.reply is not None:
            return open_stream(self._exchange, self._settings)
        return self._value(self.read())

    def iter_bytes(self) -> Iterator[bytes]:
        """The body after decompression as it comes, of any size."""
        from . import _reading

        return _reading.chunks(self.http_response, self._exchange.deadline)

    def iter_lines(self) -> Iterator[str]:
        """The body's lines without their ends; one may have `Limits.event` bytes."""
        from ._events import LineSplitter

        splitter = LineSplitter(self._settings.limits.event)
        for chunk in self.iter_bytes():
            yield from map(self._text, splitter.feed(chunk))
        yield from map(self._text, splitter.finish())

    def stream_to_file(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file as it comes. Returns the number of bytes."""
        size = 0
        from pathlib import Path

        with Path(path).open("wb") as file:
            for chunk in self.iter_bytes():
                size += file.write(chunk)
        return size

    def close(self) -> None:
        """Close the connection."""
        self.http_response.close()


class AsyncStreamedResponse(_Answer, Generic[T]):
    """The asynchronous twin of `StreamedResponse`."""

    async def read(self) -> bytes:
        """The whole body, at most `Limits.response` bytes."""
        from . import _network, _reading

        limit, end = self._settings.limits.response, self._exchange.deadline
        response = self.http_response
        body = _reading.aread(response, limit, end)
        return await _network.within(end, body, response.request)

    async def text(self) -> str:
        """The whole body as text."""
        return self._text(await self.read())

    async def json(self) -> Any:
        """The whole body as plain JSON data."""
        return _decode.parsed(Any, self.http_response, await self.read())

    @overload
    async def parse(self) -> T: ...
    @overload
    async def parse(self, to: type[R]) -> R: ...
    @overload
    async def parse(self, to: object) -> Any: ...
    async def parse(self, to: object = None) -> Any:
        """The value that the plain method would return, or the whole body as a value of type `to`."""
        if to is not None:
            return self._as(to, await self.read())
        if self._exchange.reply is not None:
            return open_async_stream(self._exchange, self._settings)
        return self._value(await self.read())

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """The body after decompression as it comes, of any size."""
        from . import _reading

        return _reading.achunks(self.http_response, self._exchange.deadline)

    async def iter_lines(self) -> AsyncIterator[str]:
        """The body's lines without their ends; one may have `Limits.event` bytes."""
        from ._events import LineSplitter

        splitter = LineSplitter(self._settings.limits.event)
        async for chunk in self.iter_bytes():
            for line in splitter.feed(chunk):
                yield self._text(line)
        for line in splitter.finish():
            yield self._text(line)

    async def stream_to_file(self, path: str | os.PathLike[str]) -> int:
        """Write the body to a file as it comes. Returns the number of bytes."""
        size = 0
        from pathlib import Path

        with Path(path).open("wb") as file:
            async for chunk in self.iter_bytes():
                size += file.write(chunk)
        return size

    async def close(self) -> None:
        """Close the connection."""
        await self.http_response.aclose()


class ResponseManager(Generic[T]):
    """A call that is made when its `with` is entered, and closed when that is left."""

    def __init__(self, opener: Callable[[], StreamedResponse[T]]) -> None:
        self._opener = opener
        self._opened: StreamedResponse[T] | None = None

    def __enter__(self) -> StreamedResponse[T]:
        self._opened = self._opener()
        return self._opened

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._opened is not None:
            self._opened.close()


class AsyncResponseManager(Generic[T]):
    """The asynchronous twin of `ResponseManager`."""

    def __init__(self, opener: Callable[[], Awaitable[AsyncStreamedResponse[T]]]) -> None:
        self._opener = opener
        self._opened: AsyncStreamedResponse[T] | None = None

    async def __aenter__(self) -> AsyncStreamedResponse[T]:
        self._opened = await self._opener()
        return self._opened

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._opened is not None:
            await self._opened.close()


def deferred(call: Awaitable[AsyncResponseManager[T]]) -> AsyncResponseManager[T]:
    """A manager of a call whose manager has yet to be awaited.

    `async with deferred(core.streamed(resource).create(...))` is what the methods of
    `with_streaming_response` return, so that they need no `await` of their own.
    """

    async def opener() -> AsyncStreamedResponse[T]:
        manager = await call
        return await manager.__aenter__()

    return AsyncResponseManager(opener)


def _decoder(exchange: Exchange, settings: Settings) -> Decoder:
    reply = exchange.reply
    if reply is None:
        raise TypeError("this response is not a stream")
    decoder = Decoder(reply, exchange.response, settings.limits.event, settings.strict)
    if settings.drift is not None:
        decoder.watch(settings.drift, exchange.operation)
    return decoder


def open_stream(exchange: Exchange, settings: Settings) -> Stream[Any]:
    """The stream of an open response."""
    from . import _reading

    response = exchange.response
    chunks = _reading.chunks(response, exchange.deadline)
    decoder = _decoder(exchange, settings)
    return Stream(response, decoder, chunks, retries_taken=exchange.retries_taken)


def open_async_stream(exchange: Exchange, settings: Settings) -> AsyncStream[Any]:
    """The asynchronous twin of `open_stream`."""
    from . import _reading

    response = exchange.response
    chunks = _reading.achunks(response, exchange.deadline)
    decoder = _decoder(exchange, settings)
    return AsyncStream(response, decoder, chunks, retries_taken=exchange.retries_taken)
