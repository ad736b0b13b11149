"""The list of behaviours is complete, and every test in it exists and drives both kinds of client."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from .behaviours import BETTER, CALLS, NEXT_DOOR, ROWS, STREAMS, Row

FOLDER = Path(__file__).parent
ONE_FOR_BOTH = frozenset({"events"})
"""Modules whose subject does no I/O: both kinds of client use one parser."""


def functions(module: str) -> dict[str, list[str]]:
    """The tests of a module, with the names of their arguments."""
    tree = ast.parse((FOLDER / f"test_{module}.py").read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: [argument.arg for argument in node.args.args] for node in found}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_behaviour_has_tests_for_both_kinds_of_client(row: Row) -> None:
    assert row.tests
    for named in row.tests:
        module, _, name = named.partition("::")
        tests = functions(module)
        assert f"test_{name}" in tests, named
        if module not in ONE_FOR_BOTH:
            assert "driver" in tests[f"test_{name}"], f"{named} does not drive both clients"


def test_each_row_is_there_once() -> None:
    for rows, letter in ((CALLS, "C"), (NEXT_DOOR, "N"), (STREAMS, "S"), (BETTER, "B")):
        assert [row.id for row in rows] == [f"{letter}{n + 1:02}" for n in range(len(rows))]
    assert [page for page, count in Counter(row.page for row in ROWS).items() if count > 1] == []


def first(cell: str) -> str:
    """The name by which a row is known."""
    return re.split(r", (?=[_a-z])| \(\d+\)| / _|, _", cell.strip())[0].strip()


def test_no_row_of_the_page_is_missing(shared: Path) -> None:
    text = (shared / "design" / "runtime-behaviours.md").read_text(encoding="utf-8")
    calls, streams, better = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:4]
    wanted: list[str] = []
    for line in calls.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| test_") and cells[-1].startswith("W"):
            wanted.append(first(cells[0]))
    paragraph = calls.partition("Next door")[2]
    wanted += re.findall(r"\btest_[\w/]+", paragraph)
    for line in streams.splitlines():
        if line.startswith(("| test_", "| framing")):
            wanted.append(first(re.sub(r" \(.*", "", line.strip("| ").split(" | ")[0])))
    for line in better.splitlines():
        if line.startswith("| ") and not line.startswith(("| scenario", "| ---")):
            wanted.append(line.strip("| ").split(" | ")[0].strip())
    assert len(wanted) > 50
    assert set(wanted) - {row.page for row in ROWS} == set()
    assert {row.page for row in ROWS} - set(wanted) <= {"test_raw_response"}, "not W on the page"
