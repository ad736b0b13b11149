"""The data of the test double: compact, valid, and nothing twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instep.config import adhoc_client
from instep.files import FileTree
from instep.pipeline import read
from instep.render.contract.samples import Samples
from instep.render.doubles import doubles_files


@dataclass
class Asked:
    package: str = "shop"


def rendered(
    folder: Path, paths: dict[str, Any], schemas: dict[str, Any] | None = None
) -> FileTree:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
    }
    path = folder / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    api = read(adhoc_client(str(path)), pinned=False).api
    return doubles_files(api, Asked(), Samples(api.root))


def answering(schema: Any, status: str = "200", **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema, **more}}
    return {status: {"description": "", "content": content}}


def data(tree: FileTree, name: str) -> Any:
    return json.loads(tree[f"shop/testing/data/{name}.json"])


def test_an_operation_is_a_line_and_a_value_that_comes_twice_is_there_once(tmp_path: Path) -> None:
    error = {"type": "object", "required": ["why"], "properties": {"why": {"const": "no " * 20}}}
    responses = {**answering({"type": "integer"}), **answering(error, "404")}
    both = {"tags": ["things"], "responses": responses}
    tree = rendered(tmp_path, {"/things": {"get": both, "post": both}})
    found = data(tree, "things")
    (key,) = found["values"]
    assert found["values"][key] == {"why": "no " * 20}
    for operation in found["operations"].values():
        success, failure = operation["answers"]
        assert (success["status"], success["json"]) == (200, 1)
        assert (failure["status"], failure["json"]) == (404, {"$value": key})
    lines = tree["shop/testing/data/things.json"].decode("ascii").splitlines()
    assert sum('"answers"' in line for line in lines) == 2
    index = data(tree, "index")["operations"]
    assert index["GET /things"] == ["things", "things.list"]


def test_resources_named_like_the_shared_files_have_files_of_their_own(tmp_path: Path) -> None:
    paths = {
        f"/{name}": {"get": {"tags": [name], "responses": answering({"type": "integer"})}}
        for name in ("index", "schemas")
    }
    tree = rendered(tmp_path, paths)
    files = {path.rpartition("/")[2] for path in tree if "/data/" in path}
    assert files == {"index.json", "index_.json", "schemas.json", "schemas_.json"}
    assert data(tree, "index")["operations"]["GET /index"][0] == "index_"


def test_a_large_example_gives_way_to_the_smallest_value(tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    responses = answering(schema, example={"text": "x" * 10_000})
    tree = rendered(tmp_path, {"/a": {"get": {"responses": responses}}})
    (operation,) = (row for row in data(tree, "a")["operations"].values())
    assert operation["answers"][0]["json"] == {"text": "string"}


def test_an_example_that_the_document_forbids_is_not_an_answer(tmp_path: Path) -> None:
    responses = answering({"type": "integer"}, example="one")
    tree = rendered(tmp_path, {"/a": {"get": {"responses": responses}}})
    (operation,) = (row for row in data(tree, "a")["operations"].values())
    assert operation["answers"][0]["json"] == 1


def test_what_nothing_satisfies_has_no_answer(tmp_path: Path) -> None:
    responses = answering({"type": "string", "minLength": 3, "maxLength": 2})
    tree = rendered(tmp_path, {"/a": {"get": {"responses": responses}}})
    (operation,) = (row for row in data(tree, "a")["operations"].values())
    assert operation["answers"] == []


def test_schemas_are_those_of_requests_and_names_those_that_differ(tmp_path: Path) -> None:
    schemas = {
        "New": {"type": "object", "properties": {"fullName": {"type": "string"}}},
        "Old": {"type": "object", "properties": {"id": {"type": "string"}}},
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}
    responses = answering({"$ref": "#/components/schemas/Old"})
    tree = rendered(
        tmp_path, {"/a": {"post": {"requestBody": body, "responses": responses}}}, schemas
    )
    assert set(data(tree, "schemas")) == {"New"}
    (operation,) = (row for row in data(tree, "a")["operations"].values())
    assert operation["body"]["names"] == {"fullName": "full_name"}


def test_text_of_the_document_is_data_and_nothing_else(tmp_path: Path) -> None:
    nasty = '"]}\n__import__("os").system("true")  # \u2028'
    responses = answering({"const": nasty})
    tree = rendered(tmp_path, {"/a": {"get": {"responses": responses, "summary": nasty}}})
    (operation,) = (row for row in data(tree, "a")["operations"].values())
    assert operation["answers"][0]["json"] == nasty
    sources = [content for path, content in tree.items() if path.endswith(".py")]
    assert not any(b"__import__" in content for content in sources)
