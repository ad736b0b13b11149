"""Request bodies: which media type carries a value, and the bytes that it becomes in it."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from typing import Final, cast

from ._decode import essence, is_json
from ._errors import InvalidRequestError
from ._operation import Body, Kind, Media
from ._payload import Payload, Source, as_json, as_sent, holds_file, is_file

_LINES: Final = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_FALLBACK: Final[Mapping[str, str]] = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "json-lines": "application/jsonl",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
}


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
    if first.kind in ("json", "form", "json-lines") and holds_file(value):
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
        return Payload(content_type, (as_json(value),))
    if kind in ("form", "multipart"):
        from . import _forms

        if kind == "form":
            return Payload(content_type, (_forms.form(media, value),))
        return _forms.multipart(media, content_type, value)
    if kind == "json-lines":
        mark = b"\x1e" if essence(content_type).endswith("json-seq") else b""
        return Payload(content_type, (_lines(value, mark),))
    return Payload(content_type, (as_sent(value),))


def _lines(value: object, mark: bytes) -> bytes | Source:
    """JSON Lines: one value a line; an iterator is sent as it goes.

    *mark* stands before each value in a JSON text sequence (RFC 7464).
    """
    if isinstance(value, bytes | str) or is_file(value):
        return as_sent(value)
    if isinstance(value, AsyncIterable):
        return Source(_aline(cast("AsyncIterable[object]", value), mark))
    if isinstance(value, Mapping) or not hasattr(value, "__iter__") or hasattr(value, "model_dump"):
        raise InvalidRequestError("a body of JSON lines is a list or an iterator of values")
    values = cast("Iterable[object]", value)
    if isinstance(value, list | tuple):
        return b"".join(mark + as_json(one) + b"\n" for one in values)
    return Source(mark + as_json(one) + b"\n" for one in values)


async def _aline(values: AsyncIterable[object], mark: bytes) -> AsyncIterator[bytes]:
    async for one in values:
        yield mark + as_json(one) + b"\n"
