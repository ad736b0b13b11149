"""The cases that are made for an operation, and what is said where there is none."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from instep.config import Overrides, adhoc_client
from instep.files import FileTree
from instep.ir.operation import Operation, Response
from instep.pipeline import read
from instep.render.contract.answers import stand_in
from instep.render.contract.data import as_file
from instep.render.contract.samples import Samples
from instep.render.tests import render_tests


def _rendered(tmp_path: Path, operation: dict[str, Any], **more: Any) -> FileTree:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things": {"post": {"operationId": "things.make", **operation}}},
        **more,
    }
    path = tmp_path / "spec.yaml"
    path.write_text(yaml.safe_dump(document))
    reading = read(Overrides(package="t").onto(adhoc_client(str(path))), pinned=False)
    return render_tests(reading.api, reading.settings, Samples(reading.api.root))


def _case_data(tree: FileTree) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tree["tests/t/data/things.json"])["operations"][
        "POST /things"
    ]
    return found


def _json_answer(schema: Any, **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, **more}}
    return {"responses": {"200": {"description": "it", "content": content}}}


def test_an_impossible_schema_is_said_and_not_tested(tmp_path: Path) -> None:
    data = _case_data(
        _rendered(tmp_path, _json_answer({"type": "string", "minLength": 5, "maxLength": 1}))
    )
    assert "responses" not in data
    assert [entry["case"] for entry in data["untested"]] == [
        "200 application/json, minimal",
        "200 application/json, full",
    ]
    assert all("no valid value" in entry["reason"] for entry in data["untested"])


def test_an_invalid_example_is_read_by_a_client_that_is_not_strict(tmp_path: Path) -> None:
    data = _case_data(_rendered(tmp_path, _json_answer({"type": "integer"}, example="one")))
    assert "untested" not in data
    case = data["responses"]["200 application/json, documented example (against its schema)"]
    assert case["answer"]["json"] == "one"
    assert "strict" not in case
    assert data["responses"]["200 application/json, minimal"]["strict"] is True


def test_names_of_examples_cannot_do_harm(tmp_path: Path) -> None:
    examples = {'x"\n\x1b[31m': {"value": 1}}
    data = _case_data(_rendered(tmp_path, _json_answer({"type": "integer"}, examples=examples)))
    names = list(data["responses"])
    assert names
    assert all(name.isprintable() and '"' not in name for name in names)


def test_hostile_text_stays_in_its_string(tmp_path: Path) -> None:
    path = '/things"""\n    import os  #'
    operation = {"operationId": "things.make", **_json_answer({"type": "integer"})}
    tree = _rendered(tmp_path, {}, paths={path: {"post": operation}})
    source = tree["tests/t/test_things.py"].decode()
    imported = {n.names[0].name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import)}
    assert "os" not in imported


def test_files_are_marked(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    data = _case_data(_rendered(tmp_path, {"requestBody": body, "responses": {}}))
    assert data["arguments"]["file"].keys() == {"$bytes"}


def test_a_new_schema_renames_no_other(tmp_path: Path) -> None:
    ref = {"$ref": "#/components/schemas/B"}
    body = {"required": True, "content": {"application/json": {"schema": ref}}}
    inner = {
        "B": {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/C"}}},
        "C": {"type": "integer"},
    }
    trees = [
        _rendered(tmp_path, {"requestBody": body, "responses": {}}, components={"schemas": schemas})
        for schemas in (inner, {"A": {"type": "string"}, **inner})
    ]
    schemas = [json.loads(tree["tests/t/data/schemas.json"])["request"] for tree in trees]
    assert schemas[0] == schemas[1]
    assert schemas[0].keys() == {"B", "C"}


@pytest.mark.parametrize(
    ("documented", "status", "success", "expected"),
    [
        (["200"], "200", True, 200),
        (["2XX"], "2XX", True, 200),
        (["200", "2XX"], "2XX", True, 201),
        (["default"], "default", True, 200),
        (["200", "default"], "default", False, 400),
        (["200", "400", "default"], "default", False, 500),
        (["200", "4XX", "default"], "default", False, 500),
        (["400", "4XX"], "4XX", False, 404),
        (["100"], "100", False, None),
    ],
)
def test_a_number_stands_for_a_range(
    documented: list[str], status: str, success: bool, expected: int | None
) -> None:
    responses = tuple(Response(one, ()) for one in documented)
    operation = Operation("GET /", "", "GET", "/", ("a", "b"), (), None, responses, None, ())
    assert stand_in(operation, status, success=success) == expected


def test_data_files_are_json_of_short_lines() -> None:
    data = {"b": list(range(60)), "a": {"c": "x" * 90, "d": {}}}
    text = as_file(data).decode()
    assert json.loads(text) == data
    assert text.index('"a"') < text.index('"b"')
    assert as_file({"a": [1, 2]}) == b'{"a": [1, 2]}\n'
