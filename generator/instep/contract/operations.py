"""What the document says now about one operation: its parameters, bodies, answers and security."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .document import Document, Node, paths_of
from .kinds import is_array, is_object

Place = tuple[str, str]
"""Where a parameter stands, and its name; header names in lower case (RFC 9110, section 5.1)."""

_IGNORED = frozenset({"accept", "content-type", "authorization"})
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")
_VALUES = ("type", "format", "items", "default", "enum", "pattern", "multipleOf", "uniqueItems")
_RANGES = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")
_WORDS = frozenset([*_VALUES, *_RANGES, *_LENGTHS])
"""What a parameter of Swagger 2.0 says of its value (section "Parameter Object")."""

_PLACES = ("query", "header", "path", "cookie", "body", "formData")
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_FORM_STYLES = frozenset({"form", "cookie", "deepObject"})


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a parameter."""

    schema: Node
    required: bool
    style: str = ""
    """Empty where the document's version has other words for it."""
    explode: bool | None = None


@dataclass(slots=True)
class Operation:
    """One operation."""

    parameters: dict[Place, Said] = field(default_factory=dict[Place, Said])
    bodies: dict[str, Node] = field(default_factory=dict[str, Node])
    """Media type to schema."""
    body_required: bool = False
    replies: dict[str, dict[str, Node]] = field(default_factory=dict[str, dict[str, Node]])
    """Status, then media type, to schema."""
    security: list[list[str]] = field(default_factory=list[list[str]])


def operations_of(document: Document) -> dict[str, Operation]:
    """Every operation of the document, by its key such as `POST /v1/responses`."""
    read = _swagger if document.swagger else _openapi
    return {key: read(document, *nodes) for key, nodes in paths_of(document)}


def place(where: str, name: str) -> Place:
    """The key of a parameter."""
    return where, name.lower() if where == "header" else name


def _merged(document: Document, item: Node, operation: Node) -> Iterator[tuple[Place, Node]]:
    """The parameters of path item and operation; the operation's win."""
    found: dict[Place, Node] = {}
    for level in (item, operation):
        for entry in level.get("parameters").each():
            node = _with_schema(entry) or document.follow(entry)
            name, where = node.get("name").value, node.get("in").value
            if isinstance(name, str) and isinstance(where, str):
                found[place(where, name)] = node
    for (where, name), node in found.items():
        if not (where == "header" and name in _IGNORED):
            yield (where, name), node


def _with_schema(entry: Node) -> Node | None:
    """A parameter with a name and place of its own beside a `$ref` to a schema, which can only be its own."""
    ref = entry.get("$ref").value
    if not isinstance(ref, str) or not ("/definitions/" in ref or "/schemas/" in ref):
        return None
    if not isinstance(entry.get("name").value, str) or entry.get("in").value not in _PLACES:
        return None
    schema = {"$ref": ref, **{k: v for k, v in entry.value.items() if k == "default"}}
    return Node({**entry.value, "schema": schema}, entry.file)


def _openapi(document: Document, item: Node, operation: Node) -> Operation:
    found = Operation(security=_security(document, operation))
    for at, node in _merged(document, item, operation):
        schema = node.get("schema")
        for _, media in node.get("content").items():
            schema = media.get("schema")
            break
        found.parameters[at] = _said(at, node, schema)
    body = document.follow(operation.get("requestBody"))
    found.body_required = body.get("required").value is True
    found.bodies = {name: _item(media) for name, media in body.get("content").items()}
    for status, entry in operation.get("responses").items():
        content = document.follow(entry).get("content")
        if _STATUS.fullmatch(status):
            found.replies[status] = {name: _item(media) for name, media in content.items()}
    return found


def _item(media: Node) -> Node:
    """The schema of a media type, or of its items where it is a sequence (OpenAPI 3.2)."""
    schema = media.get("schema")
    return media.get("itemSchema") if schema.value is None else schema


def _said(at: Place, node: Node, schema: Node) -> Said:
    where = at[0]
    style = node.get("style").value or ("form" if where in {"query", "cookie"} else "simple")
    explode = node.get("explode").value
    return Said(
        schema,
        where == "path" or node.get("required").value is True,
        str(style),
        explode if isinstance(explode, bool) else style in _FORM_STYLES,
    )


def _swagger(document: Document, item: Node, operation: Node) -> Operation:
    found = Operation(security=_security(document, operation))
    fields: dict[str, Node] = {}
    required: list[str] = []
    consumes = _consumed(document, operation)
    for (where, name), node in _merged(document, item, operation):
        needed = node.get("required").value is True
        if where == "body":
            found.bodies = dict.fromkeys(consumes or ["application/json"], node.get("schema"))
            found.body_required = needed
        elif where == "formData":
            fields[name] = node
            required += [name] if needed else []
        else:
            plain = {word: node.value[word] for word in _WORDS & node.value.keys()}
            schema = node.get("schema")
            schema = Node(plain, node.file) if schema.value is None else schema
            found.parameters[where, name] = Said(schema, where == "path" or needed)
    if fields:
        properties = {name: node.value for name, node in fields.items()}
        form = {"type": "object", "properties": properties, "required": required}
        found.body_required = bool(required)
        forms = [one for one in consumes if one in _FORMS] or [""]
        found.bodies = dict.fromkeys(forms, Node(form, operation.file))
    for status, entry in operation.get("responses").items():
        schema = document.follow(entry).get("schema")
        if _STATUS.fullmatch(status):
            found.replies[status] = {} if schema.value is None else {"": schema}
    return found


def _consumed(document: Document, operation: Node) -> list[str]:
    own = operation.get("consumes").value
    value = own if is_array(own) else document.root.get("consumes").value
    return [one for one in value if isinstance(one, str)] if is_array(value) else []


def _security(document: Document, operation: Node) -> list[list[str]]:
    own = operation.get("security").value
    asked: Any = own if is_array(own) else document.root.get("security").value
    schemes = document.root.get("components").get("securitySchemes")
    declared = document.root.get("securityDefinitions") if document.swagger else schemes
    known = {name for name, _ in declared.items()}
    if not is_array(asked):
        return []
    rows = [[str(name) for name in one] for one in asked if is_object(one)]
    # A scheme that is not declared has no meaning.
    return [sorted(known.intersection(row)) for row in rows if not row or known.intersection(row)]
