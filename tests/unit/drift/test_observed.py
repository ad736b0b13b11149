"""Observations: what is read of a log that anybody may have written, where it is placed, what is proposed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonpath_rfc9535 as jsonpath
import pytest

from commands import process
from instep.config import Overrides, adhoc_client
from instep.drift.observed.amend import Amended, amend, overlay_of, target
from instep.drift.observed.log import Log, read_log
from instep.drift.observed.report import as_json, as_markdown, as_text
from instep.pipeline import read

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "properties": {
                    "one": {"const": "a"},
                    "list": {"type": "array", "items": {"type": "object", "properties": {
                        "it's": {"type": ["string", "null"]}}}},
                    "free": True,
                },
            }
        }
    },
}  # fmt: skip
GET = "GET /things/{id}"


def line(kind: str, **given: Any) -> bytes:
    data = {"kind": kind, "operation": GET, "status": 200, "media": "application/json", **given}
    return json.dumps(data).encode()


def log(*lines: bytes) -> Log:
    return read_log([lines])


def proposed(folder: Path, *lines: bytes, document: Any = DOCUMENT) -> tuple[Amended, ...]:
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    reading = read(Overrides(package="observed").onto(adhoc_client(str(path))), pinned=False)
    return amend(reading.api, reading.document, log(*lines).findings)


HOSTILE = [
    b"no json", b"[]", b"3", b"{}", b'{"kind": "enum"}', b'{"kind": 3, "operation": "x"}',
    b'{"kind": "", "operation": "x"}', b"\xff\xfe", b"[" * 5000, b'{"kind": "a", "operation": "' + b"x" * 70000,
    line("enum", status="200"), line("enum", status=True), line("enum", status=-1),
    line("enum", field=7), line("enum", type="x" * 3000), line("enum", value={"a": 1}),
    line("enum", value=[1]), line("enum", media=None),
]  # fmt: skip


def test_lines_of_anybody_are_skipped_and_counted() -> None:
    found = read_log(
        [[*HOSTILE, line("property", type="Thing", field="/new", found="string")], [b"\n"]]
    )
    assert (found.lines, found.skipped, len(found.findings)) == (len(HOSTILE) + 1, len(HOSTILE), 1)


def test_the_same_place_is_one_finding() -> None:
    found = log(
        line("property", type="Thing", field="/new", found="string"),
        line("property", type="Thing", field="/new", found="null", operation="GET /other"),
        line("property", type="Thing", field="/newer", found="string"),
        line("status", status=418, media="text/plain"),
        line("status", status=418, operation="GET /other"),
    ).findings
    assert [(f.key.kind, len(f.operations), list(f.found)) for f in found] == [
        ("status", 1, []),
        ("status", 1, []),
        ("property", 2, ["string", "null"]),
        ("property", 1, ["string"]),
    ]


def test_each_kind_is_placed_and_amended(tmp_path: Path) -> None:
    lines = [
        line("enum", type="Thing", field="/one", found="string", value="b"),
        line("type", type="Thing", field="/list/*/it's", found="integer"),
        line("property", type="Thing", field="/list/*/n~1w", found="array<integer>"),
    ]
    one, *others = proposed(tmp_path, *lines)
    things = "$['components']['schemas']['Thing']['properties']"
    assert [(a["target"], a.get("update", "remove")) for a in one.actions] == [
        (f"{things}['one']['const']", "remove"),
        (f"{things}['one']", {"enum": ["a", "b"]}),
    ]
    assert one.pointer == "#/components/schemas/Thing/properties/one"
    assert one.place.startswith(str(tmp_path / "openapi.json")) or "openapi.json" in one.place
    updates = {a["target"]: a["update"] for o in others for a in o.actions}
    assert updates == {
        f"{things}['list']['items']['properties']['it\\'s']": {"type": ["integer"]},
        f"{things}['list']['items']": {
            "properties": {"n/w": {"type": "array", "items": {"type": "integer"}}}
        },
    }


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (line("enum", type="Thing", field="/one", found="string"), "PACKAGE_DRIFT_VALUES"),
        (line("enum", type="Nobody", field="/one", value="b"), "no class Nobody"),
        (line("type", type="Thing", field="/list/nothing", found="null"), "no schema"),
        (line("type", type="Thing", field="/free", found="null"), "no schema for /free"),
        (line("status", operation="GET /gone", status=418), "no such operation"),
        (line("union", type="Thing", field="/one"), "for a person"),
        (line("a'] | $..*", type="Thing", field="/one"), "for a person"),
        (line("variant", type="Thing", field="/one/type", value="x"), "lists the variants"),
    ],
)
def test_what_cannot_be_amended_says_why(tmp_path: Path, given: bytes, reason: str) -> None:
    (one,) = proposed(tmp_path, given)
    assert one.actions == ()
    assert reason in one.reason


def test_swagger_is_amended_as_far_as_it_has_words(tmp_path: Path) -> None:
    thing = {"type": "object", "properties": {"one": {"type": "string", "enum": ["a"]}}}
    answer = {"200": {"description": "", "schema": {"$ref": "#/definitions/Thing"}}}
    document = {
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "produces": ["application/json"],
        "paths": {"/things": {"get": {"responses": answer}}},
        "definitions": {"Thing": thing},
    }
    found = proposed(
        tmp_path,
        line("property", type="Thing", field="/new", found="string"),
        line("enum", type="Thing", field="/one", found="string", value="b"),
        line("type", type="Thing", field="/one", found="integer"),
        document=document,
    )
    kinds = {one.finding.key.kind: one for one in found}
    assert kinds["property"].actions[0]["target"] == "$['definitions']['Thing']"
    assert kinds["enum"].actions[0]["target"] == "$['definitions']['Thing']['properties']['one']"
    assert "several types" in kinds["type"].reason


@pytest.mark.parametrize(
    "name", ["plain", "it's", 'say "so"', "a\\b", "new\nline", "$..*", "ü", "]", ""]
)
def test_a_target_selects_just_its_node(name: str) -> None:
    root = {"outer": {name: [1, {"x": 2}], "other": 3}}
    pointer = "#/outer/" + name.replace("~", "~0").replace("/", "~1") + "/1"
    (node,) = jsonpath.find(target(pointer, root=root), root)
    assert node.value == {"x": 2}


def test_an_overlay_has_every_action_once(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    found = proposed(tmp_path, line("status", status=418), line("status", status=418, media=""))
    reading = read(Overrides(package="observed").onto(adhoc_client(str(path))), pinned=False)
    overlay = overlay_of(reading.document, (*found, *found))
    assert overlay["overlay"] == "1.0.0"
    assert len(overlay["actions"]) == 2


def test_the_reports_say_the_same(tmp_path: Path) -> None:
    lines = (b"rubbish", line("enum", type="Thing", field="/one", found="string", value="a|`b"))
    found = proposed(tmp_path, *lines)
    text = "\n".join(one.text for one in as_text(log(*lines), found))
    assert "Thing.one: a value that is not documented: 'a|`b'" in text
    assert "1 of 2 lines" in text
    rows = [row for row in as_markdown(log(*lines), found).splitlines() if row.startswith("| `")]
    assert [row.count("|") for row in rows] == [5]
    data = as_json(log(*lines), found)
    assert data["findings"][0]["values"] == ["a|`b"]
    assert (data["lines"], data["skipped"]) == (2, 1)


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "drift.jsonl").write_bytes(
        line("property", type="Thing", field="/new", found="string")
    )
    (tmp_path / "empty.jsonl").write_bytes(b"")
    done = process(tmp_path, "observe", "drift.jsonl", "empty.jsonl", "openapi.json")
    assert done.returncode == 0
    assert "Thing.new: a property that is not documented: string" in done.stdout
    done = process(tmp_path, "observe", "drift.jsonl", "openapi.json", "--fail-on", "any")
    assert done.returncode == 1
    done = process(tmp_path, "observe", "empty.jsonl", "openapi.json", "--fail-on", "any")
    assert (done.returncode, done.stdout) == (
        0,
        "Nothing was observed that the document does not say.\n",
    )
    for wrong in (["openapi.json"], ["gone.jsonl", "openapi.json"], ["drift.jsonl"],
                  ["drift.jsonl", "openapi.json", "other.json"]):  # fmt: skip
        done = process(tmp_path, "observe", *wrong)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
    config = '[clients.observed]\ndocument = "openapi.json"\n'
    (tmp_path / "instep.toml").write_text(config)
    done = process(
        tmp_path, "observe", "drift.jsonl", "--format", "markdown", "--overlay", "o.json"
    )
    assert done.returncode == 0
    assert done.stdout.startswith("# What servers really sent")
    assert len(json.loads((tmp_path / "o.json").read_text())["actions"]) == 1
    done = process(tmp_path, "observe", "drift.jsonl", "--overlay", "none/o.json")
    assert done.returncode == 3
