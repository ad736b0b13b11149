"""Enums and constants as real documents write them (rows 1 to 8)."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_01_yaml_words_that_look_like_other_values(make: Any) -> None:
    built = make(
        openapi="3.0.3",
        schemas="""
        Droplet:
          type: object
          required: [status]
          properties:
            status: {type: string, enum: [new, on, off, OFF, no, yes, y, ~tilde]}
            country: {type: string, enum: [NO, SE]}
            version: {type: string, enum: ["1.10", 'null']}
            no: {type: boolean}
        """,
    )
    for status in ("new", "on", "off", "OFF", "no", "yes", "y"):
        assert built.accepts("Droplet", {"status": status, "country": "NO", "no": True})
    assert not built.accepts("Droplet", {"status": "halted"})
    assert not built.accepts("Droplet", {"status": False})
    assert built.parse("Droplet", {"status": "off", "no": False}).no is False


def test_02_json_that_is_not_yaml(make: Any) -> None:
    text = json.dumps(
        {
            "openapi": "3.0.3",
            "info": {"title": "Case", "version": "1"},
            "paths": {},
            "components": {
                "schemas": {
                    "Mood": {
                        "type": "string",
                        "description": "lone \ud83d, a tab\t, and C1: ",
                        "enum": ["\U0001f600", "\x80", "plain"],
                    }
                }
            },
        }
    )
    text = text.replace("\\u0080", "\x80").replace('{"openapi"', '{\t"openapi"')
    assert "\\ud83d\\ude00" in text
    built = make({"openapi.json": text})
    for value in ("\U0001f600", "\x80", "plain"):
        assert built.accepts("Mood", value)
    assert not built.accepts("Mood", "\\ud83d\\ude00")


def test_03_members_that_clean_to_one_identifier(make: Any) -> None:
    built = make(schemas="Operator: {type: string, enum: [and, AND, or, OR, a-b, a_b, 'a b', '']}")
    for value in ("and", "AND", "or", "OR", "a-b", "a_b", "a b", ""):
        assert built.accepts("Operator", value)
    assert not built.accepts("Operator", "And")


def test_04_literal_duplicates(make: Any) -> None:
    built = make(schemas="Size: {type: string, enum: [s, m, s, l, m]}")
    assert built.codes_at("#/components/schemas/Size").count("enum-invalid") == 2
    assert all(built.accepts("Size", value) for value in "sml")
    assert not built.accepts("Size", "x")


def test_05_an_empty_enum_beside_all_of(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /requests:
          get:
            operationId: listRequests
            parameters:
            - {name: status, in: query, schema: {type: string, enum: [], allOf: [{$ref: '#/components/schemas/Status'}]}}
            responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
        """,
        schemas="""
        Status: {type: string, oneOf: [{title: STARTED, const: STARTED}, {title: DONE, const: DONE}]}
        Page: {type: object, properties: {status: {enum: [], allOf: [{$ref: '#/components/schemas/Status'}]}}}
        """,
    )
    assert built.accepts("Page", {"status": "DONE"})
    assert not built.accepts("Page", {"status": "LOST"})
    server.answers({"status": "DONE"})
    assert connect(built).requests.list(status="DONE").status == "DONE"
    assert server.last.target == "/requests?status=DONE"


def test_06_an_enum_as_one_of_titled_constants(make: Any) -> None:
    built = make(
        schemas="""
        Level:
          type: integer
          oneOf: [{title: NONE, const: 0}, {title: LOW, const: 1, description: a little}]
        Text: {type: string, oneOf: [{title: A, const: a}, {title: B, const: b}]}
        """
    )
    assert [built.accepts("Level", value) for value in (0, 1, 2, "0")] == [True, True, False, False]
    assert [built.accepts("Text", value) for value in ("a", "b", "c")] == [True, True, False]
    assert built.parse("Level", 2) == 2


def test_07_an_enum_that_is_open_by_its_document(make: Any) -> None:
    built = make(
        schemas="""
        Beta: {anyOf: [{type: string}, {type: string, enum: [one, two]}]}
        Holder: {type: object, properties: {beta: {$ref: '#/components/schemas/Beta'}}}
        """
    )
    assert all(built.accepts("Beta", value) for value in ("one", "three"))
    assert built.accepts("Holder", {"beta": "not yet known"})
    assert not built.accepts("Beta", 3)


@pytest.mark.parametrize(
    ("openapi", "schema", "null"),
    [
        ("3.0.3", "{type: string, nullable: true, enum: [spam, resolved, null]}", True),
        ("3.0.3", "{type: string, nullable: true, enum: [spam, resolved]}", True),
        ("3.1.0", "{type: [string, 'null'], enum: [spam, resolved, null]}", True),
        ("3.1.0", "{enum: [spam, resolved, null]}", True),
        ("3.1.0", "{anyOf: [{type: string, enum: [spam, resolved]}, {type: 'null'}]}", True),
        ("3.1.0", "{type: string, enum: [spam, resolved]}", False),
    ],
)
def test_08_null_in_and_around_an_enum(make: Any, openapi: str, schema: str, null: bool) -> None:
    built = make(
        openapi=openapi,
        schemas=f"Issue: {{type: object, properties: {{reason: {schema}}}}}",
    )
    assert built.accepts("Issue", {"reason": "spam"})
    assert built.accepts("Issue", {"reason": None}) is null
    assert not built.accepts("Issue", {"reason": "off topic"})
    assert built.parse("Issue", {"reason": None}).reason is None


def test_an_enum_of_objects_with_null(make: Any) -> None:
    built = make(schemas="Odd: {enum: [{a: 1}, [1], x, null]}")
    assert all(built.accepts("Odd", value) for value in ({"a": 1}, [1], "x", None))
    assert not built.accepts("Odd", {"a": 2})
