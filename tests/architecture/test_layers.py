"""Who may import whom; the contracts are in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest


def test_the_contracts_hold(root: Path) -> None:
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={"PYTHONPATH": str(root / "generator"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " kept, 0 broken." in done.stdout


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("datamodel_code_generator", {"render/models.py"}),
        ("jinja2", {"render/templates.py"}),
        ("click", {"cli/"}),
        ("uvicorn", {"mock/"}),
        ("python_multipart", {"mock/"}),
        ("jsonschema_rs", {"sampling/", "document/", "contract/"}),
        ("openapi_spec_validator", {"document/"}),
        ("yaml", {"document/", "contract/document.py"}),
        ("ruff", {"output/format.py"}),
    ],
)
def test_a_library_has_one_door(root: Path, module: str, allowed: set[str]) -> None:
    package = root / "generator/instep"
    users = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if module in _imports(file)
    }
    assert users, "no longer used: take it out of pyproject.toml"
    assert {user for user in users if not user.startswith(tuple(allowed))} == set()


def test_the_ir_and_the_runtime_stand_alone(root: Path) -> None:
    package = root / "generator/instep"
    for folder, others in {
        "ir": {"instep"},
        "runtime": {"httpx2", "pydantic", "pydantic_core"},
    }.items():
        allowed = others | {"typing_extensions", "annotated_types"} | set(sys.stdlib_module_names)
        for file in (package / folder).rglob("*.py"):
            assert _imports(file) <= allowed, file
    for file in (package / "ir").rglob("*.py"):
        text = file.read_text()
        assert "import instep\n" not in text
        assert all(
            name.startswith("instep.ir")
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom) and (name := node.module or "").startswith("instep")
        ), file
