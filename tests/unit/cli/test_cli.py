"""The command line: what goes where, and the exit code of everything that can happen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commands import PET, Run, environment, process
from instep import cli
from instep.cli.printing import plain

COMMANDS = [
    "init",
    "inspect",
    "validate",
    "generate",
    "check",
    "diff",
    "impact",
    "update",
    "vendor",
    "observe",
    "mock",
    "verify",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    seen = run(command, "--help")
    assert seen.code == 0
    assert f"Example: instep {command}" in seen.out
    for option in ("-q, --quiet", "-v, --verbose", "--color / --no-color"):
        assert option in seen.out


def test_help_lists_the_commands_and_loads_none(run: Run) -> None:
    seen = run("--help")
    assert seen.code == 0
    assert [word for word in COMMANDS if word in seen.out] == COMMANDS
    program = "import sys, instep.cli as c; c.run(['--help']); print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.splitlines()[-1]
    for module in ("instep.pipeline", "yaml", "jinja2", "pydantic", "httpx2", "uvicorn"):
        assert f"'{module}'" not in loaded


def test_the_version(run: Run) -> None:
    from instep import __version__

    assert run("--version").out == f"instep {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["generate", "--nope"],
        ["generate", "pet.yaml", "--models", "attrs"],
        ["generate"],
        ["generate", "missing.yaml"],
        ["generate", "pet.yaml", "--package", "not-a-name"],
        ["generate", "pet.yaml", "--package", "json"],
        ["generate", "pet.yaml", "--package", ""],
        ["init", "missing.yaml", "--package", "pets"],
        ["init", "-"],
        ["init"],
        ["generate", "pet.yaml", "--config", "missing.toml"],
        ["inspect"],
        ["inspect", "."],
        ["validate"],
        ["mock", "missing.yaml"],
        ["verify", "."],
        ["verify"],
    ],
)
def test_the_input_at_fault_is_two(run: Run, arguments: list[str], tmp_path: Path) -> None:
    seen = run(*arguments)
    assert seen.code == 2
    assert seen.err
    assert len(seen.err) < 4096
    assert not (tmp_path / "generated").exists()


def test_an_error_in_the_document_is_two_and_placed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\ninfo: [\n")
    for command in ("generate", "validate", "inspect", "mock"):
        seen = run(command, "bad.yaml")
        assert seen.code == 2
        assert "bad.yaml:" in seen.out + seen.err
        assert "error[syntax]" in seen.out + seen.err


def test_validate_reports_as_json(run: Run) -> None:
    seen = run("validate", "pet.yaml", "missing.yaml", "--format", "json")
    fine, missing = json.loads(seen.out)["documents"]
    assert seen.code == 2
    assert (fine["document"], fine["exit_code"], fine["diagnostics"]) == ("pet.yaml", 0, [])
    assert missing["exit_code"] == 2
    assert missing["error"] or missing["diagnostics"]


def test_inspect_shows_calls_schemas_and_findings(run: Run) -> None:
    seen = run("inspect", "pet.yaml")
    assert seen.code == 0
    assert "- GET /pets/{id}\n    client.pets.retrieve(id)" in seen.out
    assert "- types.Pet  #/components/schemas/Pet" in seen.out
    data = json.loads(run("inspect", "pet.yaml", "--format", "json").out)
    assert data["operations"][0]["call"] == "pets.retrieve"
    assert data["operations"][0]["arguments"] == [
        {"name": "id", "wire": "id", "in": "path", "required": True}
    ]
    assert data["schemas"] == {"#/components/schemas/Pet": "types.Pet"}


def test_init_writes_a_configuration_that_works(run: Run, tmp_path: Path) -> None:
    assert run("init", "pet.yaml").code == 0
    assert run("generate").code == 0
    assert (tmp_path / "generated/pet_store").is_dir()
    assert run("init", "pet.yaml").code == 2


def test_init_adds_to_a_project(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert run("init", "pet.yaml", "--package", "pets", "--output", "src").code == 0
    assert (tmp_path / "pyproject.toml").read_text().startswith('[project]\nname = "x"\n\n[tool.')
    assert run("generate").code == 0
    assert (tmp_path / "src/pets").is_dir()


@pytest.mark.parametrize("place", ["openapi.yaml", "swagger.json", "specs/openapi.yml"])
def test_init_finds_the_document(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "pet.yaml").rename(tmp_path / place)
    assert run("init").code == 0
    assert f'document = "{place}"' in (tmp_path / "instep.toml").read_text()
    assert run("generate").code == 0


@pytest.mark.parametrize("key", ["#/definitions/Pet", "#/components/schemas/Pet"])
@pytest.mark.parametrize("name", ["Animal", "types.Animal"])
def test_names_of_swagger_are_chosen_by_either_pointer(
    run: Run, tmp_path: Path, key: str, name: str
) -> None:
    document = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}}
    document["definitions"] = {"Pet": {"type": "object"}}
    (tmp_path / "s.json").write_text(json.dumps(document))
    (tmp_path / "instep.toml").write_text(
        f'[clients.s]\ndocument = "s.json"\nnames = {{ "{key}" = "{name}" }}\n'
    )
    seen = json.loads(run("inspect", "s.json", "--format", "json").out)
    assert seen["schemas"] == {"#/components/schemas/Pet": "types.Animal"}
    assert not seen["diagnostics"]


@pytest.mark.parametrize(("word", "meant"), [("generat", "generate"), ("vaildate", "validate")])
def test_a_misspelt_command_is_told_which_was_meant(run: Run, word: str, meant: str) -> None:
    seen = run(word, "pet.yaml")
    assert seen.code == 2
    assert f"No such command {word!r}. Did you mean {meant!r}?" in seen.err


def test_interrupted_before_the_command_line_is_there(tmp_path: Path) -> None:
    program = (
        "import sys, importlib.abc\n"
        "class Interrupt(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from instep.__main__ import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "instep: interrupted; the output is as it was\n"


def test_standard_input(tmp_path: Path) -> None:
    done = process(tmp_path, "inspect", "-", "--format", "json", stdin=PET)
    assert json.loads(done.stdout)["document"]["location"] == "-"


def test_our_own_fault_is_seventy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("\x1b[31mboo")

    monkeypatch.setattr("instep.pipeline.generating.render", broken)
    seen = run("generate", "pet.yaml")
    assert seen.code == 70
    assert "this is a bug in instep" in seen.err
    assert "\x1b" not in seen.err


def test_debug_shows_the_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("boo")

    monkeypatch.setattr("instep.pipeline.generating.render", broken)
    assert cli.run(["generate", "pet.yaml", "--debug"]) == 70
    assert "Traceback" in capfd.readouterr().err


def test_an_interruption_is_130(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("instep.pipeline.generating.format_tree", interrupted)
    seen = run("generate", "pet.yaml")
    assert seen.code == 130
    assert "the output is as it was" in seen.err
    assert not (tmp_path / "generated").exists()


def test_colours_only_where_wanted(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(PET.replace("name: {type: string}", "name: {type: strng}"))
    plain_run = process(tmp_path, "validate", "odd.yaml", env={"NO_COLOR": "1"})
    assert "\x1b" not in plain_run.stdout + plain_run.stderr
    forced = process(tmp_path, "validate", "odd.yaml", "--color", env={"NO_COLOR": "1"})
    assert "\x1b[" in forced.stdout
    assert "\x1b" not in process(tmp_path, "validate", "odd.yaml", "--no-color").stdout


def test_a_reader_that_leaves_is_no_drama(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET)
    with subprocess.Popen(
        [sys.executable, "-m", "instep", "inspect", "pet.yaml"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout
        child.stdout.close()
        assert child.stderr
        said = child.stderr.read()
    assert child.returncode == 3
    assert said == ""


def test_mock_prints_its_address_first_and_ends_when_told(tmp_path: Path) -> None:
    import httpx2

    (tmp_path / "pet.yaml").write_text(PET)
    with subprocess.Popen(
        [sys.executable, "-m", "instep", "mock", "pet.yaml"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        try:
            assert child.stdout
            url = child.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            assert httpx2.get(f"{url}/pets/7", trust_env=False).status_code == 200
        finally:
            child.send_signal(signal.SIGINT)
            started = time.monotonic()
            child.wait(timeout=10)
            assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("hostile", "seen"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\rb", "a\\rb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("a\U000e0041b", "a\\U000e0041b"),
        ("a\ud800b", "a\\ud800b"),
        ("::set-output name=x::y", "\\x3a:set-output name=x::y"),
        ("x\n  ::error::y", "x\n  \\x3a:error::y"),
        ("said ##vso[task.setvariable]", "said #\\x23vso[task.setvariable]"),
        ("##[error]x", "#\\x23[error]x"),
        ("plain: text ## 日本", "plain: text ## 日本"),
    ],
)
def test_nothing_printed_is_obeyed(hostile: str, seen: str) -> None:
    assert plain(hostile) == seen


def test_closed_streams_are_no_drama(tmp_path: Path) -> None:
    """As under a supervisor that gives a process no stdout."""
    (tmp_path / "pet.yaml").write_text(PET)
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m instep inspect pet.yaml >&-"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
