"""`instep check`: every cause of being out of step, kept apart, with its exit code in every format."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import PET, Result, Run
from instep import cli
from instep.cli.changes import FORMATS

_CONFIG = """
[clients.pets]
document = "pet.yaml"
output = "out"
tests = false
stubs = false
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document, a configuration and the client they make."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "pet.yaml").write_text(PET)
    (folder / "instep.toml").write_text(_CONFIG)
    (folder / ".git").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert cli.run(["generate", "-q"]) == 0
    return folder


@pytest.fixture
def run(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in a fresh copy of that folder."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def go(*arguments: str) -> Result:
        code = cli.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return go


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
    (folder / "pet.yaml").write_text(PET.replace('version: "1"', 'version: "2"'))


def _other_configuration(folder: Path) -> None:
    file = folder / "instep.toml"
    file.write_text(file.read_text().replace("stubs = false", "stubs = true"))


def _newer(folder: Path) -> None:
    _in_lock(folder, "instep", "99.0.0")


def _damaged(folder: Path) -> None:
    (folder / "out/pets/instep.lock").write_text("{")


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder / "out")


def _in_lock(folder: Path, key: str, value: Any) -> None:
    file = folder / "out/pets/instep.lock"
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))


Prepare = Callable[[Path], None]
MATRIX: list[tuple[Prepare, int, str, list[str]]] = [
    (_clean, 0, "in-step", []),
    (_edited, 1, "edited", ["edited"]),
    (_deleted, 1, "missing", ["deleted"]),
    (_foreign, 1, "edited", ["foreign"]),
    (_other_document, 1, "stale", ["document-changed"]),
    (_other_configuration, 1, "stale", ["configuration-changed"]),
    (_newer, 1, "stale", ["generator-changed"]),
    (_damaged, 1, "edited", ["lock-damaged"]),
    (_nothing, 1, "missing", ["not-generated"]),
]


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize(("prepare", "code", "status", "causes"), MATRIX)
def test_each_cause_is_told_apart(
    run: Run, tmp_path: Path, form: str, prepare: Prepare, code: int, status: str, causes: list[str]
) -> None:
    prepare(tmp_path)
    before = _snapshot(tmp_path)
    result = run("check", "--format", form)
    assert result.code == code, result
    assert _snapshot(tmp_path) == before, "check must not write"
    if form == "json":
        data = json.loads(result.out)
        assert data["client"]["status"] == status
        assert [cause["cause"] for cause in data["client"]["causes"]] == causes
        assert data["upstream"]["status"] == "not-configured"
        assert bool(data["client"]["files"]) is (
            status not in ("in-step",) and bool(set(causes) & _WITH_FILES)
        )
    else:
        assert all(cause in result.out for cause in causes), result.out


_WITH_FILES = {"edited", "deleted", "foreign", "configuration-changed", "document-changed"}


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_causes_have_two_lines(run: Run, tmp_path: Path) -> None:
    _edited(tmp_path)
    _other_document(tmp_path)
    data = json.loads(run("check", "--format", "json").out)
    assert [c["cause"] for c in data["client"]["causes"]] == ["edited", "document-changed"]
    assert data["client"]["status"] == "edited"


def test_never_is_never(run: Run, tmp_path: Path) -> None:
    _edited(tmp_path)
    assert run("check", "--fail-on", "never").code == 0


def test_the_ends_of_lines_are_no_edit(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out/pets/_client.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("check").code == 0


def test_what_python_caches_is_not_foreign(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out/pets/__pycache__").mkdir(exist_ok=True)
    (tmp_path / "out/pets/__pycache__/x.cpython-311.pyc").write_bytes(b"")
    assert run("check").code == 0


def test_an_overlay_is_part_of_the_document(run: Run, tmp_path: Path) -> None:
    """The lock knows its digest, so that an edited overlay does not go unseen."""
    overlay = tmp_path / "changes.yaml"
    text = (
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n"
        "actions: [{target: $.info, update: {description: one}}]\n"
    )
    overlay.write_text(text)
    config = tmp_path / "instep.toml"
    config.write_text(config.read_text() + 'overlays = ["changes.yaml"]\n')
    assert run("generate", "-q").code == 0
    assert json.loads((tmp_path / "out/pets/instep.lock").read_text())["sources"].keys() == {
        "changes.yaml"
    }
    assert run("check").code == 0
    overlay.write_text(text.replace("one", "two"))
    result = run("check", "--format", "json")
    assert result.code == 1
    (cause,) = json.loads(result.out)["client"]["causes"]
    assert cause["cause"] == "document-changed"
    assert "changes.yaml" in cause["text"]


def test_a_client_that_is_in_step_is_not_rendered(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing moved, nothing need be read")

    monkeypatch.setattr("instep.pipeline.reading.load", refuse)
    assert run("check").code == 0


def test_generated_code_is_not_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out/pets/__init__.py").write_text("raise SystemExit('imported')\n")
    assert run("check").code == 1


# ---------------------------------------------------------------------- upstream


_ADDED = PET.replace(
    "paths:\n", "paths:\n  /toys:\n    get: {responses: {'200': {description: d}}}\n", 1
)


def _upstream(tmp_path: Path, text: str) -> str:
    file = tmp_path / "upstream.yaml"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize(
    ("text", "fail_on", "code", "status", "bump"),
    [
        (PET, "any", 0, "in-step", "none"),
        (_ADDED, "any", 1, "drifted", "minor"),
        (_ADDED, "breaking", 0, "drifted", "minor"),
        (
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n",
            "breaking",
            1,
            "drifted",
            "major",
        ),
        (
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n",
            "never",
            0,
            "drifted",
            "major",
        ),
    ],
)
def test_upstream(
    run: Run, tmp_path: Path, text: str, fail_on: str, code: int, status: str, bump: str
) -> None:
    location = _upstream(tmp_path, text)
    result = run("check", "--upstream", location, "--fail-on", fail_on, "--format", "json")
    assert result.code == code, result
    data = json.loads(result.out)
    assert data["upstream"]["status"] == status
    assert data["client"]["status"] == "in-step"
    assert data["bump"] == bump


@pytest.mark.parametrize("form", list(FORMATS))
def test_upstream_that_is_down(run: Run, form: str) -> None:
    result = run("check", "--upstream", "http://127.0.0.1:9/openapi.json", "--format", form)
    assert result.code == 3
    assert "unreachable" in result.out


def test_upstream_over_plain_http_is_refused(run: Run) -> None:
    result = run("check", "--upstream", "http://example.com/openapi.json")
    assert result.code == 2
    assert "https" in result.err


def test_upstream_must_be_known(run: Run) -> None:
    assert run("check", "--upstream").code == 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A server on this machine that has the document."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "openapi.yaml").write_text(_ADDED)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_upstream_is_fetched_as_configured(run: Run, tmp_path: Path, server: str) -> None:
    config = tmp_path / "instep.toml"
    config.write_text(f'{config.read_text()}upstream = "{server}/openapi.yaml"\n')
    result = run("check", "--upstream")
    assert result.code == 1
    assert "operation added" in result.out
    config.write_text(config.read_text().replace("openapi.yaml", "gone.yaml"))
    assert run("check", "--upstream").code == 3
