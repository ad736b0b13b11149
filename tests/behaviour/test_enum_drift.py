"""One enum value changes upstream: which files differ, and what a type checker says afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from instep.config import Overrides, adhoc_client
from instep.pipeline import Report, generate

CALL = """\
from gateway import Client

client = Client(api_key="x")
client.responses.create(model="m", input="i", truncation="{value}")
"""


def _generate(root: Path, folder: Path, *, value: str = "disabled") -> Report:
    document = json.loads((root / "specs/openapi.json").read_bytes())
    truncation = document["components"]["schemas"]["CreateResponse"]["properties"]["truncation"]
    truncation["enum"] = [value if known == "disabled" else known for known in truncation["enum"]]
    truncation["default"] = value
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    overrides = Overrides(package="gateway", output=folder / "out")
    return generate(overrides.onto(adhoc_client(str(path))))


def _mypy(folder: Path, value: str) -> str:
    script = folder / "call.py"
    script.write_text(CALL.format(value=value))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(script)],
        cwd=folder,
        env={"MYPYPATH": str(folder / "out"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_exactly_the_files_that_speak_of_the_value_differ(root: Path, tmp_path: Path) -> None:
    _generate(root, tmp_path)
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    report = _generate(root, tmp_path, value="off")
    after = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert before.keys() == after.keys()
    changed = {p.relative_to(tmp_path / "out").as_posix() for p in after if after[p] != before[p]}
    assert changed == set(report.changes.written)
    spoken = {
        p.relative_to(tmp_path / "out").as_posix()
        for p in after
        if b'"disabled"' in before[p] or b"`disabled`" in before[p] or b'"off"' in after[p]
    }
    assert spoken <= changed
    # The lock holds the digests; `data` holds the contract tests' cases, whose run they identify.
    others = {path for path in changed - spoken if not path.startswith("tests/")}
    assert others == {"gateway/instep.lock"}


@pytest.mark.typing
def test_a_type_checker_sees_the_new_value(root: Path, tmp_path: Path) -> None:
    _generate(root, tmp_path)
    assert "Success" in _mypy(tmp_path, "disabled")
    assert "[call-overload]" in _mypy(tmp_path, "off")
    _generate(root, tmp_path, value="off")
    assert "Success" in _mypy(tmp_path, "off")
    assert "[call-overload]" in _mypy(tmp_path, "disabled")
