"""Streams of JSON Lines and of JSON text sequences, for documents that have any."""

from __future__ import annotations

from typing import Any

from ._errors import EventTooLargeError
from ._events import LineSplitter, ServerSentEvent


class LineParser:
    """JSON Lines: one value a line.

    Args:
        limit: the most bytes one line may have; `None`: any number.
    """

    __slots__ = ("_lines",)

    def __init__(self, limit: int | None = None) -> None:
        self._lines = LineSplitter(limit)

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The lines that *chunk* completes, as events without a type; blank ones are skipped."""
        return _records(self._lines.feed(chunk))

    def finish(self) -> list[ServerSentEvent]:
        """The last line, which needs no line end."""
        return _records(self._lines.finish())

    def unfinished(self) -> bytes:
        """Nothing: what has begun at the end is whole."""
        return b""

    def close(self) -> None:
        """Forget what is unterminated."""
        self._lines.close()


class SequenceParser:
    """JSON text sequences (RFC 7464): records that begin with RS and may have lines of their own.

    A record counts when the next one begins, at the end, or, so that none waits for its successor,
    when it is a whole JSON text with the LF after it.

    Args:
        limit: the most bytes one record may have; `None`: any number.
    """

    __slots__ = ("_limit", "_pending")

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The records that *chunk* completes. Raises `EventTooLargeError` for one over the limit."""
        if b"\x1e" in chunk:
            *whole, rest = (bytes(self._pending) + chunk).split(b"\x1e")
            self._pending = bytearray(rest)
        else:
            whole = []
            self._pending += chunk
        for record in (*whole, self._pending):
            if self._limit is not None and len(record) > self._limit:
                self.close()
                raise EventTooLargeError(
                    f"a record is larger than {self._limit} bytes; `Limits(event=...)` allows more"
                )
        if self._pending.endswith(b"\n") and _is_json(bytes(self._pending)):
            whole.append(bytes(self._pending))
            self.close()
        return _records(whole)

    def finish(self) -> list[ServerSentEvent]:
        """The last record."""
        rest = bytes(self._pending)
        self.close()
        return _records([rest])

    def unfinished(self) -> bytes:
        """Nothing: what has begun at the end is whole."""
        return b""

    def close(self) -> None:
        """Forget what is unterminated."""
        self._pending = bytearray()


def _is_json(text: bytes) -> bool:
    from . import wire

    try:
        wire.parse(Any, text)
    except ValueError:
        return False
    return True


def _records(lines: list[bytes]) -> list[ServerSentEvent]:
    stripped = (line.strip(b" \t\r\n\x1e") for line in lines)
    return [ServerSentEvent("message", line) for line in stripped if line]
