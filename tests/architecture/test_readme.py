"""The README says what is true: its commands, links and code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

PAGES = ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/diagnostics.md"]


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_it_has_two_commands_and_ci_runs_both(root: Path) -> None:
    commands = re.findall(r"^python3 -m venv .*$", (root / "README.md").read_text(), re.MULTILINE)
    assert len(commands) == 2
    assert "instep generate" in commands[0]
    assert "pytest" in commands[1]
    ci = (root / ".ci/run").read_text()
    assert "grep '^python3 -m venv' README.md" in ci
    assert "${commands[0]}" in ci
    assert "${commands[1]}" in ci
    for script in re.findall(r"python (\S+\.py)", commands[0]):
        assert (root / script).is_file()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    text = (root / page).read_text()
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in link:
            assert (root / page).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("page", PAGES)
def test_code_parses(root: Path, page: str) -> None:
    text = (root / page).read_text()
    for block in _blocks(text, "python"):
        ast.parse(block)
    for block in _blocks(text, "toml"):
        tomllib.loads(block)


def test_the_commands_it_shows_exist(root: Path) -> None:
    from instep.cli import instep

    text = (root / "README.md").read_text()
    for block in _blocks(text, "sh"):
        for command in re.findall(r"(?:^|/)instep (\w+)", block, re.MULTILINE):
            assert command in instep.list_commands(None)  # type: ignore[arg-type]


def test_dependencies_are_bounded_below(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    listed = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    assert [entry for entry in listed if ">=" not in entry] == []
