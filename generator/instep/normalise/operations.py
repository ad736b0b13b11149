"""Operations: first lowered one by one, then finished when all names are settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from instep.diagnostics import Code, quote
from instep.ir.operation import (
    Body,
    BodyArgument,
    Header,
    In,
    Media,
    MediaKind,
    Operation,
    Response,
    Stream,
)
from instep.ir.pointers import last_name
from instep.ir.types import (
    AliasDef,
    AnyType,
    Definitions,
    ListType,
    ModelDef,
    ScalarKind,
    ScalarType,
    Type,
)
from instep.normalise.context import Context, Node, doc_of
from instep.normalise.definitions import attribute_names
from instep.normalise.media import key_of, media_of, without_null
from instep.normalise.naming import Names
from instep.normalise.parameters import clean_path, parameters_of
from instep.normalise.schemas import Schemas
from instep.normalise.security import requirements, servers_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

_ARGUMENTS = frozenset(
    ["self", "extra_headers", "extra_query", "extra_body", "timeout", "body", "core"]
)
"""Names that a method already has, or says in its body; annotations do not see arguments."""


@dataclass(frozen=True, slots=True)
class Found:
    """An operation as the document has it."""

    path: str
    method: str
    item: Node
    node: Node


def find(ctx: Context, root: Node) -> Iterator[Found]:
    """Every operation below `paths`, in the document's order."""
    for path, entry in root.items("paths"):
        if path.startswith("x-"):
            continue
        item = _path_item(ctx, entry)
        if item is None:
            continue
        for name, node in _operations_in(item):
            if isinstance(node.value, dict):
                yield Found(path, name, item, node)
            else:
                ctx.leave_out("operation", node.pointer, "it is no object")


def _operations_in(item: Node) -> Iterator[tuple[str, Node]]:
    for name in item.value:
        if name.lower() in METHODS:
            yield name.lower(), item.child(name)
    yield from item.items("additionalOperations")


def _path_item(ctx: Context, entry: Node) -> Node | None:
    """The path item, its `$ref` followed and what stands beside the `$ref` laid over it."""
    node = ctx.follow(entry)
    if node is not None and not node.value and not isinstance(node.value, dict):
        # Nothing is lost: there is no operation in it.
        ctx.say(Code.OPERATION_INVALID, entry.pointer, "the path item is no object, but empty")
        return None
    if isinstance(entry.value, list) and not last_name(entry.pointer).startswith("/"):
        # `parameters` that are meant for every path: the specification has no such thing.
        ctx.say(Code.OPERATION_INVALID, entry.pointer, "this is no path; it is ignored")
        return None
    if node is None or not isinstance(node.value, dict):
        ctx.leave_out("operation", entry.pointer, "the path item is no object")
        return None
    if node is not entry and isinstance(entry.value, dict) and len(entry.value) > 1:
        siblings = {k: v for k, v in entry.value.items() if k != "$ref"}
        return Node({**node.value, **siblings}, node.pointer)
    return node


def lower(
    schemas: Schemas, found: Found, security: tuple[tuple[str, ...], ...], known: frozenset[str]
) -> Operation:
    """The operation without names: no call, no argument names, its body not yet flattened."""
    ctx, node = schemas.ctx, found.node
    own = requirements(ctx, node, known)
    tags = node.value.get("tags")
    servers = servers_of(ctx, node) or servers_of(ctx, found.item)
    operation_id = node.text("operationId")
    return Operation(
        key=f"{found.method.upper() if found.method in METHODS else found.method} {found.path}",
        id=operation_id,
        method=found.method.upper() if found.method in METHODS else found.method,
        path=clean_path(found.path),
        call=(),
        parameters=parameters_of(schemas, found.path, [found.item, node]),
        body=_body(schemas, node),
        responses=_responses(schemas, node),
        stream=None,
        security=security if own is None else own,
        servers=tuple(server.url for server in servers),
        tags=tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list) else (),
        doc=doc_of(node),
        origin=node.pointer,
    )


_BODY_ORDER = {
    MediaKind.JSON: 0,
    MediaKind.MULTIPART: 1,
    MediaKind.FORM: 2,
    MediaKind.JSON_LINES: 3,
    MediaKind.BINARY: 4,
    MediaKind.TEXT: 5,
    MediaKind.EVENTS: 6,
}


def _body(schemas: Schemas, operation: Node) -> Body | None:
    entry = operation.get("requestBody")
    if entry is None:
        return None
    node = schemas.ctx.follow(entry)
    if node is None or not isinstance(node.value, dict):
        schemas.ctx.say(
            Code.OPERATION_INVALID,
            entry.pointer,
            "the request body is no object; any data is taken",
        )
        media: tuple[Media, ...] = (
            Media("application/json", MediaKind.JSON, AnyType(), schema=True, origin=entry.pointer),
        )
        return Body(required=False, media=media, origin=entry.pointer)
    listed = tuple(_each_media(schemas, node))
    if not listed:
        return None
    plain = sorted(listed, key=lambda m: (_BODY_ORDER[m.kind], "json" not in m.content_type))
    return Body(
        required=node.value.get("required") is True,
        media=tuple(plain),
        doc=doc_of(node),
        origin=node.pointer,
    )


def _each_media(schemas: Schemas, node: Node, *, received: bool = False) -> Iterator[Media]:
    met: list[Node] = []
    _require_mapping(schemas.ctx, node, "content")
    for content_type, entry in node.items("content"):
        target = schemas.ctx.follow(entry)
        if target is None or not isinstance(target.value, dict):
            target = Node({}, entry.pointer)
        schema = target.get("schema")
        if schema is not None:
            # One inline schema under several media types is one type with one name.
            schema = next((other for other in met if other.value == schema.value), schema)
            met.append(schema)
        yield media_of(schemas, content_type, target, received=received, schema=schema)


def _require_mapping(ctx: Context, node: Node, token: str) -> None:
    """Say what is lost where media types stand in something that is no object, and not empty."""
    held = node.get(token)
    if held is not None and held.value and not isinstance(held.value, dict):
        ctx.leave_out("media type", held.pointer, f"`{token}` is no object")


def _responses(schemas: Schemas, operation: Node) -> tuple[Response, ...]:
    found: list[Response] = []
    _require_mapping(schemas.ctx, operation, "responses")
    for status, entry in operation.items("responses"):
        if status.startswith("x-"):
            continue
        node = schemas.ctx.follow(entry)
        if node is None or not isinstance(node.value, dict):
            schemas.ctx.say(
                Code.RESPONSE_INVALID,
                entry.pointer,
                f"response {quote(status)} is no object; its data is kept raw",
            )
            node = Node({}, entry.pointer)
        code = status.upper() if status.upper().endswith("XX") else status
        if not (
            code == "default"
            or (len(code) == 3 and code[0] in "12345" and (code[1:] == "XX" or code.isdecimal()))
        ):
            schemas.ctx.say(
                Code.RESPONSE_INVALID,
                entry.pointer,
                f"{quote(status)} is no status; it is taken for `default`",
            )
            code = "default"
        if any(response.status == code for response in found):
            continue
        found.append(
            Response(
                status=code,
                media=tuple(_each_media(schemas, node, received=True)),
                headers=_headers(schemas, node),
                doc=doc_of(node),
                origin=node.pointer,
            )
        )
    return tuple(found)


def _headers(schemas: Schemas, response: Node) -> tuple[Header, ...]:
    found: list[Header] = []
    for name, entry in response.items("headers"):
        node = schemas.ctx.follow(entry)
        if node is None or not isinstance(node.value, dict) or name.lower() == "content-type":
            continue
        schema = node.get("schema")
        for _, media in node.items("content"):
            schema = schema or media.get("schema")
        found.append(
            Header(
                wire=name,
                type=schemas.type_of(schema)
                if schema is not None
                else ScalarType(ScalarKind.STRING),
                schema=schema.value if schema is not None else True,
                required=node.flag("required"),
                doc=doc_of(node),
            )
        )
    return tuple(found)


def answers_list(operation: Operation) -> bool:
    """Is a documented 2xx answer an array?"""
    return any(
        isinstance(without_null(media.type), ListType)
        for response in operation.responses
        if response.status.startswith("2")
        for media in response.media
    )


def finish(
    operation: Operation, call: tuple[str, ...], stem: str, definitions: Definitions
) -> Operation:
    """The operation with its call, its body flattened, its arguments named and its stream found."""
    body = _flatten(operation.body, definitions)
    fields = {("body", a.wire): a for a in body.arguments} if body else {}
    wires = [(str(p.location), p.wire) for p in operation.parameters] + list(fields)
    names = _argument_names(wires)
    parameters = tuple(
        replace(p, argument=names[(str(p.location), p.wire)]) for p in operation.parameters
    )
    if body is not None and body.arguments:
        arguments = tuple(replace(a, argument=names[("body", a.wire)]) for a in body.arguments)
        body = replace(body, arguments=arguments)
    stream = _stream(operation, body, definitions)
    return replace(
        operation, call=call, type_name=stem, parameters=parameters, body=body, stream=stream
    )


def _argument_names(wires: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """An argument for each parameter and property; the path's come first, others say where they stand."""
    rank = {In.PATH: 0, "body": 1, In.QUERY: 2, In.QUERYSTRING: 3, In.HEADER: 4, In.COOKIE: 5}
    settled: dict[tuple[str, str], str] = {}
    taken = Names()
    for place in sorted({where for where, _ in wires}, key=lambda where: rank[where]):
        here = tuple(wire for where, wire in wires if where == place)
        for wire, name in attribute_names(here, _ARGUMENTS).items():
            settled[(place, wire)] = taken.take([name, f"{name.rstrip('_')}_{place}"])
    return settled


def _flatten(body: Body | None, definitions: Definitions) -> Body | None:
    """The body with its object's properties as arguments, or as one argument where it is no plain object."""
    if body is None:
        return None
    first = body.media[0]
    model = _model(first.type, definitions)
    if model is None or first.kind not in {MediaKind.JSON, MediaKind.FORM, MediaKind.MULTIPART}:
        return replace(body, argument="body")
    arguments = tuple(
        BodyArgument(
            wire=field.wire,
            argument="",
            type=field.type,
            required=field.required and body.required,
            default=field.default,
            doc=field.doc,
            examples=field.examples,
            origin=field.origin,
        )
        for field in model.fields
        if not field.read_only
    )
    if not arguments:
        return replace(body, argument="body")
    return replace(body, arguments=arguments, model=model.key)


def _model(type_: Type | None, definitions: Definitions) -> ModelDef | None:
    for _ in range(20):
        key = key_of(type_)
        if not key:
            return None
        definition = definitions[key]
        if isinstance(definition, ModelDef):
            return definition
        type_ = definition.type
    return None


def _stream(operation: Operation, body: Body | None, definitions: Definitions) -> Stream | None:
    """How the operation streams: `text/event-stream` or JSON lines among its 2xx answers."""
    found: Media | None = None
    others = False
    for response in operation.responses:
        if response.status.startswith("2") or response.status == "default":
            for media in response.media:
                if media.kind in {MediaKind.EVENTS, MediaKind.JSON_LINES}:
                    found = found or media
                elif response.status != "default":
                    others = True
    if found is None:
        return None
    if not others:
        return Stream(found)
    asked = [(a.wire, a.type) for a in (body.arguments if body else ())]
    asked += [(p.wire, p.type) for p in operation.parameters if p.location is In.QUERY]
    flags = [
        wire
        for wire, type_ in asked
        if "stream" in wire.lower() and _is_boolean(type_, definitions)
    ]
    flags.sort(key=lambda wire: wire.lower() != "stream")
    return Stream(found, flags[0] if flags else "")


def _is_boolean(type_: Type, definitions: Definitions) -> bool:
    inner = without_null(type_)
    key = key_of(inner)
    if key:
        definition = definitions[key]
        return isinstance(definition, AliasDef) and _is_boolean(definition.type, definitions)
    return isinstance(inner, ScalarType) and inner.kind is ScalarKind.BOOLEAN
