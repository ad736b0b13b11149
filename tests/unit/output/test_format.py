"""Formatting: one pass, no configuration but ours, and a bug named where a file is no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from instep.files import FileTree
from instep.output.format import UnparsableOutput, format_tree

UGLY = b"import sys\nfrom . import b,a\nimport os\nx = {  'a':1 }\n"
NEAT = b'import os\nimport sys\n\nfrom . import a, b\n\nx = {"a": 1}\n'


def test_imports_are_sorted_and_code_is_formatted() -> None:
    assert format_tree(FileTree({"pkg/a.py": UGLY}))["pkg/a.py"] == NEAT


def test_stubs_too_and_nothing_else() -> None:
    tree = FileTree({"pkg/a.pyi": b"def f( a:int)->None : ...\n", "pkg/README.md": b"a  b\n"})
    assert dict(format_tree(tree)) == {
        "pkg/a.pyi": b"def f(a: int) -> None: ...\n",
        "pkg/README.md": b"a  b\n",
    }


@pytest.mark.parametrize(
    "folder", ["build", "dist", "venv", ".venv", "node_modules", "__pypackages__"]
)
def test_no_folder_is_passed_over(folder: str) -> None:
    path = f"pkg/{folder}/a.py"
    assert format_tree(FileTree({path: UGLY}))[path] == NEAT


def test_the_package_is_told_from_libraries() -> None:
    tree = FileTree(
        {"pkg/__init__.py": b"", "tests/pkg/test_a.py": b"import pkg\nimport zlib\nimport httpx2\n"}
    )
    expected = b"import zlib\n\nimport httpx2\n\nimport pkg\n"
    assert format_tree(tree)["tests/pkg/test_a.py"] == expected


def test_formatting_twice_changes_nothing() -> None:
    once = format_tree(FileTree({"pkg/a.py": UGLY}))
    assert dict(format_tree(once)) == dict(once)


def test_the_machine_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither configuration files around us nor variables change a byte."""
    for name in ("ruff.toml", "pyproject.toml"):
        (tmp_path / name).write_text("line-length = 20\n[format]\nquote-style = 'single'\n")
    (tmp_path / "hostile.toml").write_text("line-length = 20\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("RUFF_CONFIG", str(tmp_path / "hostile.toml"))
    monkeypatch.setenv("RUFF_OUTPUT_FORMAT", "json")
    assert format_tree(FileTree({"pkg/a.py": UGLY}))["pkg/a.py"] == NEAT


def test_a_file_that_is_no_python_is_our_bug() -> None:
    with pytest.raises(UnparsableOutput, match=r"pkg/a\.py") as caught:
        format_tree(FileTree({"pkg/a.py": b"def (", "pkg/b.py": UGLY}))
    assert "/tmp" not in str(caught.value)


def test_an_empty_tree_runs_nothing() -> None:
    assert dict(format_tree(FileTree({"pkg/py.typed": b""}))) == {"pkg/py.typed": b""}
