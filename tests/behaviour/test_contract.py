"""The generated contract tests: they pass on the client as it is, and notice what is wrong with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from judged import generated, judged

PACKAGE = "place"
DOCUMENT = Path(__file__).with_name("contract.yaml")

_ANSWERS = ("responses", "streams")

BEDS = "resources/beds.py"
FAULTS = {
    "wrong verb": (BEDS, 'method="GET"', 'method="POST"'),
    "wrong path": (BEDS, 'path="/beds/picture"', 'path="/beds/pictures"'),
    "wrong style": (BEDS, 'style="pipeDelimited"', 'style="spaceDelimited"'),
    "wrong explode": (BEDS, 'style="matrix", explode=True', 'style="matrix"'),
    "dropped query parameter": (BEDS, '"tags": tags,', ""),
    "dropped cookie": (BEDS, '"theme": theme', ""),
    "dropped property": (BEDS, '"captions": captions,', ""),
    "missing alternative": (BEDS, '(("key",), ("token",), ("user", "session"))', '(("key",),)'),
    "wrong encoding": (
        BEDS,
        '("multipart/form-data", "multipart")',
        '("multipart/form-data", "form")',
    ),
    "wrong error body": (BEDS, "lambda: types.Problem", "lambda: types.Bed"),
    "wrong event type": (BEDS, "lambda: types.News", "lambda: types.Bed"),
    "forgotten stream": (BEDS, 'stream_flag="stream",', ""),
    "swapped enum": ("types/bed.py", '"narrow"', '"slim"'),
    "lost nullability": (BEDS, 'nullable=frozenset({"note"})', "nullable=frozenset()"),
}
"""File of the package, what stands there, and what a mistake would make of it."""

MISTAKES = {
    "unescaped path": ("_styles", "def encode(value, allow_reserved=False):\n    return value\n"),
    "wrong class of error": (
        "_errors",
        "def status_error_class(status):\n    return APIStatusError\n",
    ),
    "undocumented header": (
        "_settings",
        (
            "_before = _own_headers\ndef _own_headers(spec):\n"
            "    return {**_before(spec), 'x-spy': ('X-Spy', '1')}\n"
        ),
    ),
    "wrong authorization": (
        "_auth",
        (
            "_before = place\ndef place(scheme, secret):\n"
            "    found = _before(scheme, secret)\n"
            "    return Placed(found.where, found.name, found.value.replace('Bearer', 'Token'))\n"
        ),
    ),
    "connection kept open": (
        "_stream",
        (
            "Stream.close = lambda self: None\n"
            "def _iterate(response, decoder, chunks):\n"
            "    for chunk in chunks:\n        yield from decoder.values(chunk)\n"
        ),
    ),
}
"""Module of the runtime, and what is put at its end."""


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
        output, PACKAGE, PLACE_TOKEN="from-outside", HTTP_PROXY="http://127.0.0.1:9"
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
        "HEAD /rooms/{room}/beds{kind}": ["failures", "requests", "responses"],
        "POST /beds": ["failures", "requests", "responses"],
        "POST /beds/news": ["requests", "responses", "streams"],
        "PUT /beds/picture": ["failures", "requests", "responses"],
    }
    assert not any("untested" in operation for operation in operations.values())
    assert _data(output, "operations")["every"].keys() == operations.keys()


def test_tomorrow_is_among_the_cases(output: Path) -> None:
    operations = _data(output, "beds")["operations"]
    groups = [operation.get(g, {}) for operation in operations.values() for g in _ANSWERS]
    names = [name for group in groups for name in group]
    for words in ("unknown field", "unknown enum value", "unknown kind of event"):
        assert any(words in name for name in names), words


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_client_is_noticed(copy: Path, fault: str) -> None:
    name, before, after = FAULTS[fault]
    file = copy / PACKAGE / name
    text = file.read_text()
    assert before in text, f"the client is spelled differently now: {before}"
    file.write_text(text.replace(before, after))
    code, said = judged(copy, PACKAGE, "-x")
    assert code == 1, said


@pytest.mark.parametrize("fault", MISTAKES)
def test_a_fault_of_the_runtime_is_noticed(copy: Path, fault: str) -> None:
    module, addition = MISTAKES[fault]
    with (copy / PACKAGE / f"_runtime/{module}.py").open("a") as file:
        file.write(f"\n{addition}")
    code, said = judged(copy, PACKAGE, "-x")
    assert code == 1, said


def test_a_failure_says_where_and_how(copy: Path) -> None:
    file = copy / PACKAGE / BEDS
    file.write_text(file.read_text().replace('"theme": theme', ""))
    _, said = judged(copy, PACKAGE, "-x", "-k", "test_request")
    for words in (
        "cookie parameter 'theme' was passed",
        "GET /rooms/{room}/beds{kind} (beds.list)",
        "case: all arguments",
        "curl -X GET 'http://127.0.0.1:",
    ):
        assert words in said


def test_without_the_package_they_fail(copy: Path) -> None:
    shutil.rmtree(copy / PACKAGE)
    code, said = judged(copy, PACKAGE)
    assert code not in {0, 5}
    assert f"No module named '{PACKAGE}'" in said


def test_they_do_not_pretend_to_test_another_server(output: Path) -> None:
    code, said = judged(output, PACKAGE, INSTEP_BASE_URL="https://example.invalid")
    assert code != 0
    assert "bring their own server" in said


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
