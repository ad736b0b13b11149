"""What a test sets for an operation: answers in the order in which requests get them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Generic, Self, TypeVar

from .._operation import Operation
from ._answers import Answer, failure_answer, stream_answer, value_answer
from ._document import Entry
from ._record import Call, Failure

T = TypeVar("T")
E = TypeVar("E")

Producer = Callable[[Call], Answer]
"""Gives the answer to a call, or raises what the call is to raise."""


class Queue:
    """Answers for one operation. The last one stays: it answers all further requests."""

    def __init__(self, operation: Operation, entry: Entry) -> None:
        self._operation = operation
        self._entry = entry
        self._left: deque[tuple[Producer, bool]] = deque()

    @property
    def fails_next(self) -> bool:
        """Whether the next answer is a failure, which says nothing about streams."""
        return bool(self._left) and self._left[0][1]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was set yet."""
        return not self._left

    def answer(self, call: Call) -> Answer:
        """The answer to the next request. Raises what the test wants raised."""
        producer = self._left[0][0]
        if len(self._left) > 1:
            self._left.popleft()
        return producer(call)

    def fails(
        self, status: int, body: object = None, *, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Answer with an error status: its documented example, or this body.

        Raises `AssertionError` for a body that the document does not allow.
        """
        found = failure_answer(self._operation, self._entry, Failure(status, body, headers or {}))
        self._left.append((_always(found), True))
        return self

    def raises(self, error: Exception) -> Self:
        """Raise an error in place of an answer, such as `APIConnectionError("lost")`."""

        def producer(_: Call) -> Answer:
            raise error

        self._left.append((producer, True))
        return self


class Route(Queue, Generic[T]):
    """Answers that are no streams."""

    def returns(
        self, *values: T, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Answer with these values, one a request.

        Raises `AssertionError` for a value that the document does not allow as an answer.
        """
        if not values:
            raise TypeError("returns() needs a value; None is one")
        for value in values:
            found = value_answer(self._operation, value, status, headers or {})
            self._left.append((_always(found), False))
        return self

    def answers(self, function: Callable[[Call], T | Failure]) -> Self:
        """Answer with what a function makes of each call. What it raises, the call raises."""

        def producer(call: Call) -> Answer:
            value = function(call)
            if isinstance(value, Failure):
                return failure_answer(self._operation, self._entry, value)
            return value_answer(self._operation, value, None, {})

        self._left.append((producer, False))
        return self


class StreamRoute(Queue, Generic[E]):
    """Answers that are streams."""

    def sends(
        self, *events: E, error: Exception | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Answer with a stream of these events; *error* is raised where the next one would be.

        Raises `AssertionError` for an event that the document does not have.
        """
        found = stream_answer(self._operation, events, headers or {}, error)
        self._left.append((_always(found), False))
        return self


def _always(answer: Answer) -> Producer:
    def producer(_: Call) -> Answer:
        return answer

    return producer
