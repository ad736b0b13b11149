"""Every code is explained, in order, and is really used."""

from __future__ import annotations

import re
from pathlib import Path

from instep.diagnostics import Code


def test_every_code_has_its_heading(root: Path) -> None:
    text = (root / "docs/diagnostics.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [str(code) for code in Code]


def test_no_explanation_is_empty(root: Path) -> None:
    sections = re.split(r"^## ", (root / "docs/diagnostics.md").read_text(), flags=re.MULTILINE)[1:]
    assert [s.splitlines()[0] for s in sections if len(s.split()) < 20] == []


def test_every_code_is_used(root: Path) -> None:
    """A code that nothing reports is a promise that nothing keeps."""
    package = root / "generator/instep"
    source = "".join(
        file.read_text() for file in package.rglob("*.py") if file.name != "diagnostics.py"
    )
    assert [code.name for code in Code if f"Code.{code.name}" not in source] == []
