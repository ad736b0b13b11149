"""Operations: their parameters, bodies, streams, security."""

from __future__ import annotations

from typing import Any

import pytest

from instep.ir.api import SchemeKind
from instep.ir.operation import In, MediaKind, Style

from .conftest import Normalise


def _get(**more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "ok"}}, **more}


def test_parameters_are_merged_and_styled(normalised: Normalise) -> None:
    result = normalised(
        paths={
            "/a/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "q", "in": "query", "schema": {"type": "string"}},
                ],
                "get": _get(
                    parameters=[
                        {
                            "name": "q",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "integer"},
                        },
                        {
                            "name": "f",
                            "in": "query",
                            "style": "deepObject",
                            "schema": {"type": "object"},
                        },
                        {
                            "name": "j",
                            "in": "query",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                        {"name": "Accept", "in": "header", "schema": {"type": "string"}},
                        {"name": "id", "in": "query", "schema": {"type": "string"}},
                        {"name": "from", "in": "header", "schema": {"type": "string"}},
                        {"name": "timeout", "in": "query", "schema": {"type": "string"}},
                    ]
                ),
            }
        }
    )
    made = result.api.operations[0].parameters
    assert [(p.argument, p.location, p.required) for p in made] == [
        ("id", In.PATH, True),
        ("q", In.QUERY, True),
        ("f", In.QUERY, False),
        ("j", In.QUERY, False),
        ("id_query", In.QUERY, False),
        ("from_", In.HEADER, False),
        ("timeout_", In.QUERY, False),
    ]
    assert made[2].style is Style.DEEP_OBJECT
    assert made[3].content_type == "application/json"


def test_arguments_keep_names_that_only_annotations_have(normalised: Normalise) -> None:
    wires = ["types", "list", "str", "params", "bytes", "core", "timeout", "self", "class", "body"]
    parameters = [{"name": wire, "in": "query", "schema": {"type": "string"}} for wire in wires]
    [operation] = normalised(paths={"/a": {"get": _get(parameters=parameters)}}).api.operations
    assert [parameter.argument for parameter in operation.parameters] == [
        "types", "list", "str", "params", "bytes", "core_", "timeout_", "self_", "class_", "body_",
    ]  # fmt: skip


def test_undeclared_path_variable_is_a_string_and_said(normalised: Normalise) -> None:
    result = normalised(paths={"/a/{b}/{.c*}": {"get": _get()}})
    operation = result.api.operations[0]
    assert [p.wire for p in operation.parameters] == ["b", "c"]
    assert operation.path == "/a/{b}/{c}"
    assert operation.key == "GET /a/{b}/{.c*}"
    assert result.codes == ["parameter-undeclared"] * 2


BODY = {
    "type": "object",
    "required": ["model"],
    "properties": {
        "model": {"type": "string"},
        "stream": {"type": ["boolean", "null"], "default": False},
        "made": {"type": "string", "readOnly": True},
        "model_": {"type": "string"},
    },
}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def test_object_body_becomes_keywords(normalised: Normalise) -> None:
    result = normalised(
        {"Body": BODY},
        {
            "/a/{model}": {
                "post": _get(
                    parameters=[
                        {
                            "name": "model",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                        }
                    ],
                    requestBody={
                        "required": True,
                        "content": _json({"$ref": "#/components/schemas/Body"}),
                    },
                )
            }
        },
    )
    body = result.api.operations[0].body
    assert body is not None and body.model == "#/components/schemas/Body"
    assert [(a.wire, a.argument, a.required) for a in body.arguments] == [
        ("model", "model_body", True),
        ("stream", "stream", False),
        ("model_", "model_", False),
    ]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object"},
        {"oneOf": [BODY, {"type": "string"}]},
    ],
)
def test_other_bodies_are_one_argument(normalised: Normalise, schema: Any) -> None:
    paths = {"/a": {"post": _get(requestBody={"content": _json(schema)})}}
    body = normalised(paths=paths).api.operations[0].body
    assert body is not None and body.argument == "body" and not body.arguments


def test_json_comes_before_other_media_types(normalised: Normalise) -> None:
    content = {"multipart/form-data": {"schema": BODY}, "application/json": {"schema": BODY}}
    body = (
        normalised(paths={"/a": {"post": _get(requestBody={"content": content})}})
        .api.operations[0]
        .body
    )
    assert body is not None
    assert [m.kind for m in body.media] == [MediaKind.JSON, MediaKind.MULTIPART]


def test_stream_by_flag_or_always(normalised: Normalise) -> None:
    events = {"text/event-stream": {"schema": {"type": "array", "items": {"type": "integer"}}}}
    body = {"requestBody": {"content": _json(BODY)}}
    result = normalised(
        paths={
            "/a": {"post": {**body, "responses": {"200": {"content": {**_json(True), **events}}}}},
            "/b": {"post": {**body, "responses": {"200": {"content": events}}}},
            "/c": {"post": {**body, "responses": {"200": {"content": _json(True)}}}},
        }
    )
    streams = [o.stream for o in result.api.operations]
    assert streams[0] is not None and streams[0].flag == "stream"
    assert streams[0].media.type is not None and str(streams[0].media.type).startswith("ScalarType")
    assert streams[1] is not None and streams[1].flag == ""
    assert streams[2] is None


@pytest.mark.parametrize(
    ("content_type", "schema", "kind"),
    [
        ("application/json; charset=utf-8", {}, MediaKind.JSON),
        ("application/problem+json", {}, MediaKind.JSON),
        ("*/*", {"type": "object"}, MediaKind.JSON),
        ("*/*", {"type": "string", "format": "binary"}, MediaKind.BINARY),
        ("application/x-ndjson", {}, MediaKind.JSON_LINES),
        ("text/csv", {"type": "string"}, MediaKind.TEXT),
        ("application/xml", {"type": "object"}, MediaKind.TEXT),
        ("application/pdf", {"type": "string"}, MediaKind.BINARY),
        ("application/vnd.thing", {"type": "object"}, MediaKind.JSON),
        ("multipart/mixed", {"type": "object"}, MediaKind.BINARY),
        ("application/x-www-form-urlencoded", {"type": "object"}, MediaKind.TEXT),
    ],
)
def test_media_kind(normalised: Normalise, content_type: str, schema: Any, kind: MediaKind) -> None:
    response = {"200": {"content": {content_type: {"schema": schema}}}}
    result = normalised(paths={"/a": {"get": {"responses": response}}})
    assert result.api.operations[0].responses[0].media[0].kind is kind


def test_path_item_reference_and_integer_statuses(normalised: Normalise) -> None:
    result = normalised(
        paths={
            "/a": {
                "get": {
                    "responses": {200: {"description": ""}, "4xx": {}, "default": {}, "odd": {}}
                }
            },
            "/b": {"$ref": "#/paths/~1a"},
        }
    )
    assert [o.key for o in result.api.operations] == ["GET /a", "GET /b"]
    assert [r.status for r in result.api.operations[0].responses] == ["200", "4XX", "default"]
    assert "response-invalid" in result.codes


def test_security(normalised: Normalise) -> None:
    result = normalised(
        paths={
            "/a": {"get": _get()},
            "/b": {"get": _get(security=[])},
            "/c": {"get": _get(security=[{"k": []}, {}])},
        },
        components={
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "Bearer"},
                "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "tls": {"type": "mutualTLS"},
            }
        },
        security=[{"bearer": []}],
    )
    assert [(s.name, s.argument, s.kind) for s in result.api.security_schemes] == [
        ("bearer", "bearer", SchemeKind.BEARER),
        ("k", "k", SchemeKind.HEADER),
        ("tls", "tls", SchemeKind.OTHER),
    ]
    assert [o.security for o in result.api.operations] == [(("bearer",),), (), (("k",), ())]
    assert [s.alias for s in result.api.security_schemes] == ["api_key", "", ""]


def test_two_schemes_for_one_header_are_alternatives(normalised: Normalise) -> None:
    result = normalised(
        paths={"/a": {"get": _get()}, "/b": {"get": _get(security=[{"basic": [], "key": []}])}},
        components={
            "securitySchemes": {
                "implicit": {"type": "oauth2", "flows": {}},
                "code": {"type": "oauth2", "flows": {}},
                "basic": {"type": "http", "scheme": "basic"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "auth": {"type": "apiKey", "in": "header", "name": "authorization"},
            }
        },
        security=[{"implicit": [], "code": [], "key": []}, {"auth": [], "code": []}],
    )
    assert [o.security for o in result.api.operations] == [
        (("implicit", "key"), ("code", "key"), ("auth",), ("code",)),
        (("basic", "key"),),
    ]


def test_a_document_without_security_takes_a_key_all_the_same(normalised: Normalise) -> None:
    result = normalised(paths={"/a": {"get": _get()}})
    assert [(s.argument, s.assumed) for s in result.api.security_schemes] == [("api_key", True)]
    assert result.api.operations[0].security == (("api_key",), ())


def test_a_single_scheme_is_the_api_key(normalised: Normalise) -> None:
    result = normalised(
        components={"securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}}
    )
    assert [(s.argument, s.variable) for s in result.api.security_schemes] == [
        ("api_key", "API_KEY")
    ]


def test_server_variables_are_filled_in(normalised: Normalise) -> None:
    servers = [
        {
            "url": "https://{region}.x.io/{v}",
            "variables": {"region": {"default": "eu"}, "v": {"default": 1}},
        }
    ]
    assert normalised(servers=servers).api.servers[0].url == "https://eu.x.io/1"


def test_inline_types_of_operations_are_named_after_their_call(normalised: Normalise) -> None:
    thing = {"type": "object", "properties": {"x": {"type": "string"}}}
    result = normalised(
        paths={
            "/things": {
                "post": {
                    "requestBody": {"content": _json(thing)},
                    "responses": {
                        "201": {"content": _json({"type": "array", "items": thing})},
                        "404": {"content": _json(thing)},
                    },
                    "parameters": [{"name": "filter", "in": "query", "schema": thing}],
                }
            }
        }
    )
    assert sorted(result.names) == [
        "ThingsCreateFilter",
        "ThingsCreateNotFound",
        "ThingsCreateRequest",
        "ThingsCreateResponseItem",
    ]
