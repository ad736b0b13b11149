"""`instep diff` from the outside: formats, exit codes, places, and names in the client."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from commands import Result, Run
from instep import cli

Json = Any

_DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Toys", "version": "1"},
    "paths": {
        "/toys": {
            "post": {
                "operationId": "createToy",
                "tags": ["toys"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewToy"}}
                    },
                },
                "responses": {
                    "200": {
                        "description": "d",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Toy"}}
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "NewToy": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "size": {"type": "integer"},
                },
            },
            "Toy": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "kind": {"type": "string", "enum": ["a"]}},
            },
        }
    },
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments: str) -> Result:
        code = cli.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return go


def _pair(change: Any, old: Json = None) -> None:
    """Write `old.json`, and `new.json` with the change made."""
    before = json.loads(json.dumps(old or _DOCUMENT))
    Path("old.json").write_text(json.dumps(before, indent=2))
    change(before)
    Path("new.json").write_text(json.dumps(before, indent=2))


def _schemas(document: Json) -> Json:
    return document["components"]["schemas"]


def _diff(run: Run, *more: str) -> Json:
    return json.loads(run("diff", "old.json", "new.json", "--format", "json", *more).out)


def test_a_removed_property_is_a_removed_argument(run: Run) -> None:
    _pair(lambda d: _schemas(d)["NewToy"]["properties"].pop("size"))
    result = run("diff", "old.json", "new.json", "--format", "json")
    assert result.code == 1
    data = json.loads(result.out)
    assert (data["verdict"], data["client_verdict"], data["bump"]) == (
        "non-breaking",
        "breaking",
        "major",
    )
    (change,) = data["changes"]
    assert change == {
        "id": "request-property-removed",
        "level": "warning",
        "direction": "request",
        "pointer": "/components/schemas/NewToy/properties/size",
        "operations": ["POST /toys"],
        "text": "NewToy.size: property removed",
        "old": "old.json:48:11",
        "new": None,
        "near": "new.json:41:7",
        "ids": ["request-property-removed"],
        "client": {
            "symbol": "toys.create",
            "effect": "parameter `size` removed",
            "level": "breaking",
        },
    }


def test_a_bound_in_a_response_breaks_the_wire_and_no_code(run: Run) -> None:
    def change(document: Json) -> None:
        _schemas(document)["Toy"]["properties"]["id"]["maxLength"] = 9

    _pair(change)
    Path("old.json").rename("kept.json")
    Path("new.json").rename("old.json")
    Path("kept.json").rename("new.json")
    data = _diff(run)
    assert [c["id"] for c in data["changes"]] == ["response-property-max-length-unset"]
    assert (data["verdict"], data["client_verdict"], data["bump"]) == ("breaking", "none", "patch")


def test_an_open_enum_may_grow(run: Run) -> None:
    _pair(lambda d: _schemas(d)["Toy"]["properties"]["kind"]["enum"].append("b"))
    data = _diff(run)
    (change,) = data["changes"]
    assert change["level"] == "breaking"
    assert change["client"]["level"] == "compatible"
    assert change["client"]["symbol"] == "types.Toy.kind"
    assert data["bump"] == "minor"


def test_a_union_where_one_type_was_breaks_readers(run: Run) -> None:
    def change(document: Json) -> None:
        _schemas(document)["Toy"]["properties"]["id"] = {
            "anyOf": [{"type": "string"}, {"type": "integer"}]
        }

    _pair(change)
    assert _diff(run)["client_verdict"] == "breaking"


def test_a_renamed_component_is_a_renamed_class(run: Run) -> None:
    def change(document: Json) -> None:
        _schemas(document)["Plaything"] = _schemas(document).pop("Toy")
        answer = document["paths"]["/toys"]["post"]["responses"]["200"]["content"]
        answer["application/json"]["schema"]["$ref"] = "#/components/schemas/Plaything"

    _pair(change)
    data = _diff(run)
    assert [c["id"] for c in data["changes"]] == ["api-schema-renamed"]
    assert data["client_verdict"] == "breaking"


def test_an_inline_schema_that_moves_takes_its_class_along(run: Run) -> None:
    """No payload changes, and yet an import of the class fails."""

    def inline(document: Json) -> Json:
        made = json.loads(json.dumps(document))
        part = {"type": "object", "properties": {"a": {"type": "string"}}}
        _schemas(made)["Toy"]["properties"]["part"] = part
        return made

    def change(document: Json) -> None:
        part = _schemas(document)["Toy"]["properties"]["part"]
        _schemas(document)["Part"] = part
        _schemas(document)["Toy"]["properties"]["part"] = {"$ref": "#/components/schemas/Part"}

    _pair(change, inline(_DOCUMENT))
    data = _diff(run)
    assert {c["id"] for c in data["changes"]} == {"client-type-removed", "api-schema-added"}
    assert (data["verdict"], data["client_verdict"]) == ("non-breaking", "breaking")


@pytest.mark.parametrize(
    ("key", "value", "id_"),
    [("operationId", "makeToy", "api-operation-id-removed"), ("tags", ["x"], "api-tag-added")],
)
def test_names_are_pinned(run: Run, key: str, value: object, id_: str) -> None:
    """A new operationId or tag renames nothing in the client."""
    _pair(lambda d: d["paths"]["/toys"]["post"].update({key: value}))
    data = _diff(run)
    assert id_ in {c["id"] for c in data["changes"]}
    assert data["client_verdict"] == "none"


def test_words_and_layout_are_no_change(run: Run) -> None:
    _pair(lambda d: d["info"].update({"description": "other"}))
    data = _diff(run)
    assert (data["changes"], data["verdict"], data["bump"]) == ([], "none", "patch")
    assert run("diff", "old.json", "new.json").code == 0
    Path("same.yaml").write_text(json.dumps(_DOCUMENT, indent=7, sort_keys=True))
    data = json.loads(run("diff", "old.json", "same.yaml", "--format", "json").out)
    assert data["bump"] == "none"


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 0), ("any", 1), ("never", 0)])
def test_what_fails(run: Run, fail_on: str, code: int) -> None:
    _pair(lambda d: _schemas(d)["Toy"]["properties"].update(new={"type": "string"}))
    assert run("diff", "old.json", "new.json", "--fail-on", fail_on).code == code


def test_hosts_and_credentials_come_first(run: Run) -> None:
    def change(document: Json) -> None:
        document["servers"] = [{"url": "https://evil.example"}]
        _schemas(document)["NewToy"]["properties"].pop("size")

    _pair(change, {**_DOCUMENT, "servers": [{"url": "https://toys.example"}]})
    out = run("diff", "old.json", "new.json", "--no-color").out
    assert out.startswith("Hosts and credentials (1)")
    assert "https://evil.example" in out


def test_the_document_cannot_speak_through_a_report(run: Run) -> None:
    nasty = "a`<img src=x>|\n::error::owned\x1b[2J"

    def change(document: Json) -> None:
        _schemas(document)["Toy"]["properties"][nasty] = {"type": "string", "enum": [nasty]}
        _schemas(document)["Toy"]["properties"]["kind"]["enum"] = [nasty]

    _pair(change)
    for form in ("text", "markdown", "html", "github", "junit", "sarif", "json"):
        out = run("diff", "old.json", "new.json", "--format", form).out
        assert "\x1b" not in out
        assert not any(line.startswith("::error::owned") for line in out.splitlines())
    markdown = run("diff", "old.json", "new.json", "--format", "markdown").out
    assert "<img" not in "".join(markdown.split("`")[::2])
    assert "<img" not in run("diff", "old.json", "new.json", "--format", "html").out
    ET.fromstring(run("diff", "old.json", "new.json", "--format", "junit").out)


def test_github_commands_point_at_lines(run: Run) -> None:
    _pair(lambda d: _schemas(d)["NewToy"]["properties"].pop("size"))
    first, last = run("diff", "old.json", "new.json", "--format", "github").out.splitlines()
    assert first.startswith("::error file=old.json,line=48,col=11,title=request-property-removed::")
    assert last.startswith("::notice title=instep::1 change")


def test_sarif_has_a_result_for_each_change(run: Run) -> None:
    _pair(lambda d: _schemas(d)["NewToy"]["properties"].pop("size"))
    data = json.loads(run("diff", "old.json", "new.json", "--format", "sarif").out)
    (result,) = data["runs"][0]["results"]
    assert result["ruleId"] == "request-property-removed"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 48


def test_a_revision_of_git_can_be_compared(run: Run, tmp_path: Path) -> None:
    import subprocess

    _pair(lambda d: _schemas(d)["NewToy"]["properties"].pop("size"))
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["add", "old.json"], ["commit", "-q", "-m", "m"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    data = json.loads(run("diff", "git:HEAD:old.json", "new.json", "--format", "json").out)
    assert data["changes"][0]["old"] == "git:HEAD:old.json:48:11"


def test_a_missing_document_is_the_inputs_fault(run: Run) -> None:
    assert run("diff", "none.json", "none.json").code == 2
