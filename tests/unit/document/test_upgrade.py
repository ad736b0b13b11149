"""One dialect: what 3.0 and 2.0 say, in the words of 3.1, with the way back to where it stood."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from instep.diagnostics import Diagnostics
from instep.document import Document, load


def document(members: dict[str, Any], version: str = "3.0.3") -> Document:
    root = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **members}
    return load("-", Diagnostics(), stdin=io.BytesIO(json.dumps(root, indent=1).encode()))


def upgraded(schema: object, version: str = "3.0.3") -> Any:
    made = document({"components": {"schemas": {"S": schema, "R": {}}}}, version)
    return made.root["components"]["schemas"]["S"]


NULL = {"type": "null"}
R = {"$ref": "#/components/schemas/R"}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "nullable": "yes"}, {"type": "string"}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "enum": ["a", None], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        ({**R, "nullable": True}, {"anyOf": [R, NULL]}),
        (
            {**R, "nullable": True, "description": "d", "readOnly": True},
            {"description": "d", "readOnly": True, "anyOf": [R, NULL]},
        ),
        ({"allOf": [R], "nullable": True}, {"anyOf": [{"allOf": [R]}, NULL]}),
        ({"oneOf": [R, {}], "nullable": True}, {"anyOf": [{"oneOf": [R, {}]}, NULL]}),
        ({"oneOf": [R, NULL], "nullable": True}, {"oneOf": [R, NULL]}),
        (
            {"type": "object", "allOf": [R], "nullable": True, "x-a": 1},
            {"x-a": 1, "anyOf": [{"type": "object", "allOf": [R]}, NULL]},
        ),
        (
            {"properties": {"a": {}}, "nullable": True},
            {"properties": {"a": {}}, "type": ["object", "null"]},
        ),
        ({"items": {}, "nullable": True}, {"items": {}, "type": ["array", "null"]}),
        ({"nullable": True}, {}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        (
            {"items": {"type": "string", "nullable": True}, "type": "array"},
            {"items": {"type": ["string", "null"]}, "type": "array"},
        ),
    ],
)
def test_nullable_is_said_with_null(schema: object, meant: object, version: str) -> None:
    assert upgraded(schema, version) == meant


@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"exclusiveMaximum": 3}, {"exclusiveMaximum": 3}),
        ({"example": 1}, {"examples": [1]}),
        ({"example": None}, {"examples": [None]}),
        ({"example": 1, "examples": [2]}, {"examples": [2, 1]}),
        (
            {"example": {"nullable": True, "example": 1}},
            {"examples": [{"nullable": True, "example": 1}]},
        ),
        (
            {"properties": {"example": {"type": "string"}}},
            {"properties": {"example": {"type": "string"}}},
        ),
        ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
        ({**R, "description": "d", "type": "string", "maxLength": 3}, {**R, "description": "d"}),
    ],
)
def test_other_words_of_3_0(schema: object, meant: object) -> None:
    assert upgraded(schema) == meant


def test_siblings_of_a_reference_mean_something_in_3_1() -> None:
    schema = {**R, "maxLength": 3}
    assert upgraded(schema, "3.1.0") == schema


def test_schemas_are_lifted_wherever_they_stand() -> None:
    written = {"type": "string", "nullable": True, "example": "e"}
    lifted = {"type": ["string", "null"], "examples": ["e"]}
    media = {
        "schema": written,
        "example": {"nullable": True},
        "encoding": {"a": {"headers": {"H": {"schema": written}}}},
    }
    operation = {
        "parameters": [{"name": "a", "in": "query", "schema": written, "example": 1}],
        "requestBody": {"content": {"a/b": media}},
        "responses": {"200": {"description": "", "headers": {"H": {"schema": written}}}},
        "callbacks": {"c": {"{$url}": {"post": {"parameters": [{"schema": written}]}}}},
    }
    made = document({"paths": {"/a": {"post": operation}}}).root["paths"]["/a"]["post"]
    assert made["parameters"] == [{"name": "a", "in": "query", "schema": lifted, "example": 1}]
    content = made["requestBody"]["content"]["a/b"]
    assert content["schema"] == lifted
    assert content["example"] == {"nullable": True}
    assert content["encoding"]["a"]["headers"]["H"]["schema"] == lifted
    assert made["responses"]["200"]["headers"]["H"]["schema"] == lifted
    assert made["callbacks"]["c"]["{$url}"]["post"]["parameters"] == [{"schema": lifted}]


def test_what_is_declared_stays_beside_what_was_made_of_it() -> None:
    made = document({"components": {"schemas": {"S": {"type": "string", "nullable": True}}}})
    assert made.root["openapi"] == "3.1.0"
    assert made.version == made.declared["openapi"] == "3.0.3"
    assert made.declared["components"]["schemas"]["S"] == {"type": "string", "nullable": True}


def test_3_2_keeps_its_own_features() -> None:
    members: dict[str, Any] = {
        "$self": "https://e.test/api",
        "tags": [{"name": "a", "parent": "b"}, {"name": "b"}],
        "paths": {"/": {"query": {}, "additionalOperations": {"COPY": {}}}},
        "components": {"mediaTypes": {"m": {"itemSchema": {"type": "string", "nullable": True}}}},
    }
    made = document(members, "3.2.0").root
    assert made["openapi"] == "3.2.0"
    assert {key: made[key] for key in ("$self", "tags", "paths")} == {
        key: members[key] for key in ("$self", "tags", "paths")
    }
    assert made["components"]["mediaTypes"]["m"]["itemSchema"] == {"type": ["string", "null"]}


def test_a_moved_node_is_found_where_it_was_written() -> None:
    schema = {"allOf": [{"type": "string"}], "nullable": True, "example": 1}
    made = document(
        {"components": {"schemas": {"S": schema, "T": {"$ref": "#/components/schemas/S/allOf/0"}}}}
    )
    base = "#/components/schemas/S"
    assert made.source_pointer(f"{base}/anyOf/0/allOf/0/type") == f"{base}/allOf/0/type"
    assert made.source_pointer(f"{base}/anyOf/1/type") == base
    assert made.source_pointer(f"{base}/examples/0") == f"{base}/example"
    assert made.locate(f"{base}/anyOf/0/allOf") == made.locate_declared(f"{base}/allOf")
    assert made.locate(f"{base}/anyOf/0/allOf").line > made.locate(base).line > 1
    assert made.resolve("#/components/schemas/T")[1] == {"type": "string"}


@pytest.mark.parametrize("junk", [None, True, 0, "x", [], {}, [1], {"a": None}])
@pytest.mark.parametrize(
    "place",
    [
        "type",
        "enum",
        "nullable",
        "allOf",
        "properties",
        "items",
        "examples",
        "$ref",
        "discriminator",
        "exclusiveMinimum",
    ],
)
def test_a_node_of_any_type_is_survived(place: str, junk: object) -> None:
    for version in ("3.0.0", "3.1.0"):
        upgraded({"nullable": True, "example": 1, "minimum": 1, place: junk}, version)
