"""Swagger 2.0 becomes the one dialect."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from instep.diagnostics import Diagnostics
from instep.document import Document, load


def converted(**members: Any) -> Document:
    root = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **members}
    return load("-", Diagnostics(), stdin=io.BytesIO(json.dumps(root, indent=1).encode()))


def operation(written: dict[str, Any], **members: Any) -> dict[str, Any]:
    made = converted(paths={"/a": {"post": written}}, **members)
    result = made.root["paths"]["/a"]["post"]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize(
    ("members", "servers"),
    [
        (
            {"host": "e.test", "basePath": "/v1", "schemes": ["http", "https"]},
            ["https://e.test/v1", "http://e.test/v1"],
        ),
        ({"host": "e.test"}, ["https://e.test"]),
        (
            {"host": "e.test:8080", "basePath": "/", "schemes": ["ws", "http"]},
            ["http://e.test:8080"],
        ),
        ({"basePath": "v1/"}, ["/v1/"]),
        ({"host": 3, "basePath": [], "schemes": {}}, None),
    ],
)
def test_servers(members: dict[str, Any], servers: list[str] | None) -> None:
    root = converted(**members).root
    assert root.get("servers") == (None if servers is None else [{"url": url} for url in servers])
    assert root["openapi"] == "3.1.0"
    assert not {"swagger", "host", "basePath", "schemes", "definitions"} & root.keys()


def test_parameters_get_schemas_and_styles() -> None:
    made = operation(
        {
            "parameters": [
                {
                    "name": "a",
                    "in": "query",
                    "type": "array",
                    "items": {"type": "string"},
                    "collectionFormat": collection,
                    "required": True,
                    "x-a": 1,
                }
                for collection in ("csv", "ssv", "pipes", "multi")
            ]
            + [
                {
                    "name": "b",
                    "in": "header",
                    "type": "integer",
                    "format": "int64",
                    "default": 3,
                    "x-nullable": True,
                }
            ]
        }
    )
    items = {"type": "array", "items": {"type": "string"}}
    styles = [("form", False), ("spaceDelimited", False), ("pipeDelimited", False), ("form", True)]
    assert made["parameters"] == [
        {
            "name": "a",
            "in": "query",
            "required": True,
            "x-a": 1,
            "style": style,
            "explode": explode,
            "schema": items,
        }
        for style, explode in styles
    ] + [
        {
            "name": "b",
            "in": "header",
            "schema": {"type": ["integer", "null"], "format": "int64", "default": 3},
        }
    ]


def test_a_reference_beside_name_and_place_is_of_the_schema() -> None:
    ref = {"$ref": "#/definitions/Kind"}
    made = operation(
        {"parameters": [{"name": "q", "in": "query", **ref}, {"name": "b", "in": "body", **ref}]},
        definitions={"Kind": {"type": "string"}},
    )
    schema = {"$ref": "#/components/schemas/Kind"}
    assert made["parameters"] == [{"name": "q", "in": "query", "schema": schema}]
    assert made["requestBody"]["content"] == {"application/json": {"schema": schema}}


def test_a_body_takes_the_consumed_types() -> None:
    body = {
        "name": "pet",
        "in": "body",
        "required": True,
        "description": "d",
        "schema": {"$ref": "#/definitions/Pet"},
    }
    made = operation(
        {"parameters": [body], "consumes": ["application/json", "text/xml"]},
        definitions={"Pet": {"type": "object", "discriminator": "kind"}},
    )
    media = {"schema": {"$ref": "#/components/schemas/Pet"}}
    assert made["requestBody"] == {
        "description": "d",
        "x-body-name": "pet",
        "content": {"application/json": media, "text/xml": media},
        "required": True,
    }
    assert made["parameters"] == []
    assert "consumes" not in made


def test_forms_become_objects() -> None:
    fields = [
        {"name": "file", "in": "formData", "type": "file", "required": True, "description": "f"},
        {
            "name": "tags",
            "in": "formData",
            "type": "array",
            "items": {"type": "string"},
            "collectionFormat": "multi",
        },
    ]
    made = operation({"parameters": fields})
    assert made["requestBody"] == {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "f"},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["file"],
                },
                "encoding": {"tags": {"style": "form", "explode": True}},
            }
        },
        "required": True,
    }
    plain = operation({"parameters": [fields[1]], "consumes": ["application/json"]})
    assert list(plain["requestBody"]["content"]) == ["application/x-www-form-urlencoded"]


def test_shared_parameters_of_paths_and_components() -> None:
    body = {"name": "b", "in": "body", "schema": {"type": "string"}}
    query = {"name": "q", "in": "query", "type": "string"}
    made = converted(
        parameters={"Body": body, "Query": query},
        paths={
            "/a": {
                "parameters": [{"$ref": "#/parameters/Body"}, {"$ref": "#/parameters/Query"}],
                "post": {},
                "put": {"parameters": [{"name": "b", "in": "body", "schema": {"type": "integer"}}]},
            }
        },
    ).root
    item = made["paths"]["/a"]
    assert item["parameters"] == [{"$ref": "#/components/parameters/Query"}]
    assert made["components"]["parameters"] == {
        "Query": {"name": "q", "in": "query", "schema": {"type": "string"}}
    }
    assert item["post"]["requestBody"]["content"]["application/json"]["schema"] == {
        "type": "string"
    }
    assert item["put"]["requestBody"]["content"]["application/json"]["schema"] == {
        "type": "integer"
    }


def test_responses_take_the_produced_types() -> None:
    shared = {"description": "s", "schema": {"type": "string"}}
    written = {
        "responses": {
            "200": {"description": "", "schema": {"type": "file"}},
            "201": {
                "description": "",
                "schema": {"type": "object"},
                "headers": {"X-Rate": {"type": "integer", "description": "r"}},
                "examples": {"application/json": {"a": 1}, "text/plain": "not produced"},
            },
            "204": {"description": "none"},
            "400": {"$ref": "#/responses/Bad"},
        }
    }
    made = operation(written, responses={"Bad": shared})["responses"]
    assert made["200"]["content"] == {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
    }
    assert made["201"] == {
        "description": "",
        "headers": {"X-Rate": {"description": "r", "schema": {"type": "integer"}}},
        "content": {"application/json": {"schema": {"type": "object"}, "example": {"a": 1}}},
    }
    assert made["204"] == {"description": "none"}
    assert made["400"] == {"$ref": "#/components/responses/Bad"}
    own = operation({**written, "produces": ["text/csv"]}, responses={"Bad": shared})["responses"]
    assert own["400"]["content"] == {"text/csv": {"schema": {"type": "string"}}}
    assert list(own["201"]["content"]) == ["text/csv"]


def test_security_schemes() -> None:
    flow = {
        "type": "oauth2",
        "flow": "accessCode",
        "authorizationUrl": "u",
        "tokenUrl": "t",
        "scopes": {"a": "b"},
        "description": "d",
    }
    made = converted(
        securityDefinitions={
            "basic": {"type": "basic"},
            "key": {"type": "apiKey", "name": "k", "in": "header"},
            "oauth": flow,
            "odd": 3,
        },
        security=[{"key": []}],
    ).root
    assert made["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "name": "k", "in": "header"},
        "oauth": {
            "type": "oauth2",
            "description": "d",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "u",
                    "tokenUrl": "t",
                    "scopes": {"a": "b"},
                }
            },
        },
        "odd": 3,
    }
    assert made["security"] == [{"key": []}]


def test_everything_is_found_where_it_was_written() -> None:
    made = converted(
        definitions={"Pet": {"properties": {"a": {"type": "string", "x-nullable": True}}}},
        paths={
            "/a": {
                "post": {
                    "parameters": [
                        {"name": "b", "in": "body", "schema": {"type": "object"}},
                        {"name": "q", "in": "query", "type": "string"},
                    ],
                    "responses": {
                        "200": {"description": "", "schema": {"$ref": "#/definitions/Pet"}}
                    },
                }
            },
            "/b": {
                "get": {
                    "responses": {
                        "200": {
                            "description": "",
                            "schema": {"$ref": "#/paths/~1a/post/responses/200/schema"},
                        }
                    }
                }
            },
        },
    )
    post = "#/paths/~1a/post"
    for now, before in [
        ("#/components/schemas/Pet/properties/a/type", "#/definitions/Pet/properties/a/type"),
        (f"{post}/parameters/0/schema/type", f"{post}/parameters/1/type"),
        (
            f"{post}/requestBody/content/application~1json/schema/type",
            f"{post}/parameters/0/schema/type",
        ),
        (f"{post}/responses/200/content/application~1json/schema", f"{post}/responses/200/schema"),
    ]:
        assert made.source_pointer(now) == before
        assert made.locate(now) == made.locate_declared(before)
    used = made.root["paths"]["/b"]["get"]["responses"]["200"]["content"]["application/json"]
    pointer, value = made.resolve(used["schema"]["$ref"])
    assert pointer == "#/components/schemas/Pet"
    assert value["properties"]["a"] == {"type": ["string", "null"]}


JUNK = [None, True, 0, "x", [], {}, [1], {"a": None}, [[]], {"$ref": "#/x"}]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize(
    "place",
    [
        "paths",
        "parameters",
        "responses",
        "definitions",
        "securityDefinitions",
        "consumes",
        "produces",
        "host",
        "schemes",
        "basePath",
    ],
)
def test_a_node_of_any_type_is_survived(place: str, junk: object) -> None:
    if place in ("paths", "definitions") and not isinstance(junk, dict | None):
        return
    converted(**{place: junk})
    operation(
        {
            place: junk,
            "parameters": [
                junk,
                {"in": "body"},
                {"in": "formData"},
                {"name": junk, "in": "formData"},
            ],
        }
    )
    converted(
        paths={
            "/a": {
                "parameters": junk,
                "get": junk,
                "post": {"responses": {"200": junk}, "parameters": junk},
            }
        }
    )
