"""Real documents, and documents made wrong on purpose: all load, closed and in one dialect."""

from __future__ import annotations

import copy
import io
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from instep.diagnostics import Diagnostics, Severity
from instep.document import Document, RefError, load, validate
from instep.document.pointers import Tokens
from instep.document.shape import METHODS, OPENAPI, Kind, members
from instep.errors import InstepError


def corpus(shared: Path) -> list[dict[str, Any]]:
    entries = json.loads((shared / "corpus" / "index.json").read_text("utf-8"))
    assert isinstance(entries, list)
    return entries


def nodes(document: Document) -> list[tuple[Tokens, Any, Kind]]:
    """Every node of the document that is not the user's data."""
    found: list[tuple[Tokens, Any, Kind]] = []
    waiting: list[tuple[Tokens, Any, Kind]] = [((), document.root, "root")]
    while waiting:
        tokens, value, kind = waiting.pop()
        if kind == "data" or not isinstance(value, dict | list):
            continue
        found.append((tokens, value, kind))
        waiting += [((*tokens, k), v, inner) for k, v, inner in members(value, kind, OPENAPI)]
    return found


def operations(document: Document) -> int:
    count = 0
    for item in (document.root.get("paths") or {}).values():
        resolved = item
        if isinstance(item, dict) and "$ref" in item:
            resolved = document.resolve(item["$ref"])[1]
        if not isinstance(resolved, dict):
            continue
        count += sum(method in resolved for method in METHODS)
        count += len(resolved.get("additionalOperations", {}))
    return count


@pytest.mark.corpus
def test_every_real_document_loads_closed_and_in_one_dialect(shared: Path) -> None:
    folder = shared / "corpus"
    for entry in corpus(shared):
        found = Diagnostics()
        document = load(entry["path"], found, base=folder)
        assert not found.count(Severity.ERROR)
        assert document.root["openapi"].startswith(("3.1", "3.2"))
        assert operations(document) >= entry["operations"], entry["name"]
        dangling = 0
        for tokens, value, kind in nodes(document):
            if not isinstance(value, dict):
                continue
            if "$ref" in value and kind[0] != "{":
                try:
                    document.resolve(value["$ref"])
                except RefError:
                    dangling += 1
            if kind == "schema":
                old = {"nullable", "x-nullable", "example"} & value.keys()
                assert not old, (entry["name"], tokens)
                assert not isinstance(value.get("exclusiveMinimum"), bool), (entry["name"], tokens)
        assert dangling == entry["features"].get("ref_broken", 0), entry["name"]


@pytest.mark.corpus
def test_large_documents_are_read_and_checked_quickly(shared: Path) -> None:
    for name, limit in [("openai.json", 6.0), ("github.json", 15.0)]:
        started = time.process_time()
        document = load(str(shared / "corpus" / name), Diagnostics())
        validate(document, Diagnostics())
        document.locate("#/components/schemas")
        assert time.process_time() - started < limit, name


@pytest.mark.corpus
def test_a_schema_of_another_file_is_found_there(shared: Path) -> None:
    document = load(
        "digitalocean/DigitalOcean-public.v2.yaml", Diagnostics(), base=shared / "corpus"
    )
    status = "#/components/schemas/droplet/properties/status"
    where = "digitalocean/resources/droplets/models/droplet.yml"
    assert document.hoisted["droplet"] == where
    assert document.locate(status).file == where
    assert document.source_pointer(status) == "#/properties/status"
    assert document.resolve(status)[1]["enum"] == ["new", "active", "off", "archive"]


@pytest.mark.corpus
def test_hostile_documents_end_in_time_with_what_we_promise(shared: Path) -> None:
    folder = shared / "hostile"
    cases = json.loads((folder / "index.json").read_text("utf-8"))["cases"]
    chosen = {"malformed", "ref", "resources", "semantic"}
    for case in cases:
        if case["split"] != "dev" or case["category"] not in chosen:
            continue
        path = folder / case["file"]
        found, started, refused = Diagnostics(), time.process_time(), False
        try:
            validate(load(path.name, found, base=path.parent), found)
        except InstepError as error:
            refused = True
            assert error.exit_code == 2, case["id"]
            assert "CANARY-9f1c" not in str(error)
        assert time.process_time() - started < 8, case["id"]
        if case["expect"]["exit"] == [0]:
            assert not refused, case["id"]
        elif case["expect"]["exit"] == [2] and case["category"] == "malformed":
            assert refused or found.count(Severity.WARNING), case["id"]


VALUES: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "#", "#/paths", [], {}, [None], ["a", "a"], {"a": {}}, {"": ""},
    {"$ref": "#"}, {"$ref": None}, {"$ref": "#/components/schemas"}, {"$ref": "#/definitions/A"},
    {"type": []}, {"nullable": True}, {"allOf": {}}, {"$id": "x:"}, {"$id": "http://["}, "\ud800",
    {"discriminator": {"mapping": {"a": "b/c"}}},
]  # fmt: skip
KEYS = [
    "$ref", "$id", "nullable", "type", "allOf", "items", "properties", "example", "enum", "in",
    "schema", "parameters", "paths", "responses", "consumes", "produces", "host", "discriminator",
]  # fmt: skip


def mutated(document: Any, chance: random.Random) -> Any:
    made = copy.deepcopy(document)
    for _ in range(chance.choice([1, 1, 2, 5])):
        containers: list[Any] = []
        waiting = [made]
        while waiting:
            node = waiting.pop()
            if node:
                containers.append(node)
            children = node.values() if isinstance(node, dict) else node
            waiting += [child for child in children if isinstance(child, dict | list)]
        target = chance.choice(containers)
        value = copy.deepcopy(chance.choice(VALUES))
        if isinstance(target, list):
            target[chance.randrange(len(target))] = value
        else:
            target[chance.choice([*target, chance.choice(KEYS)])] = value
    return made


BASE: list[dict[str, Any]] = [
    {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "tags": [{"name": "a"}],
        "paths": {
            "/a/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "post": {
                    "operationId": "a",
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                    "responses": {"200": {"description": "", "headers": {"H": {"schema": {"type": "integer"}}}}},
                },
            }
        },
        "components": {
            "schemas": {
                "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B", "nullable": True}}},
                "B": {"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": {"propertyName": "t", "mapping": {"a": "A"}}},
            }
        },
    },
    {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "e.test",
        "consumes": ["application/json"],
        "parameters": {"P": {"name": "p", "in": "body", "schema": {"$ref": "#/definitions/A"}}},
        "responses": {"R": {"description": "", "schema": {"type": "file"}}},
        "securityDefinitions": {"o": {"type": "oauth2", "flow": "implicit", "scopes": {}}},
        "definitions": {"A": {"properties": {"a": {"type": "string", "x-nullable": True}}, "discriminator": "a"}},
        "paths": {
            "/a": {
                "parameters": [{"$ref": "#/parameters/P"}],
                "post": {"responses": {"200": {"$ref": "#/responses/R"}}, "produces": ["a/b"]},
                "put": {"parameters": [{"name": "f", "in": "formData", "type": "array", "items": {"type": "string"}}]},
            }
        },
    },
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_no_mutation_of_a_document_is_more_than_it_can_take(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        text = json.dumps(mutated(chance.choice(BASE), chance))
        found = Diagnostics()
        try:
            document = load("-", found, stdin=io.BytesIO(text.encode()))
        except InstepError as error:
            assert error.exit_code == 2, text
            continue
        validate(document, found)
        for finding in found:
            assert finding.location.line > 0, text
            assert document.locate(finding.pointer).line > 0, text
