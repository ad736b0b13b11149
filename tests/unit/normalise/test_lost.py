"""What cannot be in the client is said to be left out; what only looks lost is not."""

from __future__ import annotations

from typing import Any

import pytest

from instep.diagnostics import Severity
from instep.ir.types import RefType

from .conftest import Normalise, Result

OK = {"responses": {"200": {"description": "ok"}}}


def lost(result: Result) -> list[tuple[str, str]]:
    said = {d.pointer for d in result.found if d.severity is Severity.ERROR}
    found = [(one.kind, one.pointer) for one in result.api.coverage.left_out]
    assert {pointer for _, pointer in found} <= said
    return found


@pytest.mark.parametrize("operation", ["x", 5, None, [1]])
def test_an_operation_that_is_no_object(normalised: Normalise, operation: Any) -> None:
    result = normalised(paths={"/a": {"get": operation, "put": OK}})
    assert lost(result) == [("operation", "#/paths/~1a/get")]
    assert list(result.calls) == ["PUT /a"]


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ([None], "/0"),
        (["x"], "/0"),
        ([{"in": "query"}], "/0"),
        ([{"name": "q"}], "/0"),
        ([{"name": "q", "in": ["query"]}], "/0"),
        ([{"name": "q", "in": "body", "schema": {}}], "/0"),
        ([{"$ref": "#/components/parameters/Gone"}], "/0"),
        ({"q": {"name": "q", "in": "query"}}, ""),
    ],
)
def test_a_parameter_without_a_place(normalised: Normalise, parameters: Any, pointer: str) -> None:
    result = normalised(paths={"/a": {"get": {**OK, "parameters": parameters}}})
    assert lost(result) == [("parameter", f"#/paths/~1a/get/parameters{pointer}")]


def test_a_parameter_of_the_path_is_lost_once(normalised: Normalise) -> None:
    result = normalised(paths={"/a": {"parameters": [{"name": "q"}], "get": OK, "put": OK}})
    assert lost(result) == [("parameter", "#/paths/~1a/parameters/0")]


def test_media_types_in_a_list(normalised: Normalise) -> None:
    content = [{"application/json": {"schema": {"type": "string"}}}]
    answer = {"responses": {"200": {"description": "ok", "content": content}}}
    result = normalised(paths={"/a": {"get": answer}, "/b": {"get": {"responses": [answer]}}})
    assert lost(result) == [
        ("media type", "#/paths/~1a/get/responses/200/content"),
        ("media type", "#/paths/~1b/get/responses"),
    ]


@pytest.mark.parametrize("empty", [None, [], {}])
def test_nothing_is_lost_of_what_is_empty(normalised: Normalise, empty: Any) -> None:
    answer = {"responses": {"200": {"description": "ok", "content": empty}}, "parameters": empty}
    result = normalised(paths={"/a": {"get": answer}, "/b": {"get": {"responses": empty}}})
    assert lost(result) == []


@pytest.mark.parametrize("components", [None, {"schemas": None}, {"schemas": []}])
def test_components_may_be_empty(normalised: Normalise, components: Any) -> None:
    result = normalised(paths={"/a": {"get": OK}}, components=components)
    assert (lost(result), list(result.calls)) == ([], ["GET /a"])


def test_a_reference_to_a_schema_beside_name_and_place(normalised: Normalise) -> None:
    parameter = {"name": "q", "in": "query", "$ref": "#/components/schemas/Kind"}
    result = normalised(
        schemas={"Kind": {"type": "string", "enum": ["a"]}},
        paths={"/a": {"get": {**OK, "parameters": [parameter]}}},
    )
    assert lost(result) == []
    [found] = result.api.operations[0].parameters
    assert (found.wire, found.type) == ("q", RefType("#/components/schemas/Kind"))
