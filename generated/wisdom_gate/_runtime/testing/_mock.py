"""What `client.mock` is: it sets answers, makes examples, and has the calls that were made."""

# pyright: reportPrivateUsage=false
# A double is a part of the runtime; what they share is private to generated code's users.

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, overload

from .. import _request
from .._operation import Operation
from .._options import Options
from .._request import Arguments
from .._settings import Settings
from .._stream import AsyncStream, Stream
from ._answers import Answer, example_answer, example_events, example_value
from ._document import Document, Entry
from ._probe import operation_of
from ._record import Call
from ._requests import Given, arguments_of, problems
from ._routes import Queue, Route, StreamRoute
from ._schema import Checker

if TYPE_CHECKING:
    from .._transport import HTTPRequest

T = TypeVar("T")
E = TypeVar("E")


class Page(Protocol):
    """A page of a list, of either client."""

    def page_items(self) -> list[Any]:
        """The items of this page alone."""
        ...

    def has_next_page(self) -> bool:
        """Whether there is another page."""
        ...


class Forbidden(AssertionError):
    """A call is not what the document allows."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A call under way."""

    given: Given
    entry: Entry
    call: Call


class Stage:
    """What the doubles share."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._plain: dict[str, Queue] = {}
        self._streams: dict[str, Queue] = {}
        self.allow_undocumented = False
        """Whether query parameters and properties that the document does not have may be sent."""
        self.calls: list[Call] = []
        """The calls that were made, in order."""

    @cached_property
    def _checkers(self) -> dict[bool, Checker]:
        found = self._document.definitions
        return {closed: Checker(found, closed=closed) for closed in (False, True)}

    def calls_of(self, call: Callable[..., object]) -> list[Call]:
        """The calls that were made of one method."""
        entry = self._entry(operation_of(call, self))
        return [one for one in self.calls if one.operation == entry.key]

    def reset(self) -> None:
        """Forget the calls that were made and the answers that were set."""
        self.calls.clear()
        self._plain.clear()
        self._streams.clear()

    def begin(
        self, operation: Operation, arguments: Arguments, options: Options, settings: Settings
    ) -> Scene:
        """Record a call. Raises `Forbidden` if the document has no such operation."""
        entry = self._entry(operation)
        body = _request._body(operation, arguments, options)
        streaming = operation.wants_stream(_request._asks_for_stream(operation, arguments, body))
        given = Given(operation, arguments, options, settings, body)
        call = Call(entry.key, entry.name, arguments_of(given, entry), streaming)
        self.calls.append(call)
        return Scene(given, entry, call)

    def respond(self, scene: Scene, request: HTTPRequest) -> Answer:
        """The answer to a request. Raises `Forbidden`, and what the test wants raised."""
        call, closed = scene.call, not self.allow_undocumented
        call.requests.append(request)
        found = problems(scene.given, scene.entry, request, self._checkers[closed], closed=closed)
        if found:
            raise Forbidden(
                f"{call.name}: the document does not allow this call ({call.operation}):\n  "
                + "\n  ".join(found)
            )
        queue = self._queue(scene)
        if queue is not None:
            return queue.answer(call)
        return example_answer(scene.given.operation, scene.entry, streaming=call.streaming)

    def _queue(self, scene: Scene) -> Queue | None:
        call = scene.call
        mine, others = self._plain, self._streams
        if call.streaming:
            mine, others = others, mine
        queue, other = mine.get(call.operation), others.get(call.operation)
        if queue is not None and not queue.is_empty:
            return queue
        if other is None or other.is_empty:
            return None
        if other.fails_next:
            return other
        asks, verb = ("asks", "on_stream") if call.streaming else ("does not ask", "on")
        raise Forbidden(
            f"{call.name}: this call {asks} for a stream: set its answer with "
            f"`client.mock.{verb}(client.{call.name})`"
        )

    def _entry(self, operation: Operation) -> Entry:
        found = (self._document.at if operation.literal else self._document.entry)(
            operation.method, operation.path
        )
        if found is None:
            raise Forbidden(f"the document has no operation {operation.method} {operation.path}")
        return found

    def _route(self, call: Callable[..., object]) -> Route[Any]:
        operation = operation_of(call, self)
        entry = self._entry(operation)
        if _only_streams(operation):
            raise TypeError(f"{entry.name} always answers with a stream: use on_stream()")
        route = self._plain[entry.key] = Route[Any](operation, entry)
        return route

    def _stream_route(self, call: Callable[..., object]) -> StreamRoute[Any]:
        operation = operation_of(call, self)
        entry = self._entry(operation)
        if not operation.streams:
            raise TypeError(f"{entry.name} never answers with a stream: use on()")
        route = self._streams[entry.key] = StreamRoute[Any](operation, entry)
        return route

    def _example(self, call: Callable[..., object]) -> Any:
        operation = operation_of(call, self)
        entry = self._entry(operation)
        if _only_streams(operation):
            raise TypeError(f"{entry.name} always answers with a stream: use example_events()")
        return example_value(entry, operation)

    def example_events(self, call: Callable[..., object]) -> list[Any]:
        """The events that the document would answer with, to be changed as a test needs them."""
        operation = operation_of(call, self)
        return example_events(self._entry(operation), operation)


def _only_streams(operation: Operation) -> bool:
    return operation.streams and not operation.stream_flag and not operation.stream_choice


class Mock(Stage):
    """Sets what a synchronous double answers, and has the calls that were made of it."""

    @overload
    def on(self, call: Callable[..., Page]) -> Route[Any]: ...

    @overload
    def on(self, call: Callable[..., T]) -> Route[T]: ...

    def on(self, call: Callable[..., Any]) -> Route[Any]:
        """Set the answers of a method, such as `client.responses.create`, in place of the earlier.

        What a call answers in pages is given as its documented model or list.

        Raises `TypeError` for what is no method of this client's resources.
        """
        return self._route(call)

    @overload
    def on_stream(self, call: Callable[..., Stream[E]]) -> StreamRoute[E]: ...

    @overload
    def on_stream(self, call: Callable[..., object]) -> StreamRoute[Any]: ...

    def on_stream(self, call: Callable[..., object]) -> StreamRoute[Any]:
        """Set the streams of a method. Raises `TypeError` if it has none."""
        return self._stream_route(call)

    def example(self, call: Callable[..., T]) -> T:
        """What the document would answer, to be changed as a test needs it."""
        return cast("T", self._example(call))


class AsyncMock(Stage):
    """Sets what an asynchronous double answers, and has the calls that were made of it."""

    @overload
    def on(self, call: Callable[..., Awaitable[Page]]) -> Route[Any]: ...

    @overload
    def on(self, call: Callable[..., Awaitable[T]]) -> Route[T]: ...

    def on(self, call: Callable[..., Awaitable[Any]]) -> Route[Any]:
        """Set the answers of a method, such as `client.responses.create`, in place of the earlier.

        What a call answers in pages is given as its documented model or list.

        Raises `TypeError` for what is no method of this client's resources.
        """
        return self._route(call)

    @overload
    def on_stream(self, call: Callable[..., Awaitable[AsyncStream[E]]]) -> StreamRoute[E]: ...

    @overload
    def on_stream(self, call: Callable[..., object]) -> StreamRoute[Any]: ...

    def on_stream(self, call: Callable[..., object]) -> StreamRoute[Any]:
        """Set the streams of a method. Raises `TypeError` if it has none."""
        return self._stream_route(call)

    def example(self, call: Callable[..., Awaitable[T]]) -> T:
        """What the document would answer, to be changed as a test needs it."""
        return cast("T", self._example(call))
