"""Media types: how each is read and written, and the type of what it carries."""

from __future__ import annotations

import re

from instep.diagnostics import Code, quote
from instep.ir.operation import Encoding, Envelope, Example, Media, MediaKind, Style
from instep.ir.text import Text
from instep.ir.types import (
    MISSING,
    AnyType,
    Json,
    ListType,
    Missing,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
)
from instep.normalise.context import Context, Node
from instep.normalise.envelopes import envelope_of, opened
from instep.normalise.parts import flatten
from instep.normalise.schemas import Schemas
from instep.normalise.shape import Shape

_LINES = frozenset(
    {
        "application/jsonl",
        "application/x-ndjson",
        "application/ndjson",
        "application/x-jsonlines",
        "application/json-seq",
        "application/jsonlines",
    }
)
_BOUNDARY = re.compile(r"\s*;\s*boundary\s*=\s*(?:\"[^\"]*\"|[^;]*)", re.IGNORECASE)
"""What every message chooses for itself (RFC 2046, section 5.1.1), whatever the document wrote."""
_JSON = frozenset({"application/json", "text/json", "application/x-json", "*/*", "application/*"})


def essence(content_type: str) -> str:
    """The media type without parameters, lower case."""
    return content_type.split(";", 1)[0].strip().lower()


def kind_of(ctx: Context, content_type: str, schema: Node | None) -> MediaKind:
    """How a media type is read and written."""
    name = essence(content_type)
    if name == "text/event-stream":
        return MediaKind.EVENTS
    if name in _LINES or name.endswith("+json-seq"):
        return MediaKind.JSON_LINES
    if name == "application/x-www-form-urlencoded":
        return MediaKind.FORM
    if name.startswith("multipart/"):
        return MediaKind.MULTIPART
    kinds = _json_kinds(ctx, schema)
    if name in _JSON and "*" in name:
        return MediaKind.BINARY if kinds == {"binary"} or schema is None else MediaKind.JSON
    if name in _JSON or name.endswith("+json"):
        return MediaKind.BINARY if kinds == {"binary"} else MediaKind.JSON
    if kinds == {"binary"}:
        return MediaKind.BINARY
    if name.startswith("text/") or name.endswith(("/xml", "+xml", "/yaml", "/x-yaml", "+yaml")):
        return MediaKind.TEXT
    if kinds & {"object", "array"} and name.startswith("application/") and "octet" not in name:
        return MediaKind.JSON
    return MediaKind.BINARY


def _json_kinds(ctx: Context, schema: Node | None) -> set[str]:
    if schema is None or not isinstance(schema.value, dict):
        return set()
    quiet = Context(ctx.document, type(ctx.found)())
    shape = Shape.of(quiet, flatten(quiet, [schema], open_refs=True), schema.pointer)
    if shape.types == {"string"} and shape.format == "binary":
        return {"binary"}
    return (shape.types or set()) - {"null"}


_UNREAD = {MediaKind.MULTIPART: MediaKind.BINARY, MediaKind.FORM: MediaKind.TEXT}
"""What is written part by part but not read so, and what it is read as."""


def media_of(
    schemas: Schemas,
    content_type: str,
    node: Node,
    *,
    received: bool = False,
    schema: Node | None = None,
) -> Media:
    """One entry of a `content` mapping, of a request unless it is `received`.

    *schema*: where an equal schema stood first, whose definitions are then shared.
    """
    ctx = schemas.ctx
    schema = schema or node.get("schema")
    if schema is None or schema.value is None:
        schema = None
    item = node.get("itemSchema")
    carried = item or schema
    kind = kind_of(ctx, content_type, schema or item)
    if received and kind in _UNREAD:
        kind = _UNREAD[kind]
        reason = f"{quote(content_type)} is read as it comes"
        ctx.keep_raw("media-type", node.pointer, reason, Code.MEDIA_TYPE_RAW)
    envelope = Envelope.NONE
    event: Json | Missing = MISSING
    if kind is MediaKind.EVENTS and carried is not None:
        envelope = envelope_of(ctx, carried, item=item is not None)
        if envelope:
            item = opened(ctx, carried)
            event = item.value
    return Media(
        content_type=_BOUNDARY.sub("", content_type)
        if kind is MediaKind.MULTIPART
        else content_type,
        kind=kind,
        type=_type(schemas, kind, schema, item, content_type),
        schema=carried.value if carried is not None else True,
        examples=examples(ctx, node),
        encoding=_encoding(node),
        origin=node.pointer,
        envelope=envelope,
        event_schema=event,
    )


def _type(
    schemas: Schemas, kind: MediaKind, schema: Node | None, item: Node | None, content_type: str
) -> Type | None:
    if kind is MediaKind.TEXT:
        if schema is not None and _json_kinds(schemas.ctx, schema) & {"object", "array"}:
            schemas.ctx.keep_raw(
                "media-type",
                schema.pointer,
                f"{quote(content_type)} is read as text",
                Code.MEDIA_TYPE_RAW,
            )
        return ScalarType(ScalarKind.STRING)
    if kind is MediaKind.BINARY:
        return ScalarType(ScalarKind.BINARY)
    if kind in {MediaKind.EVENTS, MediaKind.JSON_LINES}:
        return _event_type(schemas, schema, item)
    return AnyType() if schema is None else schemas.type_of(schema)


def _event_type(schemas: Schemas, schema: Node | None, item: Node | None) -> Type:
    """The type of one event: `itemSchema` (3.2); else the schema, which documents use for one event or for all."""
    if item is not None:
        return schemas.type_of(item)
    if schema is None:
        return AnyType()
    made = schemas.type_of(schema)
    if isinstance(made, ListType):
        return made.item
    if isinstance(made, ScalarType) and made.kind in {ScalarKind.STRING, ScalarKind.BINARY}:
        return AnyType()  # the schema describes the text of the stream, not its events
    return made


def examples(ctx: Context, node: Node) -> tuple[Example, ...]:
    """`example` and `examples` of a media type or parameter; external values are never fetched."""
    found: list[Example] = []
    if isinstance(node.value, dict) and "example" in node.value:
        found.append(Example("", node.value["example"]))
    for name, entry in node.items("examples"):
        target = ctx.follow(entry)
        if target is not None and isinstance(target.value, dict) and "value" in target.value:
            found.append(Example(name, target.value["value"], Text(target.text("summary"))))
        elif target is not None and isinstance(target.value, dict) and "dataValue" in target.value:
            found.append(Example(name, target.value["dataValue"], Text(target.text("summary"))))
    return tuple(found)


def _encoding(node: Node) -> tuple[Encoding, ...]:
    found = []
    for name, entry in node.items("encoding"):
        if not isinstance(entry.value, dict):
            continue
        style = entry.text("style")
        explode = entry.value.get("explode")
        found.append(
            Encoding(
                wire=name,
                content_type=entry.text("contentType"),
                style=Style(style) if style in set(Style) else None,
                explode=explode if isinstance(explode, bool) else None,
                allow_reserved=entry.flag("allowReserved"),
            )
        )
    return tuple(found)


def without_null(type_: Type | None) -> Type | None:
    """The type inside a nullable one."""
    return type_.inner if isinstance(type_, NullableType) else type_


def key_of(type_: Type | None) -> str:
    """The key of the definition that the type (or null) is, else empty."""
    inner = without_null(type_)
    return inner.key if isinstance(inner, RefType) else ""
