"""The one fixture of these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import PET, Result, Run
from instep import cli


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder with `pet.yaml` in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pet.yaml").write_text(PET)

    def go(*arguments: str) -> Result:
        code = cli.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return go
