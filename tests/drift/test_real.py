"""Consecutive versions of one large real document: few entries, and the right ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from instep.config import adhoc_client
from instep.drift.changes import Comparison
from instep.drift.report_markdown import as_markdown
from instep.pipeline import compare_documents


def _compared(shared: Path, pair: int) -> Comparison:
    old, new = (
        adhoc_client(str(shared / f"drift/openai-{pair}-{side}.yaml")) for side in ("old", "new")
    )
    return compare_documents(old, new)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("pair", "bump", "entries", "first"),
    [
        # oasdiff: 55, 125 and 73 findings.
        (1, "major", 2, "types.MCPToolCall.error"),
        (2, "major", 6, "types.FunctionToolCallOutput.call_id"),
        (3, "major", 13, "types.MCPToolCall.error"),
    ],
)
def test_three_days_of_drift(shared: Path, pair: int, bump: str, entries: int, first: str) -> None:
    comparison = _compared(shared, pair)
    assert (comparison.bump, len(comparison.changes)) == (bump, entries)
    top = comparison.changes[0]
    assert top.client.symbol.startswith(first)
    assert top.operations
    assert f"`{first}`" in as_markdown(comparison)
