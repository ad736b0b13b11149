"""`instep check --upstream`: what moved, said in every format, asked of one origin only."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

import formats
from commands import Run
from instep.cli.changes import FORMATS
from lifecycle import ADDED, BROKEN, VERBOSE, configure, runner, snapshot


def _clean(folder: Path) -> None:
    pass


def _edited(folder: Path) -> None:
    with (folder / "out/pets/_client.py").open("a") as file:
        file.write("# mine\n")


def _deleted(folder: Path) -> None:
    (folder / "out/pets/_client.py").unlink()


def _foreign(folder: Path) -> None:
    (folder / "out/pets/mine.py").write_text("")


def _other_document(folder: Path) -> None:
    text = VERBOSE.replace("Pet Store", "Pets")
    (folder / "specs/pet.yaml").write_text(text)
    (folder / "upstream.yaml").write_text(text)


def _other_configuration(folder: Path) -> None:
    file = folder / "instep.toml"
    file.write_text(file.read_text().replace("stubs = false", "stubs = true"))


def _newer(folder: Path) -> None:
    file = folder / "out/pets/instep.lock"
    file.write_text(json.dumps({**json.loads(file.read_text()), "instep": "99.0.0"}))


def _upstream_added(folder: Path) -> None:
    (folder / "upstream.yaml").write_text(ADDED)


def _upstream_breaking(folder: Path) -> None:
    (folder / "upstream.yaml").write_text(BROKEN)


def _upstream_down(folder: Path) -> None:
    file = folder / "instep.toml"
    file.write_text(file.read_text().replace("upstream.yaml", "http://127.0.0.1:9/openapi.yaml"))


State = Callable[[Path], None]
MATRIX: list[tuple[State, int, str, str]] = [
    (_clean, 0, "", ""),
    (_edited, 1, "edited", "edited"),
    (_deleted, 1, "edited", "deleted"),
    (_foreign, 1, "edited", "foreign"),
    (_other_document, 1, "stale", "document-changed"),
    (_other_configuration, 1, "stale", "configuration-changed"),
    (_newer, 1, "generator", "generator-changed"),
    (_upstream_added, 1, "upstream", "toys"),
    (_upstream_breaking, 1, "upstream", "verbose"),
    (_upstream_down, 3, "", "unreachable"),
]


def _well_formed(form: str, out: str) -> None:
    match form:
        case "json":
            json.loads(out)
        case "sarif":
            formats.sarif(out)
        case "junit":
            formats.junit(out)
        case "html":
            assert out.startswith("<!doctype html>")
            assert out.rstrip().endswith("</html>")
        case "github":
            assert formats.commands(out)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("state", "code", "kind", "said"), MATRIX)
def test_the_matrix(
    run: Run, project: Path, form: str, state: State, code: int, kind: str, said: str
) -> None:
    state(project)
    before = snapshot(project)
    result = run("check", "--upstream", "--format", form)
    assert result.code == code, result
    assert snapshot(project) == before, "check must not write"
    _well_formed(form, result.out)
    if state is _upstream_added and form in ("github", "junit"):
        said = "1 change"  # what asks nothing of anybody is only counted there
    assert said in result.out
    if form == "json":
        data = json.loads(result.out)
        found = {name for name, causes in data["causes"].items() if causes}
        assert found == ({kind} if kind else set())
        assert set(data["causes"]) == {"edited", "stale", "generator", "lock", "upstream"}
    if form == "junit":
        suite = ET.fromstring(result.out)[0]
        failed = {case.get("name") for case in suite if case.find("failure") is not None}
        assert failed == ({kind} if kind else set())
        assert (suite.find("testcase/error") is not None) is (code == 3)


@pytest.mark.parametrize(
    ("state", "fail_on", "code"),
    [
        (_upstream_added, "breaking", 0),
        (_upstream_breaking, "breaking", 1),
        (_upstream_breaking, "never", 0),
        (_edited, "breaking", 1),
        (_edited, "never", 0),
        (_upstream_down, "never", 3),
    ],
)
def test_fail_on(run: Run, project: Path, state: State, fail_on: str, code: int) -> None:
    state(project)
    assert run("check", "--upstream", "--fail-on", fail_on).code == code


def test_the_same_bytes_need_no_reading(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the bytes are the same")

    monkeypatch.setattr("instep.pipeline.reading.load", refuse)
    result = run("check", "--upstream", "--format", "json")
    assert result.code == 0
    assert len(json.loads(result.out)["upstream"]["sha256"]) == 64


# ---------------------------------------------------------------------- what matters most is first

SECURED = VERBOSE.replace(
    "components:\n",
    "security: [{key: []}]\ncomponents:\n"
    "  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\n",
)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("https://example.com", "https://evil.example", "api-server-"),
        ("      operationId: getPet\n", "      operationId: getPet\n      security: []\n", "api-security-removed"),
        ("name: X-Key", "name: X-Other", "api-security-component-type-changed"),
    ],
    ids=["host", "anonymous", "scheme"],
)  # fmt: skip
def test_whom_the_client_talks_to_comes_first(
    run: Run, project: Path, before: str, after: str, rule: str
) -> None:
    (project / "specs/pet.yaml").write_text(SECURED)
    assert run("generate", "-q").code == 0
    changed = SECURED.replace(before, after).replace("paths:\n", "paths:\n  /a: {get: {}}\n", 1)
    (project / "upstream.yaml").write_text(changed)
    data = json.loads(run("check", "--upstream", "--format", "json").out)
    assert any(entry["id"].startswith(rule) for entry in data["upstream"]["security"]), data
    text = run("check", "--upstream").out
    assert "Hosts and credentials" in text
    assert text.index("Hosts and credentials") < text.index("New or different")


# ---------------------------------------------------------------------- the user's own judgement


def test_a_level_is_overridden_by_rule_and_place(run: Run, project: Path) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    assert run("check", "--upstream", "--fail-on", "breaking").code == 1
    configure(
        project, '[clients.pets.levels]\n"request-parameter-removed /paths/~1pets~1{id}" = "info"'
    )
    result = run("check", "--upstream", "--fail-on", "breaking", "--format", "json")
    assert result.code == 0, result
    data = json.loads(result.out)
    assert data["bump"] == "minor"
    assert data["upstream"]["notes"] == []


@pytest.mark.parametrize(
    "key",
    ["request-parameter-removed /paths/~1toys", "request-parameter-removed /paths/~1pets", "endpoint-added"],
)  # fmt: skip
def test_an_override_that_meets_nothing_is_reported(run: Run, project: Path, key: str) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    configure(project, f'[clients.pets.levels]\n"{key}" = "info"')
    result = run("check", "--upstream", "--fail-on", "breaking", "--format", "json")
    assert result.code == 1
    (note,) = json.loads(result.out)["upstream"]["notes"]
    assert key in note


def test_the_most_precise_override_decides(run: Run, project: Path) -> None:
    (project / "upstream.yaml").write_text(ADDED)
    configure(
        project,
        '[clients.pets.levels]\n"* /paths/~1toys" = { level = "breaking" }\n"*" = "info"',
    )
    data = json.loads(run("check", "--upstream", "--format", "json").out)
    assert data["verdict"] == "breaking"
    assert data["client_verdict"] == "compatible"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"request-parameter-remved" = "info"', "did you mean 'request-parameter-removed'?"),
        ('"*" = "harmless"', "level: 'harmless'"),
        ('"* paths" = "info"', "begins with a slash"),
        ('"*" = { wire = "info" }', "unknown key 'wire'"),
    ],
)
def test_an_override_that_says_nothing_is_refused(
    run: Run, project: Path, line: str, said: str
) -> None:
    (project / "upstream.yaml").write_text(BROKEN)
    configure(project, f"[clients.pets.levels]\n{line}")
    result = run("check", "--upstream")
    assert result.code == 2
    assert said in result.err


# ---------------------------------------------------------------------- the whole of it

_APPLICATION = """\
from wisdom_gate import Client

client = Client()


def ask(question: str) -> str:
    answer = client.responses.create(
        model="gpt-4.1",
        input=question,
        truncation="auto",
    )
    return answer.id


def other(question: str) -> str:
    return client.responses.create(model="gpt-4.1", input=question).id
"""


_EVERYWHERE = ("truncation", "major", "src/app.py", "specs/openapi.json", "upstream.json")
_PLACES = ("src/app.py:10", "specs/openapi.json:461:11", "upstream.json:266:7")
_SAID = dict.fromkeys(FORMATS, (*_EVERYWHERE, *_PLACES)) | {
    "json": (*_EVERYWHERE, *_PLACES[1:], '"line": 10'),
    "github": (*_EVERYWHERE, *_PLACES[1:], "file=src/app.py,line=10,"),
    "sarif": (
        *_EVERYWHERE,
        *_PLACES[1:],
        '"startLine": 10',
        '"startLine": 461',
        '"startLine": 266',
    ),
}


def test_upstream_drops_what_an_application_uses(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The parameter's name, both places in the documents, the call site, and the next version."""
    monkeypatch.chdir(tmp_path)
    for folder in ("specs", "src", ".git"):
        (tmp_path / folder).mkdir()
    document = json.loads((root / "specs/openapi.json").read_text())
    (tmp_path / "specs/openapi.json").write_text(json.dumps(document, indent=2))
    del document["components"]["schemas"]["CreateResponse"]["properties"]["truncation"]
    (tmp_path / "upstream.json").write_text(json.dumps(document, indent=2))
    (tmp_path / "src/app.py").write_text(_APPLICATION)
    shutil.copytree(root / "generated/wisdom_gate", tmp_path / "generated/wisdom_gate")
    (tmp_path / "instep.toml").write_text(
        '[clients.wisdom_gate]\ndocument = "specs/openapi.json"\nupstream = "upstream.json"\n'
        'tests = false\ncode = ["src"]\n'
    )
    go = runner(capfd)
    assert go("generate", "-q", "--force").code == 0
    for form in FORMATS:
        result = go("check", "--upstream", "--format", form)
        assert result.code == 1
        for said in _SAID[form]:
            assert said in result.out, (form, said)
        assert "src/app.py:17" not in result.out
    data = json.loads(go("check", "--upstream", "--format", "json").out)
    (change,) = data["changes"]
    assert change["client"]["symbol"] == "responses.create"
    assert "truncation" in change["client"]["effect"]
    file, line, _ = change["old"].rsplit(":", 2)
    shown = (tmp_path / file).read_text().splitlines()[int(line) - 1]
    assert shown.strip().startswith('"truncation"')
    file, line, _ = change["near"].rsplit(":", 2)
    shown = (tmp_path / file).read_text().splitlines()[int(line) - 1]
    assert "CreateResponse" in shown or "properties" in shown
    assert data["client_verdict"] == "breaking"
    assert data["bump"] == "major"
