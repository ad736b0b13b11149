"""What a user installs is enough: generating needs nothing that only the tests need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ABSENT = ("pytest", "hypothesis", "mypy", "importlinter", "xdist")
"""What only the extra `test` brings."""


def test_generating_needs_no_test_tools(tmp_path: Path, root: Path) -> None:
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({ABSENT!r})); "
        "import runpy; runpy.run_module('instep', run_name='__main__')"
    )
    arguments = [
        "generate",
        str(root / "specs/openapi.json"),
        "--package",
        "pkg",
        "--output",
        "out",
    ]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/pkg/instep.lock").is_file()
