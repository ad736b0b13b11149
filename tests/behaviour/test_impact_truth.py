"""`instep impact` against a type checker: what mypy finds after an update, `impact` says before it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from instep.config import adhoc_client
from instep.drift.impact import find_impact
from instep.pipeline import compare_documents, generate

_HERE = Path(__file__).parent / "impact"
_ERROR = re.compile(r"(shop/[\w/]+\.py):(\d+)(?::\d+)?: error")
_UNTYPED = re.compile(r"shop/tests/|shop/api\.py:35|shop/direct\.py:(49|71)|shop/events\.py:7\d")
"""Where the client reaches code without an annotation, so that the checker is blind."""


def _mypy(folder: Path) -> set[str]:
    """The lines with errors."""
    command = [sys.executable, "-m", "mypy", "--check-untyped-defs", "--no-incremental", "shop"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return {f"{m[1]}:{m[2]}" for m in _ERROR.finditer(done.stdout)}


def _generated(version: str, folder: Path) -> None:
    client = adhoc_client(str(_HERE / f"{version}.yaml"))
    settings = replace(client.settings, package="shop_client", tests=False)
    generate(replace(client, output=folder, settings=settings))


@pytest.mark.typing
@pytest.mark.slow
def test_what_a_type_checker_finds_is_found(tmp_path: Path) -> None:
    shutil.copytree(_HERE / "shop", tmp_path / "shop")
    (tmp_path / "mypy.ini").write_text("[mypy]\n")
    _generated("old", tmp_path)
    before = _mypy(tmp_path)
    _generated("new", tmp_path)
    errors = _mypy(tmp_path) - before
    assert len(errors) >= 18
    documents = (adhoc_client(str(_HERE / f"{version}.yaml")) for version in ("old", "new"))
    impact = find_impact(compare_documents(*documents), [_HERE / "shop"], ["shop_client"])
    home = _HERE.as_posix() + "/"
    broken = {f"{s.file.removeprefix(home)}:{s.line}" for s in impact.broken}
    assert errors <= broken, errors - broken
    assert {line for line in broken - errors if not _UNTYPED.match(line)} == set()
