"""The generated contract tests: they pass on the client as it is, and say what is wrong with it.

How much they notice is for `tests/mutation` to find out.
"""

from __future__ import annotations

import difflib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import environment
from judged import generated, judged

PACKAGE = "place"
DOCUMENT = Path(__file__).with_name("contract.yaml")

_ANSWERS = ("responses", "streams")
BEDS = "resources/beds.py"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(DOCUMENT, PACKAGE, tmp_path_factory.mktemp("contract") / "out")


@pytest.fixture
def copy(output: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(output, tmp_path / "out"))


def _data(output: Path, name: str) -> dict[str, Any]:
    path = output / "tests" / PACKAGE / "data" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_they_pass(output: Path) -> None:
    code, said = judged(
        output, PACKAGE, stubs=True, PLACE_TOKEN="from-outside", HTTP_PROXY="http://127.0.0.1:9"
    )
    assert code == 0, said
    assert "skipped" not in said


def test_every_operation_has_its_groups(output: Path) -> None:
    operations = _data(output, "beds")["operations"]
    groups = {
        key: sorted(operation.keys() & {"requests", "responses", "failures", "streams"})
        for key, operation in operations.items()
    }
    assert groups == {
        "GET /rooms/{room}/beds{kind}": ["failures", "requests", "responses"],
        "GET /beds/summary": ["requests", "responses"],
        "HEAD /rooms/{room}/beds{kind}": ["failures", "requests", "responses"],
        "POST /beds": ["failures", "requests", "responses"],
        "POST /beds/news": ["requests", "responses", "streams"],
        "PUT /beds/picture": ["failures", "requests", "responses"],
    }
    assert not any("untested" in operation for operation in operations.values())
    assert _data(output, "operations")["every"].keys() == operations.keys()


def test_requests_reach_the_edges(output: Path) -> None:
    operations = _data(output, "beds")["operations"]
    requests = operations["POST /beds"]["requests"]
    assert requests["enum values, 2"]["arguments"]["size"] == "wide"
    assert requests["null where it is allowed"]["arguments"]["note"] is None
    listed = operations["GET /rooms/{room}/beds{kind}"]["requests"]
    assert listed["lower bounds"]["arguments"]["tags"] == ["a", "a"]
    assert "theme" in listed["None where null is not allowed"]["omitted"]
    assert {"authorised by token", "authorised by user and session"} <= listed.keys()


def test_tomorrow_is_among_the_cases(output: Path) -> None:
    operations = _data(output, "beds")["operations"]
    groups = [operation.get(g, {}) for operation in operations.values() for g in _ANSWERS]
    names = [name for group in groups for name in group]
    for words in ("unknown field", "unknown enum value", "unknown kind of event"):
        assert any(words in name for name in names), words


def test_every_media_type_and_example_has_a_case(output: Path) -> None:
    operations = _data(output, "beds")["operations"]
    painted = operations["PUT /beds/picture"]["requests"]
    assert painted["sent as image/*"]["arguments"]["content_type"] == "image/x-any"
    assert painted["sent as text/plain"]["arguments"]["body"] == "string"
    summary = operations["GET /beds/summary"]
    assert summary["requests"]["all arguments"]["arguments"]["free"] == {"free_key": "text"}
    names = [
        name for name in summary["responses"] if "against its schema" in name or "utf-8" in name
    ]
    assert len(names) == 2


def test_a_failure_says_where_and_how(copy: Path) -> None:
    file = copy / PACKAGE / BEDS
    file.write_text(file.read_text().replace('"theme": theme', ""))
    _, said = judged(copy, PACKAGE, "-x", "-k", "test_request")
    assert "During handling" not in said
    for words in (
        "cookie parameter 'theme' was passed",
        "GET /rooms/{room}/beds{kind} (beds.list)",
        "case: all arguments",
        "document: #/paths/~1rooms~1{room}~1beds{kind}/get",
        "curl -X GET 'http://127.0.0.1:",
        '"$PLACE_API_KEY"',
    ):
        assert words in said


def test_without_the_package_they_fail(copy: Path) -> None:
    shutil.rmtree(copy / PACKAGE)
    code, said = judged(copy, PACKAGE)
    assert code not in {0, 5}
    assert f"No module named '{PACKAGE}'" in said


def test_data_and_tests_of_different_runs_do_not_pass(copy: Path) -> None:
    path = copy / "tests" / PACKAGE / "data/beds.json"
    path.write_text(path.read_text().replace("POST /beds/news", "POST /beds/olds"))
    code, said = judged(copy, PACKAGE)
    assert code not in {0, 5}
    assert "generate the client again" in said


def test_they_do_not_need_instep(output: Path) -> None:
    for file in (output / "tests").rglob("*.py"):
        assert "import instep" not in file.read_text()
        assert "from instep" not in file.read_text()


def test_they_are_the_same_every_time(output: Path, tmp_path: Path) -> None:
    again = generated(DOCUMENT, PACKAGE, tmp_path / "again")
    for file in (output / "tests").rglob("*.*"):
        assert (again / file.relative_to(output)).read_bytes() == file.read_bytes()


def _edited(copy: Path, before: str, after: str) -> Path:
    """The copy with its document beside it, edited; the client is as it was."""
    text = DOCUMENT.read_text()
    assert before in text
    (copy.parent / DOCUMENT.name).write_text(text.replace(before, after))
    return copy


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("name: tags,", "name: marks,", "the query parameter `marks` was added"),
        ("enum: [dark, light]", "enum: [dark, light, dim]", 'the value "dim" was added'),
        ("default: 3", "default: 4", "the default was 3, is 4"),
        ("note: {type: [string,", "notes: {type: [string,", "the property `note` was removed"),
        ("[narrow, wide]", "[narrow, wide, odd]", 'the value "odd" was added'),
        (
            "[narrow, wide]",
            "[narrow, wide, odd]",
            "PUT /beds/picture has it in the body's property `place`",
        ),
        ("    head:", "    trace: {responses: {}}\n    head:", "TRACE /rooms/{room}/beds{kind}"),
    ],
)
def test_an_edited_document_is_noticed(copy: Path, before: str, after: str, words: str) -> None:
    code, said = judged(_edited(copy, before, after), PACKAGE, "-k", "surface")
    assert code == 1
    assert words in said
    assert "run `instep generate`" in said


def test_a_document_in_other_words_is_the_same(copy: Path) -> None:
    edited = _edited(copy, "description: beds", "description: All the beds, one by one.")
    code, said = judged(edited, PACKAGE, "-k", "surface")
    assert code == 0, said


def test_a_removed_argument_is_named(copy: Path) -> None:
    file = copy / PACKAGE / BEDS
    line = "        tags: Sequence[str] | None = None,\n"
    text = file.read_text()
    assert line in text
    file.write_text(text.replace(line, "").replace('"tags": tags,', ""))
    code, said = judged(copy, PACKAGE, "-k", "surface")
    assert code == 1
    assert "lacks the query parameter `tags` as argument `tags`" in said
    assert "is not here" in judged(copy, PACKAGE, "-vv", "-k", "surface")[1]


def test_deep_runs_are_asked_for(output: Path) -> None:
    code, said = judged(output, PACKAGE, "-k", "test_deep", INSTEP_DEEP="5", INSTEP_SEED="7")
    assert code == 0, said
    assert "12 passed" in said


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The URL of a real server that keeps to the document."""
    with subprocess.Popen(
        [sys.executable, "-m", "instep", "mock", str(DOCUMENT), "-q"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def test_a_real_server_is_only_read_from(output: Path, served: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    code, said = judged(
        output, PACKAGE, INSTEP_BASE_URL=served, PLACE_TOKEN="t", INSTEP_REPORT=str(report)
    )
    assert code == 0, said
    assert "GET /rooms/{room}/beds{kind}: agrees: 200" in said
    operations = json.loads(report.read_text())["operations"]
    assert [key.partition(" ")[0] for key in operations] == ["GET", "GET", "HEAD"]


def test_a_real_server_is_changed_where_that_is_asked_for(output: Path, served: str) -> None:
    code, said = judged(output, PACKAGE, INSTEP_BASE_URL=served, PLACE_TOKEN="t", INSTEP_UNSAFE="1")
    assert code == 0, said
    assert "POST /beds: agrees: 201" in said


def test_a_server_that_is_not_there_is_said_once(output: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    away = {"INSTEP_BASE_URL": "http://127.0.0.1:9", "INSTEP_REPORT": str(report)}
    code, said = judged(output, PACKAGE, PLACE_TOKEN="t", **away)
    assert code == 1
    assert "exception" not in said
    told = json.loads(report.read_text())
    for operation in told["operations"].values():
        assert "the server cannot be reached: connection error" in operation["said"]
    assert "test_server.py::test_server[GET /beds/summary]" in [f["test"] for f in told["failures"]]


def test_a_client_that_only_writes_does_not_pass_unasked(copy: Path, served: str) -> None:
    path = copy / "tests" / PACKAGE / "data/beds.json"
    path.write_text(path.read_text().replace('"GET"', '"POST"').replace('"HEAD"', '"POST"'))
    code, said = judged(copy, PACKAGE, INSTEP_BASE_URL=served, PLACE_TOKEN="t")
    assert code == 1
    assert "nothing was called; INSTEP_UNSAFE=1 calls the others too" in said


def test_a_real_server_that_left_the_document_is_told(copy: Path, served: str) -> None:
    """The server answers with beds; the client's document says they are something else."""
    data = copy / "tests" / PACKAGE / "data/schemas.json"
    schemas = json.loads(data.read_text())
    schemas["response"]["Bed"]["properties"]["id"]["type"] = "string"
    data.write_text(json.dumps(schemas))
    code, said = judged(copy, PACKAGE, INSTEP_BASE_URL=served, PLACE_TOKEN="t")
    assert code == 1
    assert "the answer is not valid: /0/id" in said


def test_one_value_more_is_a_small_difference(tmp_path: Path) -> None:
    before = generated(DOCUMENT, PACKAGE, tmp_path / "before")
    document = tmp_path / "contract.yaml"
    document.write_text(DOCUMENT.read_text().replace("[dark, light]", "[dark, light, dim]"))
    after = generated(document, PACKAGE, tmp_path / "after")
    changed = 0
    for file in sorted((before / "tests").rglob("*.*")):
        other = after / file.relative_to(before)
        lines = difflib.ndiff(file.read_text().splitlines(), other.read_text().splitlines())
        changed += sum(line[0] in "+-" for line in lines)
    assert 0 < changed <= 16, changed


def test_tests_of_ones_own_stay(tmp_path: Path) -> None:
    output = generated(DOCUMENT, PACKAGE, tmp_path / "out")
    own = output / "tests" / PACKAGE / "test_mine.py"
    own.write_text(
        "from place_contract import Service\n\ndef test_mine(service: Service) -> None: ...\n"
    )
    generated(DOCUMENT, PACKAGE, output)
    assert own.is_file()
    code, said = judged(output, PACKAGE, "-k", "mine")
    assert code == 0, said


@pytest.mark.parametrize(
    ("version", "place"),
    [({"openapi": "3.1.0"}, "/components/schemas"), ({"swagger": "2.0"}, "/definitions")],
)
def test_a_reference_to_a_schema_beside_a_parameters_name_is_its_schema(
    version: dict[str, str], place: str, tmp_path: Path
) -> None:
    parameter = {"name": "mood", "in": "query", "$ref": f"#{place}/Mood"}
    answer = {"responses": {"204": {"description": "nothing"}}}
    mood = {"Mood": {"type": "string", "enum": ["calm", "wild"]}}
    document = {
        **version,
        "info": {"title": "moods", "version": "1"},
        "paths": {"/moods": {"get": {"parameters": [parameter], **answer}}},
        **({"definitions": mood} if "swagger" in version else {"components": {"schemas": mood}}),
    }
    path = tmp_path / "moods.json"
    path.write_text(json.dumps(document))
    output = generated(path, "moods", tmp_path / "out")
    code, said = judged(output, "moods", "-k", "surface")
    assert code == 0, said
