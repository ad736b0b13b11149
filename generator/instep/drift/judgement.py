"""When a comparison counts as a failure."""

from __future__ import annotations

from instep.drift.changes import Comparison
from instep.drift.law import Compat
from instep.drift.sites import Impact


def fails(comparison: Comparison, fail_on: str) -> bool:
    """Does it fail by `breaking` (on the wire or in code), `any` or `never`?"""
    match fail_on:
        case "breaking":
            code = comparison.client_verdict is Compat.BREAKING
            return code or comparison.verdict == "breaking"
        case "any":
            return bool(comparison.changes) or comparison.described_differently
    return False


def impact_fails(impact: Impact, fail_on: str) -> bool:
    """Does the user's own code fail by `breaking` (a place breaks), `any` (or is to be looked at), `never`?"""
    match fail_on:
        case "breaking":
            return bool(impact.broken)
        case "any":
            return bool(impact.broken or impact.doubtful)
    return False
