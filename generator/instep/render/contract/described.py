"""What the document says about an operation, as the tests read it."""

from __future__ import annotations

from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.ir.operation import Encoding, In, Media, Operation, Parameter, Style
from instep.ir.types import MISSING, Json, LiteralType, NullableType, Type
from instep.render.client import variable
from instep.render.contract.arguments import is_sent
from instep.render.contract.collected import CaseData
from instep.render.contract.samples import Samples


def operation_data(operation: Operation, samples: Samples) -> CaseData:
    """Where an operation is, and what it is sent."""
    data: CaseData = {
        "call": ".".join(operation.call),
        "method": operation.method,
        "path": operation.path,
        "parameters": [
            _parameter(p, samples)
            for p in operation.parameters
            if is_sent(p) and not _is_of_scheme(p)
        ],
    }
    body = operation.body
    if body is not None:
        data["body"] = {
            "required": body.required,
            "media": [_media(media, samples) for media in body.media],
            "arguments": {a.argument: a.wire for a in body.arguments},
            "argument": body.argument,
        }
    return data


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
        scheme.name: _scheme(scheme, index) for index, scheme in enumerate(api.security_schemes, 1)
    }
    variables = [variable(package, scheme.variable) for scheme in api.security_schemes]
    return {
        "document": {"openapi": api.openapi, "title": api.title.raw, "version": api.version.raw},
        "every": {operation.key: _row(operation) for operation in api.operations},
        "security": schemes,
        "variables": sorted({*variables, variable(package, "BASE_URL")}),
    }


def _scheme(scheme: SecurityScheme, index: int) -> CaseData:
    return {
        "argument": scheme.argument,
        "kind": str(scheme.kind),
        "secret": secret(scheme, index),
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


def _row(operation: Operation) -> CaseData:
    """One operation of the table: its call, and each argument's place, default and enum."""
    arguments: dict[str, CaseData] = {}
    for parameter in operation.parameters:
        place = {"in": str(parameter.location), "name": parameter.wire}
        required = parameter.required or parameter.location is In.PATH
        arguments[parameter.argument] = {
            **place,
            **_facts(required, parameter.default, parameter.type),
        }
    body = operation.body
    for argument in body.arguments if body is not None else ():
        place = {"in": "body", "name": argument.wire}
        facts = _facts(argument.required, argument.default, argument.type)
        arguments[argument.argument] = {**place, **facts}
    if body is not None and body.argument:
        arguments[body.argument] = {"in": "body", "name": "", "required": body.required}
    return {"arguments": arguments, "call": ".".join(operation.call)}


def _facts(required: bool, default: Json, type_: Type) -> CaseData:
    data: CaseData = {"required": required}
    if default is not MISSING:
        data["default"] = default
    inner = type_.inner if isinstance(type_, NullableType) else type_
    if isinstance(inner, LiteralType):
        data["enum"] = list(inner.values)
    return data
