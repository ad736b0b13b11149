"""Typed streams of events: iterate, and the connection is closed however the iteration ends."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, cast

from ._errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    request_id,
    server_message,
)
from ._events import EventParser, ServerSentEvent
from ._operation import Operation, Parser, Reply

if TYPE_CHECKING:
    from ._lifecycle import Progress
    from ._observe import Observer
    from ._transport import HTTPResponse

T = TypeVar("T")

DRAIN_SECONDS: Final = 0.25
"""How long an asynchronous HTTP/1.1 client waits for the end after `[DONE]`, to keep the connection."""


class Decoder:
    """Bytes of a stream to typed values, without I/O: one for each stream.

    Raises, from `values`: `APIError` for an error that the server reports in an event and that is
    not one of the documented events, `APIResponseValidationError` for data that is not JSON (in
    strict mode: not of the type), `EventTooLargeError`.
    """

    def __init__(
        self, reply: Reply, response: HTTPResponse, limit: int | None, strict: bool
    ) -> None:
        self._response = response
        self._strict = strict
        self._envelope = reply.envelope
        self._kind: Any = None if reply.type is None else reply.type()
        self.parser: Parser = (reply.parser or EventParser)(limit)
        self._parse: Callable[[bytes], Any] | None = None
        if self._kind is None and reply.kind == "json-lines":
            self._kind = Any
        if self._kind is not None and self._kind is not str:
            self._parse = _parser_of(self._kind, strict)
        self.done = False
        """Whether `[DONE]` has come."""
        self._progress: Progress | None = None
        if self._parse is not None:
            from ._lifecycle import Progress, lifecycle_of

            lifecycle = lifecycle_of(self._kind)
            if lifecycle is not None:
                self._progress = Progress(lifecycle)

    def watch(self, drift: Observer, operation: Operation) -> None:
        """Let an observer look at each value before it is made."""
        if self._parse is not None:
            self._parse = drift.watched(self._response, operation, self._kind, self._parse)

    def values(self, chunk: bytes) -> Iterator[Any]:
        """The values that a chunk completes, until `[DONE]`."""
        progress = self._progress
        for event in self.parser.feed(chunk):
            raw = event.raw
            if raw == b"[DONE]":
                self.done = True
                return
            if b'"error"' in raw or event.event == "error":
                value = self._maybe_error(event)
            elif self._parse is None or self._envelope:
                value = self._value(event)
            elif raw:
                try:
                    value = self._parse(raw)
                except ValueError:
                    value = self._value(event)
            else:
                continue  # keep-alive events such as `ping` carry no data
            if progress is not None and type(value) in progress.heeded:
                progress.saw(value)
            yield value

    def end(self) -> Iterator[Any]:
        """What the end of the bytes completes.

        An unterminated event is dropped (WHATWG HTML, section 9.2.6). Where it is the beginning of
        a JSON value, though, something that the server meant to say is lost: that is an
        `APIConnectionError`, and so is a stream whose events say that it is not complete.
        """
        progress = self._progress
        for event in self.parser.finish():
            value = self._value(event)
            if progress is not None and type(value) in progress.heeded:
                progress.saw(value)
            yield value
        lost = self.parser.unfinished().lstrip()
        self.parser.close()
        if self._parse is not None and lost[:1] in (b"{", b"["):
            if lost.rstrip() == b"[DONE]":
                return
            raise APIConnectionError(
                "the stream ended in the middle of an event", request=self._response.request
            )
        self._refuse_part()

    def _refuse_part(self) -> None:
        """Raise `APIConnectionError` if the events say that there should have been more."""
        missing = "" if self._progress is None else self._progress.missing()
        if missing:
            raise APIConnectionError(missing, request=self._response.request)

    def _value(self, event: ServerSentEvent) -> Any:
        """One value, the careful way."""
        if self._kind is None:
            return event
        if self._parse is None:
            return event.data
        data = event.raw
        if self._envelope:
            data = self._envelope.whole(event, self._kind)
        try:
            try:
                return self._parse(data)
            except ValueError:
                # Bytes that are not UTF-8 read as U+FFFD, as in any event stream.
                return self._parse(data.decode("utf-8", "replace").encode("utf-8"))
        except ValueError as error:
            what = "is not what the document promises" if self._strict else "is not JSON"
            raise APIResponseValidationError(
                f"the data of a stream's event {what}", response=self._response, body=event.data
            ) from error

    def _maybe_error(self, event: ServerSentEvent) -> Any:
        """The value of an event that looks like an error. Raises `APIError` if it is one.

        A kind of event that the document has is a value like any other, whatever it is called.
        """
        from . import wire

        try:
            data: Any = wire.parse(Any, event.raw)
        except ValueError:
            data = event.data
        told = _tells_error(data)
        if not told and event.event != "error":
            return self._value(event)
        if self._envelope:
            if self._kind is not None and self._envelope.documents(event, self._kind):
                return self._value(event)
        elif self._kind is not None and self._kind is not str and self._documents(data, told):
            return self._value(event)
        message = server_message(data) or "the server reported an error in the stream"
        raise APIError(message, request=self._response.request, body=data)

    def _documents(self, data: Any, told: bool) -> bool:
        """Whether the type of the events has a place for this error."""
        from . import wire

        value: object = wire.parse(self._kind, data)
        if isinstance(value, wire.UnknownVariant | dict | list | str):
            return False
        if told:
            return "error" in _field_names(value)
        if cast("dict[str, Any]", data).get("type") == "error":
            return True
        try:
            wire.parse(self._kind, data, strict=True)
        except ValueError:
            return False
        return True


def _tells_error(data: object) -> bool:
    """Whether an event's data has an `error` that is not null."""
    return isinstance(data, Mapping) and bool(cast("Mapping[str, object]", data).get("error"))


def _parser_of(kind: Any, strict: bool) -> Callable[[bytes], Any]:
    from . import wire

    adapter = wire.adapter(kind)
    if not strict:
        return adapter.parse_json

    def parse(data: bytes) -> Any:
        return adapter.parse_json(data, strict=True)

    return parse


def _field_names(value: object) -> frozenset[str]:
    kind = type(value)
    for attribute in ("model_fields", "__dataclass_fields__"):
        fields = getattr(kind, attribute, None)
        if fields is not None:
            return frozenset(fields)
    return frozenset()


class Stream(Generic[T]):
    """A stream of events or lines: an iterator of typed values, and a context manager.

    The connection is closed when the stream ends, when `close` is called or the context is left,
    and when the iterator is dropped or raises.
    """

    def __init__(
        self,
        response: HTTPResponse,
        decoder: Decoder,
        chunks: Iterator[bytes],
        *,
        retries_taken: int = 0,
    ) -> None:
        self.response = response
        """The response; its body belongs to the stream."""
        self.retries_taken = retries_taken
        self._values: Generator[T, None, None] = _iterate(response, decoder, chunks)

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, from the usual headers."""
        return request_id(self.response.headers)

    def __iter__(self) -> Iterator[T]:
        return self._values

    def __next__(self) -> T:
        return next(self._values)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Nothing happens if it is closed already."""
        with suppress(ValueError):  # another thread waits for an event: it will see the end
            self._values.close()
        self.response.close()


def _iterate(
    response: HTTPResponse, decoder: Decoder, chunks: Iterator[bytes]
) -> Generator[Any, None, None]:
    # A function, not a method: a generator that held the stream would be a cycle, and the
    # connection would stay open until the garbage collector comes by.
    try:
        for chunk in chunks:
            yield from decoder.values(chunk)
            if decoder.done:
                return
        yield from decoder.end()
    finally:
        decoder.parser.close()
        response.close()


class AsyncStream(Generic[T]):
    """The asynchronous twin of `Stream`."""

    def __init__(
        self,
        response: HTTPResponse,
        decoder: Decoder,
        chunks: AsyncIterator[bytes],
        *,
        retries_taken: int = 0,
    ) -> None:
        self.response = response
        """The response; its body belongs to the stream."""
        self.retries_taken = retries_taken
        self._values: AsyncGenerator[T, None] = _aiterate(response, decoder, chunks)

    @property
    def request_id(self) -> str | None:
        """The server's id of the request, from the usual headers."""
        return request_id(self.response.headers)

    def __aiter__(self) -> AsyncIterator[T]:
        return self._values

    async def __anext__(self) -> T:
        return await anext(self._values)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection. Nothing happens if it is closed already."""
        with suppress(RuntimeError):  # another task waits for an event: it will see the end
            await self._values.aclose()
        await self.response.aclose()

    async def aclose(self) -> None:
        """The same as `close`, for `contextlib.aclosing`."""
        await self.close()


async def _aiterate(
    response: HTTPResponse, decoder: Decoder, chunks: AsyncIterator[bytes]
) -> AsyncGenerator[Any, None]:
    try:
        async for chunk in chunks:
            for value in decoder.values(chunk):
                yield value
            if decoder.done:
                await _drain(response, chunks)
                return
        for value in decoder.end():
            yield value
    finally:
        decoder.parser.close()
        await response.aclose()


async def _drain(response: HTTPResponse, chunks: AsyncIterator[bytes]) -> None:
    """Wait shortly for the end of the body, so that the connection can be used again.

    HTTP/2 streams end without harm to the connection, so they are not waited for.
    """
    if response.http_version != "HTTP/1.1":
        return
    import asyncio

    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in chunks:
                pass
    except (TimeoutError, APIConnectionError):
        return
