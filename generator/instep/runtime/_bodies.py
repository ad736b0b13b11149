"""Request bodies: JSON, forms, multipart, text and binary, streamed where they are files."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from . import _styles
from ._decode import essence, is_json
from ._errors import InvalidRequestError
from ._operation import Body, Encoding, Kind, Media, Param
from ._options import Omit

CHUNK: Final = 65536
_LINES: Final = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_FALLBACK: Final[Mapping[str, str]] = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "json-lines": "application/jsonl",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
}

_JOINTS: Final[Mapping[str, str]] = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


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
        return _is_async(self._content) and not hasattr(self._content, "read")

    def rewind(self) -> None:
        """Go back to where the file stood. Raises what the file raises."""
        if self._start is not None:
            self._content.seek(self._start)

    def chunks(self) -> Iterator[bytes]:
        """The content, at most 64 KiB at a time where it is a file."""
        if _is_path(self._content):
            with Path(self._content).open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        elif hasattr(self._content, "read"):
            while part := self._content.read(CHUNK):
                yield _as_bytes(part)
        else:
            yield from map(_as_bytes, self._content)

    async def achunks(self) -> AsyncIterator[bytes]:
        """The same for an asynchronous client. Files are read in the event loop's thread."""
        if self.is_async:
            async for part in self._content:
                yield _as_bytes(part)
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


def select(body: Body, value: object, wanted: str) -> Media:
    """The media type to send: the *wanted* one, else the first that can carry the value.

    Raises `InvalidRequestError` if *wanted* is not empty and the operation does not take it.
    """
    if wanted:
        for media in body.media:
            if media.content_type == wanted:
                return media
        named = essence(wanted)
        for media in body.media:
            if essence(media.content_type) == named:
                return media
        return Media(wanted, body.media[0].kind if len(body.media) == 1 else kind_of(named))
    first = body.media[0]
    if first.kind in ("json", "form", "json-lines") and _holds_file(value):
        kinds = ("binary", "text") if is_file(value) else ("multipart",)
        return next((media for media in body.media if media.kind in kinds), first)
    return first


def kind_of(media: str) -> Kind:
    """How a body of this media type, without parameters, is written."""
    if is_json(media):
        return "json"
    if media == "application/x-www-form-urlencoded":
        return "form"
    if media.startswith("multipart/"):
        return "multipart"
    if media in _LINES or media.endswith("json-seq"):
        return "json-lines"
    return "text" if media.startswith("text/") else "binary"


def encode(media: Media, value: object) -> Payload:
    """*value* as a body of this media type.

    Raises `InvalidRequestError` if the value cannot be written in it.
    """
    kind = media.kind
    content_type = media.content_type
    if "*" in content_type:
        content_type = _FALLBACK.get(kind, "application/octet-stream")
    if kind == "json":
        return Payload(content_type, (_json(value),))
    if kind == "form":
        return Payload(content_type, (_form(media, value),))
    if kind == "multipart":
        return _multipart(media, content_type, value)
    if kind == "json-lines":
        mark = b"\x1e" if essence(content_type).endswith("json-seq") else b""
        return Payload(content_type, (_lines(value, mark),))
    return Payload(content_type, (_raw(value),))


def _json(value: object) -> bytes:
    from . import wire

    try:
        return bytes(wire.dump_json(value))
    except ValueError as error:
        raise InvalidRequestError(f"the body cannot be written as JSON: {error}") from error


def _raw(value: object) -> bytes | Source:
    """Text and binary bodies."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str | bytearray | memoryview):
        return _as_bytes(cast("object", value))
    if is_file(value) or _is_iterable(value):
        return Source(value)
    return _styles.text(_styles.plain(value)).encode("utf-8")


def _lines(value: object, mark: bytes) -> bytes | Source:
    """JSON Lines: one value a line; an iterator is sent as it goes.

    *mark* stands before each value in a JSON text sequence (RFC 7464).
    """
    if isinstance(value, bytes | str) or is_file(value):
        return _raw(value)
    if isinstance(value, AsyncIterable):
        return Source(_aline(cast("AsyncIterable[object]", value), mark))
    if isinstance(value, Mapping) or not hasattr(value, "__iter__") or hasattr(value, "model_dump"):
        raise InvalidRequestError("a body of JSON lines is a list or an iterator of values")
    values = cast("Iterable[object]", value)
    if isinstance(value, list | tuple):
        return b"".join(mark + _json(one) + b"\n" for one in values)
    return Source(mark + _json(one) + b"\n" for one in values)


async def _aline(values: AsyncIterable[object], mark: bytes) -> AsyncIterator[bytes]:
    async for one in values:
        yield mark + _json(one) + b"\n"


def _form(media: Media, value: object) -> bytes:
    """`application/x-www-form-urlencoded` (OpenAPI 3.1, section 4.8.14.4).

    Where the document gives no style, an object inside is JSON and an array repeats its name.
    """
    pairs: list[str] = []
    for name, one in _properties(value).items():
        pairs.extend(_form_pairs(name, one, media.encoding.get(name)))
    return "&".join(pairs).replace("%20", "+").encode("ascii")


def _form_pairs(name: str, value: object, encoding: Encoding | None) -> list[str]:
    data = _styles.plain(value)
    if encoding is not None and (encoding.style or encoding.explode is not None):
        param = Param(name, "query", encoding.style, encoding.explode, encoding.allow_reserved)
        return _styles.query_pairs(param, data)
    if encoding is not None and is_json(essence(encoding.content_type)):
        return [f"{_styles.encode(name)}={_styles.encode(_styles.json_text(data))}"]
    items = cast("list[object]", data) if isinstance(data, list) else [data]
    return [f"{_styles.encode(name)}={_styles.encode(_styles.text(one))}" for one in items]


def _multipart(media: Media, content_type: str, value: object) -> Payload:
    """`multipart/*` (RFC 7578): one part a property, one part an item where it is an array."""
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    for name, one in _properties(value).items():
        encoding = media.encoding.get(name)
        for field, item in _fields(name, one, encoding):
            head, content = _part(field, item, encoding)
            parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{content_type}; boundary={boundary}", tuple(parts))


def _fields(name: str, value: object, encoding: Encoding | None) -> list[tuple[str, object]]:
    if encoding is not None and encoding.style == "deepObject" and not _holds_file(value):
        return _bracketed(name, _styles.plain(value))
    if not is_file(value) and isinstance(value, list | tuple):
        items = cast("list[object]", value)
        mark = _JOINTS.get(encoding.style or "form") if encoding is not None else None
        if mark and encoding is not None and encoding.explode is False and not _holds_file(items):
            return [(name, mark.join(_styles.text(_styles.plain(one)) for one in items))]
        return [(name, one) for one in items]
    return [(name, value)]


def _bracketed(name: str, data: object) -> list[tuple[str, object]]:
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        return [pair for key, one in entries for pair in _bracketed(f"{name}[{key}]", one)]
    if isinstance(data, list):
        items = cast("list[object]", data)
        return [pair for one in items for pair in _bracketed(f"{name}[]", one)]
    return [(name, data)]


def _part(name: str, value: object, encoding: Encoding | None) -> tuple[str, bytes | Source]:
    """One part's header lines and content."""
    content_type = encoding.content_type if encoding is not None else ""
    choices = content_type
    if "," in content_type or "*" in content_type:
        content_type = ""  # a choice, not a type: each value says its own
    filename: str | None = None
    headers: Mapping[str, str] = {}
    content: bytes | Source
    if is_file(value):
        filename, raw, own, headers = _file_parts(value)
        content_type = own or content_type or _guessed(filename, choices)
        content = _raw(raw)
    else:
        data = _styles.plain(value)
        if isinstance(data, dict | list):
            content_type = content_type or "application/json"
            content = _json(cast("object", data))
        elif is_json(essence(content_type)):
            content = _json(data)
        else:
            content = _styles.text(data).encode("utf-8")
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        head += f'; filename="{_quoted(filename)}"'
    if content_type:
        head += f"\r\nContent-Type: {_safe(content_type)}"
    for key, text in headers.items():
        head += f"\r\n{_safe(key)}: {_safe(text)}"
    return head, content


def _file_parts(value: object) -> tuple[str | None, object, str, Mapping[str, str]]:
    """File name, content, media type and headers of a file argument.

    A tuple is `(name, content)`, `(name, content, media type)` or with headers as fourth.
    """
    if isinstance(value, tuple):
        given = list(cast("tuple[object, ...]", value))
        own = str(given[2] or "") if len(given) > 2 else ""
        headers = cast("Mapping[str, str] | None", given[3]) if len(given) > 3 else None
        return cast("str | None", given[0]), given[1], own, headers or {}
    path: object = value if _is_path(value) else getattr(value, "name", None)
    name = Path(cast("str", path)).name if isinstance(path, str) or _is_path(path) else ""
    return name or "upload", value, "", {}


def _guessed(filename: str | None, choices: str) -> str:
    """The type that a file's name stands for, if it is one of the documented choices."""
    if choices and filename:
        import mimetypes

        guess = mimetypes.guess_type(filename)[0]
        for choice in choices.split(","):
            named = essence(choice)
            family = named.removesuffix("*") if named.endswith("/*") else "\0"
            if guess and (guess == named or guess.startswith(family)):
                return guess
    return "application/octet-stream"


def _properties(value: object) -> Mapping[str, object]:
    """The top level of a form: a mapping's entries, a model's fields, an array's items by index."""
    if not isinstance(value, Mapping):
        value = _styles.plain(value)
    if isinstance(value, list):
        return {str(index): one for index, one in enumerate(cast("list[object]", value))}
    if not isinstance(value, Mapping):
        raise InvalidRequestError(f"a form must be an object, not {type(value).__name__}")
    entries = cast("Mapping[str, object]", value).items()
    return {key: one for key, one in entries if not isinstance(one, Omit)}


def is_file(value: object) -> bool:
    """Whether a value is sent as it is: bytes, a path, an open file, or a tuple with a file name."""
    if isinstance(value, bytes | bytearray | memoryview | os.PathLike) or hasattr(value, "read"):
        return True
    if isinstance(value, tuple):
        given = cast("tuple[object, ...]", value)
        if 2 <= len(given) <= 4 and (given[0] is None or isinstance(given[0], str)):
            return is_file(given[1])
    return False


def _holds_file(value: object) -> bool:
    if is_file(value):
        return True
    if isinstance(value, Mapping):
        return any(map(_holds_file, cast("Mapping[str, object]", value).values()))
    return isinstance(value, list) and any(map(_holds_file, cast("list[object]", value)))


def _is_iterable(value: object) -> bool:
    if isinstance(value, Mapping) or hasattr(type(value), "__pydantic_fields__"):
        return False
    return hasattr(value, "__iter__") or _is_async(value)


def _is_async(value: object) -> bool:
    return hasattr(value, "__aiter__")


def _is_path(value: object) -> bool:
    return isinstance(value, os.PathLike)


def _as_bytes(part: object) -> bytes:
    if isinstance(part, str):
        return part.encode("utf-8")
    if isinstance(part, bytes | bytearray | memoryview):
        return bytes(cast("bytes", part))
    raise InvalidRequestError(f"a body is made of bytes, not {type(part).__name__}")


def _quoted(name: str) -> str:
    """A name inside quotes (WHATWG HTML, multipart/form-data encoding algorithm)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")


def _safe(text: str) -> str:
    if not text.isprintable():
        raise InvalidRequestError("a part's header holds a control character")
    return text
