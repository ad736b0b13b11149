"""What may be given where the document wants a file or raw bytes."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Protocol


class Readable(Protocol):
    """A file opened for reading bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """At most *size* bytes; all that is left if it is negative; empty at the end."""
        ...


FileContent = bytes | bytearray | memoryview | os.PathLike[str] | Readable
"""The bytes themselves, the path of a file, or a file that is open."""

FileInput = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str]
    | tuple[str | None, FileContent, str, Mapping[str, str]]
)
"""A file of a form: its content, perhaps with a name, a media type and headers of its own."""

BinaryInput = FileContent | Iterable[bytes] | AsyncIterable[bytes]
"""A whole body: its content, or what gives it piece by piece."""
