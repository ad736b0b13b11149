"""What a command must not import: each of these costs more than the work of a small command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {"/things": {"get": {"responses": {"200": {"description": "All of them"}}}}},
}
HEAVY = {
    "anyio",
    "asyncio",
    "black",
    "datamodel_code_generator",
    "httpx2",
    "jinja2",
    "jsonpath",
    "jsonschema",
    "jsonschema_rs",
    "logging",
    "multiprocessing",
    "openapi_spec_validator",
    "pydantic",
    "pydantic_core",
    "ruff",
    "uvicorn",
}


def imported(*arguments: str) -> set[str]:
    """The modules that are there when a command has run."""
    program = (
        "import sys\nfrom instep.cli import run\n"
        "code = run(sys.argv[1:])\nprint('\\n'.join(['', 'MODULES', *sys.modules]))\nsys.exit(code)"
    )
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return set(ran.stdout.partition("\nMODULES\n")[2].split())


def test_help_imports_the_command_line_only() -> None:
    found = imported("--help")
    assert {name for name in found if name.startswith("instep.")} == {
        "instep.cli",
        "instep.cli.printing",
        "instep.diagnostics",
        "instep.errors",
    }
    assert not found & (HEAVY | {"traceback", "yaml"})


def test_diff_imports_what_compares(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT))
    found = imported("diff", str(path), str(path))
    assert "instep.drift.compare" in found
    assert found & HEAVY == set()
    apart = ("instep.render.", "instep.output", "instep.mock", "instep.runtime", "instep.sampling")
    names = {"instep.render.choices", "instep.render.keywords"}
    assert {name for name in found if name.startswith(apart)} <= names
    assert not found & {
        "instep.config.file",
        "instep.document.conformance",
        "instep.document.overlay",
        "instep.document.swagger",
        "instep.document.upstream",
    }
