"""Formal validity: found where it stands, always a warning, never a crash, never a fetch."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest

from instep.diagnostics import Code, Diagnostics, Severity, as_text
from instep.document import load, validate
from instep.document.validate import MAX_FINDINGS


def violations(text: str) -> list[tuple[str, str, str]]:
    """Place, pointer and message of each violation."""
    found = Diagnostics()
    document = load("-", Diagnostics(), stdin=io.BytesIO(text.encode()))
    validate(document, found)
    for finding in found:
        assert finding.code is Code.SPEC_VIOLATION
        assert finding.severity in (Severity.WARNING, Severity.NOTE)
        assert as_text(finding).isprintable() or "\n" in as_text(finding)
    return [(f"{d.location.line}:{d.location.column}", d.pointer, d.message) for d in found]


def api(version: str = "3.1.0", **members: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **members}


def schemas(version: str = "3.1.0", **named: Any) -> str:
    return json.dumps(api(version, components={"schemas": named}))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_valid_document_has_none(version: str) -> None:
    nullable: dict[str, Any] = {"type": "string", "nullable": True}
    named = {"A": nullable if version == "3.0.3" else {"type": ["string", "null"]}}
    assert violations(schemas(version, **named)) == []


def test_a_valid_swagger_document_has_none() -> None:
    text = '{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, "definitions": {"A": {"type": "file"}}}'
    assert violations(text.replace('"file"', '"object"')) == []


def test_the_declared_form_is_checked_and_the_place_is_the_users() -> None:
    text = """openapi: 3.0.3
info:
  title: 7
  version: "1"
paths:
  /a/{id}:
    get:
      parameters:
        - name: q
          in: nowhere
          schema: {type: string}
      responses:
        "200": {description: ok}
components:
  schemas:
    A:
      type: [string, "null"]
"""
    found = {(place, pointer) for place, pointer, _ in violations(text)}
    assert ("3:3", "#/info/title") in found
    assert ("10:11", "#/paths/~1a~1{id}/get/parameters/0/in") in found
    assert ("17:7", "#/components/schemas/A/type") in found
    assert ("7:5", "#/paths/~1a~1{id}/get") in found  # the path's parameter is not declared


def test_a_violation_behind_a_reference_is_found_where_it_stands() -> None:
    operation = {
        "responses": {
            "200": {
                "description": "",
                "content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}}},
            }
        }
    }
    document = api(
        paths={"/a": {"get": operation}},
        components={"schemas": {"A": {"properties": {"x": {"minLength": "1"}}}}},
    )
    assert [f[1] for f in violations(json.dumps(document))] == [
        "#/components/schemas/A/properties/x/minLength"
    ]


def test_the_count_is_bounded() -> None:
    found = violations(schemas(**{f"S{n}": {"type": "nothing"} for n in range(MAX_FINDINGS + 50)}))
    assert len(found) == MAX_FINDINGS + 1
    assert found[-1][2] == "... and 50 further violations of the OpenAPI specification"


def test_messages_are_short_and_harmless() -> None:
    name = "x\n::error::y\u202e\x1b[31m" + "z" * 500
    operation = {"operationId": name, "responses": {"200": {"description": ""}}}
    document = api(paths={"/a": {"get": operation, "put": operation}})
    (found,) = violations(json.dumps(document))
    assert found[1] == "#/paths/~1a/put"
    assert len(found[2]) <= 240
    assert found[2].isascii()
    assert found[2].isprintable()


def test_references_are_never_fetched() -> None:
    found = violations(
        json.dumps(
            api(
                jsonSchemaDialect="http://example.test/dialect",
                components={
                    "schemas": {
                        "A": {"$schema": "http://example.test/schema", "type": "string"},
                        "B": {"$dynamicRef": "http://example.test/x"},
                        "C": {"properties": {"a": {"$ref": "missing.yaml"}}},
                    }
                },
            )
        )
    )
    assert any("dialect" in message for _, _, message in found)


def test_a_reference_cycle_ends() -> None:
    cycle = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    assert violations(schemas(**cycle))


def test_recursive_compositions_end() -> None:
    named = {
        "A": {"allOf": [{"$ref": "#/components/schemas/A"}], "required": ["a"]},
        "B": {"allOf": [{"items": {"$ref": "#/components/schemas/B"}}], "required": ["b"]},
    }
    violations(schemas(**named))


def test_a_pattern_of_the_document_is_never_run() -> None:
    started = time.monotonic()
    schema = {"type": "string", "pattern": "^(a|a?)+$", "default": "a" * 40 + "!"}
    closed = {
        "patternProperties": {"^(a|a?)+$": {}},
        "additionalProperties": False,
        "default": {"a" * 40 + "!": 1},
    }
    violations(schemas(A=schema, B=closed))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("junk", [None, True, 3, "x", [], {}, [None], {"a": []}])
@pytest.mark.parametrize(
    "place", ["info", "paths", "tags", "servers", "security", "components", "webhooks"]
)
def test_the_validator_never_ends_the_run(place: str, junk: object) -> None:
    if place in ("paths", "components", "webhooks") and not isinstance(junk, dict | None):
        return
    for version in ("3.0.3", "3.1.0", "3.2.0"):
        violations(json.dumps(api(version, **{place: junk})))
        violations(json.dumps(api(version, paths={"/a": {"get": {place: junk}}})))
        violations(json.dumps(api(version, paths={"/a": {"get": {"parameters": junk}}})))


def test_one_node_that_cannot_be_checked_does_not_hide_the_others() -> None:
    parameters = [{"in": "query"}, {"name": [], "in": {}}]
    document = api(
        paths={"/a": {"get": {"parameters": parameters, "responses": {}}}},
        components={"schemas": {"A": {"type": "nothing"}}},
    )
    pointers = [pointer for _, pointer, _ in violations(json.dumps(document))]
    assert "#/components/schemas/A/type" in pointers
