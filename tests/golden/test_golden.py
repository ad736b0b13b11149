"""A case is a folder below `cases/`, named after the behaviour that it shows.

    spec.yaml or spec.json    the document
    case.toml                 optional: keep = ["resources/*.py"], settings for the client
    expected/                 the kept files of the package, and diagnostics.txt where there are any

`pytest tests/golden --update-golden -k NAME` rewrites `expected/` of the selected cases. What a case
gives is also compiled, and formatted once more, which must change nothing.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from instep.config import Overrides, adhoc_client
from instep.diagnostics import Diagnostics, as_text
from instep.errors import DocumentError
from instep.files import FileTree
from instep.output.format import format_tree
from instep.pipeline import read
from instep.render import render

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """What `case.toml` may say; an unknown key is an error."""

    keep: list[str] = field(default_factory=lambda: ["**"])
    """Globs over paths below the package; what they match is compared."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Words of `instep.config.Overrides`."""


def cases() -> Iterator[Any]:
    for spec in sorted([*CASES.rglob("spec.yaml"), *CASES.rglob("spec.json")]):
        yield pytest.param(spec, id=spec.parent.relative_to(CASES).as_posix())


def observed(spec: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[FileTree, dict[str, str]]:
    """The whole package, and of it what the case keeps with what was found."""
    described = spec.with_name("case.toml")
    case = Case(**tomllib.loads(described.read_text()) if described.exists() else {})
    monkeypatch.chdir(spec.parent)
    said = replace(Overrides(package="client"), **case.settings)
    try:
        reading = read(said.onto(adhoc_client(spec.name)), pinned=False)
    except DocumentError as problem:
        return FileTree(), _findings(Diagnostics(list(problem.diagnostics)))
    tree = format_tree(render(reading.api, reading.settings))
    kept = {
        path: content.decode()
        for full, content in tree.items()
        if full.startswith("client/")
        and any(_matches(path := full.removeprefix("client/"), glob) for glob in case.keep)
    }
    return tree, {**kept, **_findings(reading.found)}


def _matches(path: str, glob: str) -> bool:
    return glob == "**" or PurePosixPath(path).match(glob)


def _findings(found: Diagnostics) -> dict[str, str]:
    text = "".join(f"{as_text(diagnostic)}\n" for diagnostic in found)
    return {"diagnostics.txt": text} if text else {}


def recorded(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("spec", list(cases()))
def test_golden(spec: Path, monkeypatch: pytest.MonkeyPatch, *, update: bool) -> None:
    tree, got = observed(spec, monkeypatch)
    expected = spec.parent / "expected"
    if update:
        for stale in recorded(expected).keys() - got.keys():
            (expected / stale).unlink()
        for path, text in got.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text)
    want = recorded(expected)
    assert sorted(want) == sorted(got), "files appeared or disappeared"
    for path in want:
        old, new = want[path].splitlines(keepends=True), got[path].splitlines(keepends=True)
        diff = "".join(difflib.unified_diff(old, new, f"expected/{path}", f"generated/{path}"))
        hint = f"if you meant it: pytest tests/golden --update-golden -k {spec.parent.name}"
        assert not diff, f"{path} changed; {hint}\n{diff}"
    for path, content in tree.items():
        if path.endswith((".py", ".pyi")):
            compile(content, path, "exec")
    assert dict(format_tree(tree)) == dict(tree), "formatting is not stable"


def test_no_case_is_lost() -> None:
    """Every folder with expectations has a document."""
    orphans = [
        folder.relative_to(CASES).as_posix()
        for folder in CASES.rglob("expected")
        if not any(folder.with_name(name).exists() for name in ("spec.yaml", "spec.json"))
    ]
    assert orphans == []
