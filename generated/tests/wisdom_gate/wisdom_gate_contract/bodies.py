"""Request bodies, read back: JSON, forms, multipart, text and bytes."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, cast

from .compare import difference, shown
from .kinds import is_array
from .styles import ABSENT, in_pairs, pairs_of, scalar

_PLAIN: dict[str, Any] = {"style": "form", "explode": True}


def body_problem(media: dict[str, Any], content: bytes, content_type: str, expected: Any) -> str:
    """How a body differs from the value that was passed; empty if it does not."""
    kind = media["kind"]
    if kind == "binary" or isinstance(expected, bytes):
        return "" if content == expected else f"/: the bytes differ: {content[:80]!r}"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return (
            "/: the body is not UTF-8"
            if kind != "multipart"
            else _multipart(media, content, content_type, expected)
        )
    if kind == "json":
        return difference(expected, json.loads(text)) if text else "/: the body is empty"
    if kind == "form":
        return _form(media, text, expected)
    if kind == "multipart":
        return _multipart(media, content, content_type, expected)
    if kind == "json-lines":
        return difference(expected, [json.loads(line) for line in text.splitlines() if line])
    return difference(expected, text)


def _form(media: dict[str, Any], text: str, expected: Any) -> str:
    """`application/x-www-form-urlencoded` (OpenAPI 3.1, section 4.8.14.4)."""
    pairs = pairs_of(text)
    found: dict[str, Any] = {}
    for name, value in cast("dict[str, Any]", expected).items():
        encoding = media.get("encoding", {}).get(name, {})
        parameter = {**_PLAIN, "name": name, **encoding}
        styled = "style" in encoding or "explode" in encoding
        if not styled and (isinstance(value, dict) or "json" in encoding.get("content", "")):
            parameter["content"] = "application/json"
        elif styled:
            parameter.pop("content", None)
        else:
            parameter["content"] = ""
        decoded = in_pairs(parameter, pairs, value)
        if decoded is not ABSENT:
            found[name] = decoded
    if pairs:
        return f"/{pairs[0][0]}: the document does not know this field"
    return difference(expected, found)


def _multipart(media: dict[str, Any], content: bytes, content_type: str, expected: Any) -> str:
    """`multipart/*` (RFC 7578): one part a property, one part an item where it is an array."""
    parts = _parts(content, content_type)
    for name, value in cast("dict[str, Any]", expected).items():
        encoding = media.get("encoding", {}).get(name, {})
        if encoding.get("style") == "deepObject" and isinstance(value, dict | list):
            pairs = [(key, part.get_content()) for key, part in parts if key.startswith(f"{name}[")]
            parts = [part for part in parts if not part[0].startswith(f"{name}[")]
            found = in_pairs({**encoding, "name": name, "explode": True}, pairs, value)
            if said := difference(value, found, f"/{name}"):
                return said
            continue
        mine = [part for key, part in parts if key == name]
        parts = [(key, part) for key, part in parts if key != name]
        items = value if is_array(value) else [value]
        if len(mine) != len(items):
            return f"/{name}: expected {len(items)} parts, found {len(mine)}"
        for item, part in zip(items, mine, strict=True):
            if said := _part(item, part, f"/{name}"):
                return said
    return f"/{parts[0][0]}: the document does not know this part" if parts else ""


def _parts(content: bytes, content_type: str) -> list[tuple[str, EmailMessage]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    # HTTP carries parts as they are, so they are read as binary whatever they hold.
    message: EmailMessage = BytesParser(policy=HTTP).parsebytes(head + content)
    found: list[tuple[str, EmailMessage]] = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        found.append((str(name), cast("EmailMessage", part)))
    return found


def _part(expected: Any, part: EmailMessage, pointer: str) -> str:
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    if isinstance(expected, bytes):
        if part.get_filename() is None:
            return f"{pointer}: a file needs a file name (RFC 7578, section 4.2)"
        return "" if content == expected else f"{pointer}: the file's bytes differ"
    text = content.decode("utf-8", "replace")
    if isinstance(expected, dict | list) or part.get_content_type() == "application/json":
        try:
            return difference(expected, json.loads(text), pointer)
        except ValueError:
            return f"{pointer}: expected JSON, found {shown(text)}"
    return difference(expected, scalar(text, expected), pointer)
