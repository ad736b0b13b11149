"""Forms and multipart bodies: one field or part for each property, as the document encodes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from . import _styles
from ._decode import essence, is_json
from ._errors import InvalidRequestError
from ._operation import Encoding, Media
from ._options import Omit
from ._payload import Payload, Source, as_json, as_sent, is_file, is_path


def form(media: Media, value: object) -> bytes:
    """`application/x-www-form-urlencoded` (OpenAPI 3.1, section 4.8.14.4).

    Where the document gives no style, an object inside is JSON and an array repeats its name.
    """
    pairs: list[str] = []
    for name, one in _properties(value).items():
        encoding, data = media.encoding.get(name), _styles.plain(one)
        pairs += plain_pairs(name, data) if encoding is None else encoding.pairs(name, data)
    return "&".join(pairs).replace("%20", "+").encode("ascii")


def plain_pairs(name: str, data: object) -> list[str]:
    """The pairs of JSON-ready data of which the document says nothing."""
    items = cast("list[object]", data) if isinstance(data, list) else [data]
    return [f"{_styles.encode(name)}={_styles.encode(_styles.text(one))}" for one in items]


def multipart(media: Media, content_type: str, value: object) -> Payload:
    """`multipart/*` (RFC 7578): one part a property, one part an item where it is an array."""
    boundary = os.urandom(16).hex()
    parts: list[bytes | Source] = []
    for name, one in _properties(value).items():
        encoding = media.encoding.get(name)
        fields = plain_fields(name, one) if encoding is None else encoding.fields(name, one)
        for field, item in fields:
            head, content = _part(field, item, encoding)
            parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{content_type}; boundary={boundary}", tuple(parts))


def plain_fields(name: str, value: object) -> list[tuple[str, object]]:
    """The parts of a value of which the document says nothing: one an item where it is an array."""
    if not is_file(value) and isinstance(value, list | tuple):
        return [(name, one) for one in cast("list[object]", value)]
    return [(name, value)]


def _part(name: str, value: object, encoding: Encoding | None) -> tuple[str, bytes | Source]:
    """One part's header lines and content."""
    filename: str | None = None
    headers: Mapping[str, str] = {}
    content: bytes | Source
    if is_file(value):
        filename, raw, own, headers = _file_parts(value)
        stated = "" if encoding is None else encoding.media(filename)
        content_type = own or stated or "application/octet-stream"
        content = as_sent(raw)
    else:
        data = _styles.plain(value)
        content_type = "" if encoding is None else encoding.media(None)
        if isinstance(data, dict | list):
            content_type = content_type or "application/json"
            content = as_json(cast("object", data))
        elif is_json(essence(content_type)):
            content = as_json(data)
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
    path: object = value if is_path(value) else getattr(value, "name", None)
    name = Path(cast("str", path)).name if isinstance(path, str) or is_path(path) else ""
    return name or "upload", value, "", {}


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


def _quoted(name: str) -> str:
    """A name inside quotes (WHATWG HTML, multipart/form-data encoding algorithm)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00")


def _safe(text: str) -> str:
    if not text.isprintable():
        raise InvalidRequestError("a part's header holds a control character")
    return text
