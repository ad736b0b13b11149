"""What the document says about an operation, as the tests read it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.ir.operation import Encoding, In, Media, Operation, Parameter, Style
from instep.ir.types import (
    MISSING,
    AliasDef,
    Definitions,
    Json,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    RefType,
    TupleType,
    Type,
    UnionType,
)
from instep.render.client import variable
from instep.render.contract.arguments import is_sent
from instep.render.contract.collected import CaseData
from instep.render.contract.samples import Samples
from instep.sampling.schemas import Direction


def operation_data(operation: Operation, samples: Samples, assumed: frozenset[str]) -> CaseData:
    """Where an operation is, what it is sent and what it answers.

    `assumed` are security schemes that the document does not have.
    """
    data: CaseData = {
        "call": ".".join(operation.call),
        "method": operation.method,
        "path": operation.path,
        "parameters": [
            _parameter(p, samples)
            for p in operation.parameters
            if is_sent(p) and not _is_of_scheme(p)
        ],
        "replies": {
            response.status: {
                media.content_type: samples.described(media.schema, Direction.RESPONSE)
                for media in response.media
            }
            for response in operation.responses
        },
        "security": _security(operation, assumed),
    }
    if operation.stream is not None and operation.stream.flag:
        data["flag"] = operation.stream.flag
    body = operation.body
    if body is not None:
        data["body"] = {
            "required": body.required,
            "media": [_media(media, samples) for media in body.media],
            "arguments": {a.argument: a.wire for a in body.arguments},
            "argument": body.argument,
        }
    return data


def _security(operation: Operation, assumed: frozenset[str]) -> list[Json]:
    """The alternatives; none where the document says nothing and a scheme is only assumed."""
    if any(name in assumed for names in operation.security for name in names):
        return []
    return [list(names) for names in operation.security]


def _is_of_scheme(parameter: Parameter) -> bool:
    return parameter.location is In.HEADER and parameter.wire.lower() == "authorization"


def _parameter(parameter: Parameter, samples: Samples) -> CaseData:
    data: CaseData = {
        "argument": parameter.argument,
        "explode": parameter.explode,
        "in": str(parameter.location),
        "name": parameter.wire,
        "schema": samples.described(parameter.schema),
        "style": str(parameter.style),
    }
    if parameter.content_type:
        data["content"] = parameter.content_type
    return data


def _media(media: Media, samples: Samples) -> CaseData:
    data: CaseData = {
        "kind": str(media.kind),
        "schema": samples.described(media.schema),
        "type": media.content_type,
    }
    if media.encoding:
        data["encoding"] = {one.wire: _encoding(one) for one in media.encoding}
    return data


def _encoding(encoding: Encoding) -> CaseData:
    data: CaseData = {}
    if encoding.content_type:
        data["content"] = encoding.content_type
    if encoding.style is not None:
        data["style"] = str(encoding.style)
    if encoding.explode is not None:
        data["explode"] = encoding.explode
    elif encoding.style is not None:
        data["explode"] = encoding.style is Style.FORM
    return data


def document_data(api: Api, package: str) -> CaseData:
    """The document at a glance: every operation with its arguments, and how calls are authorised."""
    schemes = {
        scheme.name: _scheme(scheme, index, package)
        for index, scheme in enumerate(api.security_schemes, 1)
    }
    variables = [variable(package, scheme.variable) for scheme in api.security_schemes]
    return {
        "document": {"openapi": api.openapi, "title": api.title.raw, "version": api.version.raw},
        "every": {operation.key: _row(operation, api.definitions) for operation in api.operations},
        "security": schemes,
        "server": api.servers[0].url if api.servers else "",
        "variables": sorted({*variables, variable(package, "BASE_URL")}),
    }


def _scheme(scheme: SecurityScheme, index: int, package: str) -> CaseData:
    return {
        "argument": scheme.argument,
        "kind": str(scheme.kind),
        "secret": secret(scheme, index),
        "variable": variable(package, scheme.variable),
        "wire": scheme.wire,
    }


def secret(scheme: SecurityScheme, index: int) -> str:
    """A credential for the tests; it opens nothing."""
    text = f"secret-{index}"
    return f"user-{index}:{text}" if scheme.kind is SchemeKind.BASIC else text


def secrets(api: Api) -> dict[tuple[In, str], str]:
    """What schemes put into headers, query parameters and cookies of their own, by place and name."""
    places = {
        SchemeKind.HEADER: In.HEADER,
        SchemeKind.QUERY: In.QUERY,
        SchemeKind.COOKIE: In.COOKIE,
    }
    return {
        (places[scheme.kind], scheme.wire.lower()): secret(scheme, index)
        for index, scheme in enumerate(api.security_schemes, 1)
        if scheme.kind in places
    }


def _row(operation: Operation, known: Definitions) -> CaseData:
    """One operation of the table: its call, and each argument's place, default and enum."""
    arguments: dict[str, CaseData] = {}
    for parameter in operation.parameters:
        place = {"in": str(parameter.location), "name": parameter.wire}
        required = parameter.required or parameter.location is In.PATH
        arguments[parameter.argument] = {
            **place,
            **_facts(required, parameter.default, parameter.type, known),
        }
    body = operation.body
    for argument in body.arguments if body is not None else ():
        place = {"in": "body", "name": argument.wire}
        facts = _facts(argument.required, argument.default, argument.type, known)
        arguments[argument.argument] = {**place, **facts}
    if body is not None and body.argument:
        arguments[body.argument] = {"in": "body", "name": "", "required": body.required}
    row: CaseData = {"arguments": arguments, "call": ".".join(operation.call)}
    if body is not None and len(body.media) > 1:
        row["several"] = True
    return row


def _facts(required: bool, default: Json, type_: Type, known: Definitions) -> CaseData:
    data: CaseData = {"required": required}
    if default is not MISSING:
        data["default"] = default
        if isinstance(default, dict | list):
            # The data sort the names of objects; documentation has them in the document's order.
            data["written"] = json.dumps(default, ensure_ascii=False)
    if values := list(dict.fromkeys(_values(type_, known, frozenset()))):
        data["enum"] = values
    return data


def _values(type_: Type, known: Definitions, seen: frozenset[str]) -> Iterator[Json]:
    """The values of every enum that stands in a type; objects are not looked into."""
    match type_:
        case LiteralType(values=values):
            yield from values
        case NullableType(inner=inner) | ListType(item=inner) | MapType(value=inner):
            yield from _values(inner, known, seen)
        case UnionType(members=members) | TupleType(items=members):
            for member in members:
                yield from _values(member, known, seen)
        case RefType(key=key) if key not in seen:
            definition = known[key]
            if isinstance(definition, AliasDef):
                yield from _values(definition.type, known, seen | {key})
        case _:
            return
