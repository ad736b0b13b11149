"""The package's README: what it is, how to call it with the API's own names, and all it can do."""

from __future__ import annotations

import json
from typing import Final

from instep.ir.api import Api, Resource, SchemeKind
from instep.ir.text import Text
from instep.ir.types import (
    UNBOUNDED,
    Json,
    ListType,
    LiteralType,
    MapType,
    ScalarType,
    Type,
)
from instep.render.arguments import path_of
from instep.render.bodies import Argument
from instep.render.choices import always_streams
from instep.render.client import variable
from instep.render.documentation import about
from instep.render.python import EMPTY, Code, code, ident, joined, lit, md, md_code, opening, prose
from instep.render.signatures import Signature
from instep.render.templates import printed
from instep.render.views import ReadmeView, RowView

_LONGEST_VALUE: Final = 60
"""Characters of a literal beyond which an example is left out."""


Found = list[tuple[Resource, list[Signature]]]


def readme(api: Api, package: str, found: Found, *, aliases: bool, doubles: bool) -> bytes:
    """The README as Markdown.

    `aliases`: is there a list of the type aliases for stubtest? `doubles`: is there a test double?
    """
    view = _view(api, package, found, aliases=aliases, doubles=doubles)
    return printed("client/README.md.jinja", readme=view)


def _view(api: Api, package: str, found: Found, *, aliases: bool, doubles: bool) -> ReadmeView:
    calls = [call for _, signatures in found for call in signatures]
    streamed = [call for call in calls if call.operation.stream]
    first = min(calls, key=_effort, default=None)
    if streamed:
        first = min(streamed, key=_effort)
    paged = min((call for call in calls if call.operation.pages), key=_effort, default=None)
    doubled = min((call for call in calls if _is_doubled(call)), key=_effort, default=None)
    if streamed and _is_doubled(min(streamed, key=_effort)):
        doubled = first
    return ReadmeView(
        title=md(prose(api.title)) or Code("An API without a title"),
        about=md(opening(about(api.doc))),
        package=ident(package),
        origin=_origin(api),
        construct=_construct(api),
        first_call=_call(first, Code("client"), EMPTY) if first else EMPTY,
        streamed_call=_call(first, Code("client"), _flag(first)) if first and streamed else EMPTY,
        drift_variable=ident(variable(package, "DRIFT_LOG")),
        paged_call=_call(paged, Code("client"), EMPTY) if paged else EMPTY,
        raw_call=_call(first, Code("client"), EMPTY, raw=True) if first else EMPTY,
        variables=tuple(_variables(api, package)),
        aliases=aliases,
        doubled=_call(doubled, Code("client"), EMPTY) if doubled and doubles else EMPTY,
        method=path_of(doubled.operation.call) if doubled and doubles else EMPTY,
    )


def _is_doubled(call: Signature) -> bool:
    """Whether the call can show a test double: a plain answer, and arguments that are valid."""
    plain = bool(call.plain) and not always_streams(call.operation)
    return plain and all(_is_certain(a) for a in call.arguments if a.required)


def _is_certain(argument: Argument) -> bool:
    """Whether the value that an argument is shown with is one that the document allows."""
    if any(_shown(example) is not None for example in argument.examples):
        return True
    match argument.type:
        case LiteralType():
            return True
        case ScalarType(kind, constraints, format):
            return str(kind) in _PLAIN and constraints == UNBOUNDED and not format
        case _:
            return False


def _origin(api: Api) -> Code:
    return code("version {}, OpenAPI {}", md_code(api.version.raw), md(Text(api.openapi)))


def _effort(call: Signature) -> tuple[bool, bool, bool, int]:
    """How good an operation is to begin with, the best first.

    One that is not deprecated, has no argument without an obvious value, changes nothing, and needs little.
    """
    operation = call.operation
    required = [argument for argument in call.arguments if argument.required]
    blank = any(_value(argument) is None for argument in required)
    return operation.doc.deprecated, blank, operation.method != "GET", len(required)


def _construct(api: Api) -> Code:
    """A client with its credential, where there is one that is usual."""
    for scheme in api.security_schemes:
        if scheme.kind not in {SchemeKind.BASIC, SchemeKind.OTHER}:
            return code('Client({}="...")', ident(scheme.argument))
    return Code("Client()")


def _flag(call: Signature) -> Code:
    return code("{}=True", call.flag.name) if call.flag else EMPTY


def _call(call: Signature, client: Code, flag: Code, *, raw: bool = False) -> Code:
    """The call with its required arguments, on one line."""
    arguments = [
        code("{}={}", a.name, _value(a) or Code("...")) for a in call.arguments if a.required
    ]
    if flag:
        arguments.append(flag)
    view = Code(".with_raw_response") if raw else EMPTY
    resource, method = path_of(call.operation.call[:-1]), call.name
    return code("{}.{}{}.{}({})", client, resource, view, method, joined(", ", arguments))


def _value(argument: Argument) -> Code | None:
    """A literal that an argument may be given: an example, a documented value, or a blank."""
    for example in argument.examples:
        if (shown := _shown(example)) is not None:
            return shown
    return _blank(argument.type)


def _shown(value: Json) -> Code | None:
    text = json.dumps(value)
    return lit(value) if len(text) <= _LONGEST_VALUE else None


def _blank(type_: Type) -> Code | None:
    match type_:
        case LiteralType(values):
            return lit(values[0])
        case ScalarType(kind):
            return _BLANKS.get(str(kind), Code('"..."'))
        case ListType():
            return Code("[]")
        case MapType():
            return Code("{}")
        case _:
            return None


_PLAIN: Final = frozenset({"string", "integer", "number", "boolean"})

_BLANKS: Final = {
    "integer": Code("1"),
    "number": Code("1.0"),
    "boolean": Code("True"),
    "binary": Code('b"..."'),
}


def _variables(api: Api, package: str) -> list[RowView]:
    rows = [
        RowView(
            (
                code("`{}`", ident(variable(package, scheme.variable))),
                code("`{}`", ident(scheme.argument)),
                md(opening(about(scheme.doc))) or code("credential of {}", md_code(scheme.name)),
            )
        )
        for scheme in api.security_schemes
    ]
    base = code("`{}`", ident(variable(package, "BASE_URL")))
    server = md_code(api.servers[0].url) if api.servers and api.servers[0].url else Code("none")
    rows.append(
        RowView((base, Code("`base_url`"), code("where the API is; the document says {}", server)))
    )
    return rows
