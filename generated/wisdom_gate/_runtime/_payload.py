"""What a request's body is made of: bytes, and sources that are read while they are sent."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from . import _styles
from ._errors import InvalidRequestError

CHUNK: Final = 65536
"""How many bytes of a file are read at a time."""


class Source:
    """A part of a body that is read while it is sent: a file, a path, or an iterator of bytes.

    A path, a sequence, or a file that can seek is sent again from where it stood; an iterator can
    be sent once.
    """

    __slots__ = ("_content", "_start", "length", "replayable")

    def __init__(self, content: object) -> None:
        self._content: Any = content
        self._start: int | None = None
        self.length: int | None = None
        self.replayable = isinstance(content, list | tuple | os.PathLike)
        if isinstance(content, os.PathLike):
            self.length = Path(cast("os.PathLike[str]", content)).stat().st_size
        elif hasattr(content, "seek") and hasattr(content, "tell"):
            self._measure()

    def _measure(self) -> None:
        try:
            self._start = self._content.tell()
            end: int = self._content.seek(0, os.SEEK_END)
            self._content.seek(self._start)
        except (OSError, ValueError):
            self._start = None
            return
        self.replayable = True
        if self._start is not None and not hasattr(self._content, "encoding"):
            self.length = end - self._start

    @property
    def is_async(self) -> bool:
        """Whether only an asynchronous client can read it."""
        return is_async_iterable(self._content) and not hasattr(self._content, "read")

    def rewind(self) -> None:
        """Go back to where the file stood. Raises what the file raises."""
        if self._start is not None:
            self._content.seek(self._start)

    def chunks(self) -> Iterator[bytes]:
        """The content, at most 64 KiB at a time where it is a file."""
        if is_path(self._content):
            with Path(self._content).open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        elif hasattr(self._content, "read"):
            while part := self._content.read(CHUNK):
                yield as_bytes(part)
        else:
            yield from map(as_bytes, self._content)

    async def achunks(self) -> AsyncIterator[bytes]:
        """The same for an asynchronous client. Files are read in the event loop's thread."""
        if self.is_async:
            async for part in self._content:
                yield as_bytes(part)
        else:
            for chunk in self.chunks():
                yield chunk


@dataclass(frozen=True, slots=True)
class Payload:
    """A request's body and its media type."""

    content_type: str
    parts: tuple[bytes | Source, ...]

    @property
    def replayable(self) -> bool:
        """Whether it can be sent a second time."""
        return all(isinstance(part, bytes) or part.replayable for part in self.parts)

    @property
    def length(self) -> int | None:
        """Its size in bytes, if it is known before it is sent."""
        total = 0
        for part in self.parts:
            size = len(part) if isinstance(part, bytes) else part.length
            if size is None:
                return None
            total += size
        return total

    def rewind(self) -> None:
        """Make it ready to be sent again."""
        for part in self.parts:
            if isinstance(part, Source):
                part.rewind()


def is_file(value: object) -> bool:
    """Whether a value is sent as it is: bytes, a path, an open file, or a tuple with a file name."""
    if isinstance(value, bytes | bytearray | memoryview | os.PathLike) or hasattr(value, "read"):
        return True
    if isinstance(value, tuple):
        given = cast("tuple[object, ...]", value)
        if 2 <= len(given) <= 4 and (given[0] is None or isinstance(given[0], str)):
            return is_file(given[1])
    return False


def holds_file(value: object) -> bool:
    """Whether there is a file in a value, however deep in mappings and lists, themselves included."""
    waiting, seen = [value], set[int]()
    while waiting:
        one = waiting.pop()
        if is_file(one):
            return True
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Mapping):
            waiting.extend(cast("Mapping[object, object]", one).values())
        elif isinstance(one, list):
            waiting.extend(cast("list[object]", one))
    return False


def is_async_iterable(value: object) -> bool:
    """Whether only an `async for` can go through a value."""
    return hasattr(value, "__aiter__")


def is_path(value: object) -> bool:
    """Whether a value is the path of a file; a string is text."""
    return isinstance(value, os.PathLike)


def as_bytes(part: object) -> bytes:
    """Text as UTF-8, bytes as they are. Raises `TypeError` for anything else."""
    if isinstance(part, str):
        return part.encode("utf-8")
    if isinstance(part, bytes | bytearray | memoryview):
        return bytes(cast("bytes", part))
    raise TypeError(f"a body is made of bytes, not {type(part).__name__}")


def as_json(value: object) -> bytes:
    """A value as JSON. Raises `InvalidRequestError` if JSON cannot say it."""
    from . import wire

    try:
        return bytes(wire.dump_json(value))
    except ValueError as error:
        raise InvalidRequestError(f"the body cannot be written as JSON: {error}") from error


def as_sent(value: object) -> bytes | Source:
    """A value as a text or binary body: what can be read piece by piece is not read yet."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | bytearray | memoryview):
        return as_bytes(cast("object", value))
    if is_file(value):
        return Source(value)
    if isinstance(value, list | tuple):
        return Source([as_bytes(part) for part in cast("list[object]", value)])
    if _is_iterable(value):
        return Source(value)
    return _styles.text(_styles.plain(value)).encode("utf-8")


def _is_iterable(value: object) -> bool:
    if isinstance(value, Mapping) or hasattr(type(value), "__pydantic_fields__"):
        return False
    return hasattr(value, "__iter__") or is_async_iterable(value)
