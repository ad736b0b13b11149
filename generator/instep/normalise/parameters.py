"""Parameters: merged from path item and operation, with style, type and default."""

from __future__ import annotations

import re
from collections.abc import Iterator

from instep.diagnostics import Code, quote
from instep.ir.operation import In, Parameter, Style
from instep.ir.types import MISSING, ScalarKind, ScalarType
from instep.normalise.context import Context, Node, doc_of
from instep.normalise.media import essence, examples
from instep.normalise.parts import flatten
from instep.normalise.schemas import Schemas
from instep.normalise.values import default_of

_DEFAULT_STYLE = {
    In.PATH: Style.SIMPLE,
    In.HEADER: Style.SIMPLE,
    In.QUERY: Style.FORM,
    In.COOKIE: Style.FORM,
    In.QUERYSTRING: Style.FORM,
}

_IGNORED_HEADERS = frozenset({"accept", "content-type"})
"""OpenAPI 3.1, section 4.8.12: these are not parameters, whatever the document says."""

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def clean_path(path: str) -> str:
    """The path template with plain variable names: `{.ids*}` (RFC 6570 operators) is `{ids}`."""
    return _VARIABLE.sub(lambda m: "{" + variable_name(m.group(1)) + "}", path)


def variable_name(text: str) -> str:
    """The name in a path variable, RFC 6570 operators removed."""
    return text.lstrip("+#./;?&").rstrip("*")


def parameters_of(schemas: Schemas, path: str, levels: list[Node]) -> tuple[Parameter, ...]:
    """The parameters of an operation; `levels` are the path item and the operation, which overrides it."""
    ctx = schemas.ctx
    merged: dict[tuple[str, str], Node] = {}
    for level in levels:
        for entry in _listed(ctx, level):
            node = _with_schema(entry) or ctx.follow(entry)
            if node is None or not isinstance(node.value, dict):
                ctx.leave_out("parameter", entry.pointer, "it is no object with `name` and `in`")
                continue
            name, where = node.value.get("name"), node.value.get("in")
            if not isinstance(name, str) or not isinstance(where, str) or where not in tuple(In):
                reason = f"{quote(name, 40)} in {quote(where, 40)} has no place in a request"
                ctx.leave_out("parameter", node.pointer, reason)
                continue
            merged[(name, where)] = node
    variables = [variable_name(v) for v in _VARIABLE.findall(path)]
    found: list[Parameter] = []
    for (name, where), node in merged.items():
        if where == In.HEADER and name.lower() in _IGNORED_HEADERS:
            continue
        if where == In.PATH and name not in variables:
            _invalid(
                ctx,
                node,
                f"path parameter {quote(name)} is not in the path {quote(path)}; it is not sent",
            )
            continue
        found.append(_parameter(schemas, name, In(where), node))
    declared = {p.wire for p in found if p.location is In.PATH}
    for name in dict.fromkeys(variables):
        if name not in declared:
            ctx.say(
                Code.PARAMETER_UNDECLARED,
                levels[-1].pointer,
                f"path variable {quote(name)} is not declared; taken for a required string",
            )
            found.append(_undeclared(name, levels[-1].pointer))
    order = {name: index for index, name in enumerate(variables)}
    found.sort(
        key=lambda p: (
            p.location is not In.PATH,
            order.get(p.wire, 0) if p.location is In.PATH else 0,
        )
    )
    return tuple(found)


def _listed(ctx: Context, level: Node) -> Iterator[Node]:
    held = level.get("parameters")
    if held is not None and held.value and not isinstance(held.value, list):
        ctx.leave_out("parameter", held.pointer, "`parameters` is no list")
    return level.listed("parameters")


def _with_schema(entry: Node) -> Node | None:
    """A parameter with its own name and place beside a `$ref` to a schema: the schema can only be its own."""
    ref = entry.text("$ref")
    if "/schemas/" not in ref or not entry.text("name") or entry.text("in") not in tuple(In):
        return None
    rest = {k: v for k, v in entry.value.items() if k != "$ref"}
    return Node({**rest, "schema": {"$ref": ref}}, entry.pointer)


def _undeclared(name: str, origin: str) -> Parameter:
    return Parameter(
        wire=name,
        argument="",
        location=In.PATH,
        type=ScalarType(ScalarKind.STRING),
        schema={"type": "string"},
        required=True,
        style=Style.SIMPLE,
        explode=False,
        origin=origin,
    )


_COLLECTED = {
    "ssv": Style.SPACE_DELIMITED,
    "pipes": Style.PIPE_DELIMITED,
    "tsv": Style.TAB_DELIMITED,
}
"""`collectionFormat` of Swagger 2.0 where OpenAPI 3 has no style in that place."""


def _parameter(schemas: Schemas, name: str, location: In, node: Node) -> Parameter:
    ctx = schemas.ctx
    value = node.value
    content_type, schema = "", node.get("schema")
    for media_type, entry in node.items("content"):
        content_type, schema = essence(media_type), entry.get("schema")
        break
    if schema is None or schema.value is None:
        schema = Node(value=True, pointer=f"{node.pointer}/schema")
    type_ = schemas.type_of(schema)
    style = value.get("style")
    misplaced = style == Style.COOKIE and location is not In.COOKIE
    if style is not None and (misplaced or style not in set(Style)):
        _invalid(ctx, node, f"style {quote(style, 40)} is unknown; the default is used")
        style = None
    settled = Style(style) if style else _DEFAULT_STYLE[location]
    collected = value.get("x-collectionFormat")
    if isinstance(collected, str) and settled in {Style.FORM, Style.SIMPLE}:
        settled = _COLLECTED.get(collected, settled)
    explode = value.get("explode")
    parts = flatten(ctx, [schema])
    return Parameter(
        wire=name,
        argument="",
        location=location,
        type=type_,
        schema=schema.value,
        required=location is In.PATH or value.get("required") is True,
        style=settled,
        explode=explode
        if isinstance(explode, bool)
        else settled in {Style.FORM, Style.COOKIE, Style.DEEP_OBJECT},
        allow_reserved=value.get("allowReserved") is True,
        allow_empty=value.get("allowEmptyValue") is True,
        content_type=content_type,
        default=default_of(ctx, parts, type_) if schema.value is not True else MISSING,
        doc=doc_of(node)
        if doc_of(node).description
        else doc_of(Node({**_plain(schema), **value}, node.pointer)),
        examples=examples(ctx, node),
        origin=node.pointer,
    )


def _plain(schema: Node) -> dict[str, object]:
    return (
        {k: v for k, v in schema.value.items() if k in {"description", "title"}}
        if isinstance(schema.value, dict)
        else {}
    )


def _invalid(ctx: Context, node: Node, message: str) -> None:
    ctx.say(Code.PARAMETER_INVALID, node.pointer, message)
