"""Sizes and habits that keep every file readable, with a short list of reasoned exceptions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 400, 50

WAIVERS: dict[str, str] = {}
"""Path, or path::function, to the reason. One that is not needed fails the test."""

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def _sources(root: Path) -> Iterator[Path]:
    yield from sorted((root / "generator").rglob("*.py"))
    for file in sorted((root / "tests").rglob("*.py")):
        if "cases" not in file.parts:
            yield file


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _too_large(root: Path) -> Iterator[tuple[str, str]]:
    for file in _sources(root):
        name, text = file.relative_to(root).as_posix(), file.read_text()
        if text.count("\n") > FILE_LINES:
            yield name, f"{text.count(chr(10))} lines"
        for function in _functions(ast.parse(text)):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name}::{function.name}", f"{lines} lines"


def test_files_and_functions_stay_small(root: Path) -> None:
    found = dict(_too_large(root))
    assert {name: size for name, size in found.items() if name not in WAIVERS} == {}
    assert set(WAIVERS) <= set(found), "a waiver is no longer needed"


def test_every_module_says_what_it_is(root: Path) -> None:
    silent = [
        file.relative_to(root).as_posix()
        for file in _sources(root)
        if file.read_text().strip() and not ast.get_docstring(ast.parse(file.read_text()))
    ]
    assert silent == []


def test_no_module_is_a_drawer(root: Path) -> None:
    assert [f for f in _sources(root) if f.stem in FORBIDDEN_NAMES] == []


def test_dataclasses_are_slotted(root: Path) -> None:
    """And frozen, unless they say in their docstring what they collect or hold as state."""
    loose = []
    for file in sorted((root / "generator/instep").rglob("*.py")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if re.match(r"\s*@(?:dataclasses\.)?dataclass\b", line) and "slots=True" not in line:
                loose.append(f"{file.relative_to(root)}:{number}")
    assert loose == []


def _statics(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Module-level names that are bound to a list, set or dictionary display and then mutated."""
    bound = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
        and isinstance(node.value, ast.List | ast.Set | ast.Dict | ast.ListComp | ast.DictComp)
    }
    mutators = {"append", "add", "update", "extend", "insert", "pop", "clear", "setdefault"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno, "global"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in mutators
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in bound
        ):
            yield node.lineno, node.func.value.id


def test_no_module_holds_mutable_state(root: Path) -> None:
    found = [
        f"{file.relative_to(root)}:{line}: {name}"
        for file in sorted((root / "generator/instep").rglob("*.py"))
        for line, name in _statics(ast.parse(file.read_text()))
    ]
    assert found == []


def test_nothing_prints_outside_of_the_command_line(root: Path) -> None:
    found = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in sorted((root / "generator/instep").rglob("*.py"))
        if "cli" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert found == []


def test_no_document_is_special(root: Path) -> None:
    """No company's, product's or document's name stands in the generator or its templates."""
    names = (
        "openai|github|wisdom.?gate|juheapi|stripe|anthropic|kubernetes|digitalocean|twilio|slack"
    )
    pattern = re.compile(rf"(?<![a-z])(?:{names})(?![a-z])", re.IGNORECASE)
    found = []
    for folder in ("generator", "templates"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix in {".py", ".jinja", ".pyi", ".json", ".md"}:
                for number, line in enumerate(file.read_text().splitlines(), 1):
                    if pattern.search(line) and not _allowed(line):
                        found.append(f"{file.relative_to(root)}:{number}: {line.strip()}")
    assert found == []


_FORMAT = re.compile(r"as_github\b|\"github\"")
"""The name of an output format, which users type."""


def _allowed(line: str) -> bool:
    """Addresses and the build service's log commands are about nobody's document."""
    return (
        "://github.com/" in line
        or "git-lfs.github.com" in line
        or "GitHub obeys" in line
        or _FORMAT.search(line) is not None
    )
