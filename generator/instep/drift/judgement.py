"""When a comparison counts as a failure."""

from __future__ import annotations

from instep.drift.changes import Comparison
from instep.drift.law import Compat


def fails(comparison: Comparison, fail_on: str) -> bool:
    """Does it fail by `breaking` (on the wire or in code), `any` or `never`?"""
    match fail_on:
        case "breaking":
            code = comparison.client_verdict is Compat.BREAKING
            return code or comparison.verdict == "breaking"
        case "any":
            return bool(comparison.changes) or comparison.described_differently
    return False
