"""Event streams and lines from bytes, chunk by chunk, without I/O."""

from __future__ import annotations

from typing import Any, Final

from ._errors import EventTooLargeError

_BOM: Final = b"\xef\xbb\xbf"
_FIELDS: Final = (b"data", b"event", b"id", b"retry")
_TIDY_FROM: Final = 65536


class ServerSentEvent:
    """One event of an event stream, as the WHATWG HTML standard (section 9.2.6) dispatches it."""

    __slots__ = ("event", "id", "own_id", "raw", "retry")

    def __init__(
        self, event: str, raw: bytes, id: str = "", retry: int | None = None, own_id: bool = False
    ) -> None:
        self.event = event
        """Its type; `message` where the server names none."""
        self.raw = raw
        """The data's bytes."""
        self.id = id
        """The last event id that the server has set, this event's included."""
        self.retry = retry
        """The reconnection time in milliseconds, if this event sets it."""
        self.own_id = own_id
        """Whether this event sets the id, rather than an earlier one."""

    @property
    def data(self) -> str:
        """The data as text; bytes that are not UTF-8 read as U+FFFD."""
        return self.raw.decode("utf-8", "replace")

    def json(self) -> Any:
        """The data as JSON. Raises `ValueError` if it is none."""
        from . import wire

        return wire.parse(Any, self.raw)

    def __repr__(self) -> str:
        return f"ServerSentEvent(event={self.event!r}, data={self.data!r}, id={self.id!r})"


class EventParser:
    """The parser of `text/event-stream` (WHATWG HTML, section 9.2.6).

    Give it bytes as they come; it gives back the events that they complete. An event counts once
    its blank line is there; what is unterminated at the end is dropped. Comments and unknown
    fields are not kept, however long they are.

    Args:
        limit: the most bytes one event may have; `None`: any number.
    """

    __slots__ = (
        "_data", "_event", "_id", "_ignoring", "_limit", "_own_id", "_pending", "_retry", "_size",
        "_skip_lf", "_started", "_tidy_at", "last_event_id", "retry",
    )  # fmt: skip

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._started = False
        self._skip_lf = False
        self._ignoring = False
        self._tidy_at = _TIDY_FROM
        self._data: list[bytes] = []
        self._size = 0
        self._event = b""
        self._id = ""
        self._own_id = False
        self._retry: int | None = None
        self.last_event_id = ""
        """The id of the last event that was dispatched."""
        self.retry: int | None = None
        """The last reconnection time in milliseconds that the server has set."""

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that *chunk* completes.

        Raises `EventTooLargeError` once an event is larger than the limit.
        """
        if not self._started:
            self._pending += chunk
            if len(self._pending) < 3 and _BOM.startswith(self._pending):
                return []
            chunk = bytes(self._pending).removeprefix(_BOM)
            self._pending.clear()
            self._started = True
        chunk = self._unified(chunk)
        if not chunk:
            return []
        if self._ignoring:
            end = chunk.find(b"\n")
            if end < 0:
                return []
            self._ignoring = False
            chunk = chunk[end + 1 :]
        return self._split(chunk)

    def _unified(self, chunk: bytes) -> bytes:
        """The chunk with every line end as LF. A CR ends its line at once; a LF after it is void."""
        if self._skip_lf and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._skip_lf = False
        if b"\r" in chunk:
            self._skip_lf = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _split(self, chunk: bytes) -> list[ServerSentEvent]:
        """Cut at blank lines. Only the new bytes are searched, however long the event is."""
        pending = self._pending
        at_line_start = not pending or pending.endswith(b"\n")
        if pending:
            if not (at_line_start and chunk.startswith(b"\n")) and b"\n\n" not in chunk:
                pending += chunk
                if len(pending) >= self._tidy_at:
                    self._tidy()
                return []
            if at_line_start and chunk.startswith(b"\n"):
                blocks = [bytes(pending), *chunk[1:].split(b"\n\n")]
            else:
                blocks = chunk.split(b"\n\n")
                blocks[0] = bytes(pending) + blocks[0]
        elif chunk.startswith(b"\n"):
            blocks = [b"", *chunk[1:].split(b"\n\n")]
        else:
            blocks = chunk.split(b"\n\n")
        rest = blocks.pop()
        events = [event for block in blocks if (event := self._block(block)) is not None]
        self._pending = bytearray(rest)
        if len(rest) >= _TIDY_FROM:
            self._tidy()
        return events

    def _block(self, block: bytes) -> ServerSentEvent | None:
        """The event of the lines before a blank line; most have one or two lines and no id."""
        if not self._data and not self._event:
            if block.startswith(b"data: ") and b"\n" not in block:
                return self._sized(ServerSentEvent("message", block[6:], self._dispatched_id()))
            if block.startswith(b"event: "):
                head, _, rest = block.partition(b"\n")
                if rest.startswith(b"data: ") and b"\n" not in rest and len(head) > 7:
                    name = head[7:].decode("utf-8", "replace")
                    return self._sized(ServerSentEvent(name, rest[6:], self._dispatched_id()))
        for line in block.split(b"\n"):
            self._line(line)
        return self._dispatch()

    def _dispatched_id(self) -> str:
        self.last_event_id = self._id
        return self._id

    def _sized(self, event: ServerSentEvent) -> ServerSentEvent:
        retry, self._retry = self._retry, None
        event.retry = retry
        event.own_id, self._own_id = self._own_id, False
        if self._limit is not None and len(event.raw) > self._limit:
            self._refuse()
        return event

    def _line(self, line: bytes) -> None:
        """One line: a field, or a comment."""
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._size += len(value) + 1
            if self._limit is not None and self._size - 1 > self._limit:
                self._refuse()
        elif name == b"event":
            self._event = value
        elif name == b"id":
            if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
                self._own_id = True
        elif name == b"retry" and value.isdigit() and len(value) <= 18:
            self._retry = self.retry = int(value)

    def _dispatch(self) -> ServerSentEvent | None:
        """What a blank line does. Without data there is no event, and the type is forgotten."""
        data, name, retry = self._data, self._event, self._retry
        own_id, self._own_id = self._own_id, False
        self.last_event_id = self._id
        self._data, self._event, self._retry, self._size = [], b"", None, 0
        if not data:
            return None
        raw = data[0] if len(data) == 1 else b"\n".join(data)
        event = name.decode("utf-8", "replace") if name else "message"
        return ServerSentEvent(event, raw, self._id, retry, own_id)

    def _tidy(self) -> None:
        """Read the complete lines of a long block, so that only data is kept, and bound it."""
        pending = self._pending
        end = pending.rfind(b"\n")
        if end >= 0:
            for line in bytes(pending[:end]).split(b"\n"):
                self._line(line)
            del pending[: end + 1]
        if not _may_be_field(bytes(pending[:6])):
            # The line so far is forgotten; a line start must not be taken for a blank line.
            self._ignoring = True
            pending.clear()
        if self._limit is not None and self._size + len(pending) > self._limit + 6:
            self._refuse()
        self._tidy_at = max(_TIDY_FROM, 2 * len(pending))

    def _refuse(self) -> None:
        self.close()
        raise EventTooLargeError(
            f"an event is larger than {self._limit} bytes; `Limits(event=...)` allows more"
        )

    def unfinished(self) -> bytes:
        """The data of an event that has begun and has no blank line yet; empty if there is none."""
        data = list(self._data)
        for line in bytes(self._pending).split(b"\n"):
            name, _, value = line.partition(b":")
            if name == b"data":
                data.append(value.removeprefix(b" "))
        return b"\n".join(data)

    def finish(self) -> list[ServerSentEvent]:
        """What the end of the bytes completes: nothing, for want of a blank line."""
        return []

    def close(self) -> None:
        """Forget what is unterminated."""
        self._pending = bytearray()
        self._data, self._event, self._retry, self._size = [], b"", None, 0


def _may_be_field(start: bytes) -> bool:
    """Whether a line that begins like this can turn out to be a field that counts."""
    name, colon, _ = start.partition(b":")
    if colon or len(start) >= 6:
        return name in _FIELDS
    return any(field.startswith(name) for field in _FIELDS)


class LineSplitter:
    """Lines of bytes without their ends (LF or CRLF).

    Args:
        limit: the most bytes one line may have; `None`: any number.
    """

    __slots__ = ("_limit", "_pending")

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._pending = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that *chunk* completes. Raises `EventTooLargeError` for one over the limit."""
        if b"\n" not in chunk:
            self._pending += chunk
            self._check(len(self._pending))
            return []
        lines = chunk.split(b"\n")
        lines[0] = bytes(self._pending) + lines[0]
        self._pending = bytearray(lines.pop())
        for line in (*lines, self._pending):
            self._check(len(line))
        return [line.removesuffix(b"\r") for line in lines]

    def finish(self) -> list[bytes]:
        """The last line, which needs no line end; none if it is empty."""
        line = bytes(self._pending)
        self.close()
        return [line] if line else []

    def _check(self, size: int) -> None:
        if self._limit is not None and size > self._limit:
            self.close()
            raise EventTooLargeError(
                f"a line is larger than {self._limit} bytes; `Limits(event=...)` allows more"
            )

    def close(self) -> None:
        """Forget what is unterminated."""
        self._pending = bytearray()
