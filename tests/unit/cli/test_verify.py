"""`instep verify`: runs what is there, says what failed, and is not led astray by its surroundings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Run

PASSES = "def test_it():\n    import pkg\n    assert pkg.X == 1\n"


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """An output folder with a client and one contract test that passes."""
    output = tmp_path / "out"
    for path, text in {
        "pkg/__init__.py": "X = 1\n",
        "pkg/instep.lock": "{}\n",
        "tests/pkg/test_contract.py": PASSES,
    }.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_text(text)
    return output


@pytest.mark.parametrize("folder", ["out", "out/pkg"])
def test_passing_tests_are_zero(run: Run, client: Path, folder: str) -> None:
    seen = run("verify", folder)
    assert seen.code == 0, seen.out + seen.err
    assert "1 passed" in seen.out


def test_a_failing_test_is_one(run: Run, client: Path) -> None:
    (client / "pkg/__init__.py").write_text("X = 2\n")
    assert run("verify", "out").code == 1


def test_tests_that_cannot_be_read_are_one(run: Run, client: Path) -> None:
    (client / "tests/pkg/test_contract.py").write_text("import nowhere\n")
    assert run("verify", "out").code == 1


def test_no_tests_are_two(run: Run, client: Path) -> None:
    (client / "tests/pkg/test_contract.py").unlink()
    assert run("verify", "out").code == 2
    (client / "tests/pkg").rmdir()
    seen = run("verify", "out")
    assert seen.code == 2
    assert "--no-tests" in seen.err


def test_the_real_server_is_passed_on(run: Run, client: Path) -> None:
    (client / "tests/pkg/test_contract.py").write_text(
        "import os\ndef test_it():\n    assert os.environ['INSTEP_BASE_URL'] == 'http://x'\n"
    )
    assert run("verify", "out", "--base-url", "http://x").code == 0


def test_surrounding_configuration_has_no_say(run: Run, client: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, client):
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    assert run("verify", "out").code == 0


def test_a_configured_client_needs_no_folder(run: Run, client: Path, tmp_path: Path) -> None:
    (tmp_path / "instep.toml").write_text("[clients.pkg]\ndocument='p.yaml'\noutput='out'\n")
    assert run("verify").code == 0


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        (["--deep"], "INSTEP_DEEP", "1"),
        (["--seed", "7"], "INSTEP_SEED", "7"),
        (["--base-url", "http://x", "--unsafe"], "INSTEP_UNSAFE", "1"),
    ],
)
def test_options_reach_the_tests(
    run: Run, client: Path, options: list[str], name: str, value: str
) -> None:
    (client / "tests/pkg/test_contract.py").write_text(
        f"import os\ndef test_it():\n    assert os.environ[{name!r}] == {value!r}\n"
    )
    assert run("verify", "out", *options).code == 0


@pytest.mark.parametrize(
    ("operations", "code", "words"),
    [
        ({}, 2, "--unsafe"),
        ({"GET /a": {"said": "the server cannot be reached: no"}}, 3, "http://x"),
        ({"GET /a": {"said": "the server cannot be reached: no"}, "GET /b": {"said": ""}}, 1, ""),
    ],
)
def test_a_server_that_had_no_say(
    run: Run, client: Path, operations: dict[str, object], code: int, words: str
) -> None:
    report = json.dumps({"operations": operations})
    (client / "tests/pkg/test_contract.py").write_text(
        "import os, pathlib\ndef test_it():\n"
        f"    pathlib.Path(os.environ['INSTEP_REPORT']).write_text({report!r})\n    assert False\n"
    )
    seen = run("verify", "out", "--base-url", "http://x", "--format", "json")
    assert seen.code == code
    assert words in seen.err
    assert json.loads(seen.out)["clients"]["pkg"]["operations"] == operations


@pytest.mark.parametrize("options", [["--base-url", "x"], ["--base-url", "http://x", "--deep"]])
def test_what_cannot_be_asked_for(run: Run, client: Path, options: list[str]) -> None:
    seen = run("verify", "out", *options)
    assert seen.code == 2
    assert "--base-url" in seen.err


def test_unsafe_is_about_a_real_server(run: Run, client: Path) -> None:
    seen = run("verify", "out", "--unsafe")
    assert seen.code == 2
    assert "--base-url" in seen.err


def test_the_report_for_programs_is_alone_on_stdout(run: Run, client: Path) -> None:
    (client / "tests/pkg/test_contract.py").write_text(
        "import os, pathlib\ndef test_it():\n"
        "    pathlib.Path(os.environ['INSTEP_REPORT']).write_text('{\"operations\": {}}')\n"
    )
    seen = run("verify", "out", "--format", "json")
    assert seen.code == 0
    assert json.loads(seen.out) == {"clients": {"pkg": {"operations": {}}}}


def test_the_configured_document_is_the_one_to_compare_with(
    run: Run, client: Path, tmp_path: Path
) -> None:
    (tmp_path / "instep.toml").write_text("[clients.pkg]\ndocument='pet.yaml'\noutput='out'\n")
    (client / "tests/pkg/test_contract.py").write_text(
        "import os\ndef test_it():\n    assert os.environ['INSTEP_DOCUMENT'].endswith('pet.yaml')\n"
    )
    assert run("verify").code == 0
