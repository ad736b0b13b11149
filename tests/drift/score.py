"""Scores `instep diff` against the findings of oasdiff's own tests; run it, or let the tests run it.

    PYTHONPATH=generator python tests/drift/score.py [-v] [--all]

A pair of documents counts once. A finding is found when ours has its operation, direction and kind,
as the data's README proposes; ids need not match. Contested severities do not count.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from instep.config import adhoc_client
from instep.drift.changes import Change, Comparison
from instep.drift.rules import RULES
from instep.errors import InstepError
from instep.pipeline import compare_documents

_TODAY = date(2026, 8, 8)
_OWN_POLICY = {"lifecycle-policy", "x-extensible-enum", "version-policy"}


@dataclass
class Score:
    """What came of it."""

    pairs: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    """Breaking pairs that we do not call breaking."""
    false_alarms: list[str] = field(default_factory=list)
    """Pairs without a reported change that we call breaking."""
    wrong: list[str] = field(default_factory=list)
    expected: int = 0
    found: int = 0
    same_id: int = 0
    not_found: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{part}/{whole} ({part / max(whole, 1):.1%})"

        return (
            f"verdict {share(self.right, self.pairs)}, missed breaking {len(self.missed)}, "
            f"false breaking {len(self.false_alarms)}, recall {share(self.found, self.expected)}, "
            f"same id {share(self.same_id, self.expected)}, failed {len(self.failed)}"
        )


def is_core(case: dict[str, Any]) -> bool:
    """Valid, uncontested, self-contained, and about wire facts."""
    return (
        case["valid_openapi"]
        and not case["contested"]
        and not case["external_refs"]
        and not _OWN_POLICY & set(case["tags"])
    )


def compare_pair(folder: Path, case: dict[str, Any]) -> Comparison:
    """Our comparison of one case's documents."""
    old, new = (adhoc_client(str(folder / case[key])) for key in ("base", "revision"))
    return compare_documents(old, new, today=_TODAY)


def verdict_of(comparison: Comparison) -> str:
    """Ours in the words of the data."""
    levels = {str(change.level) for change in comparison.changes}
    if "breaking" in levels:
        return "breaking"
    if "warning" in levels:
        return "potentially-breaking"
    return "non-breaking" if levels else "no-reported-change"


def score(folder: Path, cases: list[dict[str, Any]]) -> Score:
    """Score some cases."""
    total = Score()
    done: dict[str, Comparison | None] = {}
    for case in cases:
        pair = case["pair_id"]
        if pair not in done:
            done[pair] = _verdict(total, folder, case)
        comparison = done[pair]
        for expected in case["expected"]:
            total.expected += 1
            near = [c for c in comparison.changes if _alike(c, expected)] if comparison else []
            total.found += bool(near)
            total.same_id += any(expected["id"] in c.ids for c in near)
            if not near:
                total.not_found.append(f"{case['id']}: {expected}")
    return total


def _verdict(total: Score, folder: Path, case: dict[str, Any]) -> Comparison | None:
    total.pairs += 1
    try:
        comparison = compare_pair(folder, case)
    except InstepError as problem:
        total.failed.append(f"{case['id']}: {str(problem)[:200]}")
        return None
    ours, theirs = verdict_of(comparison), case["pair_verdict"]
    # Whether harmless changes are worth a word is a matter of taste: we tell of some that they do not.
    harmless = {"non-breaking", "no-reported-change"}
    if ours == theirs or {ours, theirs} <= harmless:
        total.right += 1
    else:
        said = Counter(f"{c.level} {c.id}" for c in comparison.changes)
        theirs_said = Counter(f"{f['level']} {f['id']}" for f in case["pair_findings"])
        total.wrong.append(
            f"{case['id']}: ours {ours}, theirs {theirs}\n      {case['base']} {case['revision']}"
            f"\n      ours {dict(said)}\n      theirs {dict(theirs_said)}"
        )
    if theirs == "breaking" != ours:
        total.missed.append(case["id"])
    if theirs == "no-reported-change" and ours == "breaking":
        total.false_alarms.append(case["id"])
    return comparison


def _alike(change: Change, expected: dict[str, Any]) -> bool:
    kinds = {RULES[id_].kind for id_ in change.ids}
    sides = {str(RULES[id_].direction) for id_ in change.ids}
    if expected["kind"] not in kinds or expected["direction"] not in sides:
        return False
    path, method = expected.get("path"), expected.get("operation")
    if not path or not method or not change.operations:
        return True
    return f"{method} {path}" in change.operations


def main(arguments: list[str]) -> int:
    """Print the scores."""
    shared = Path(os.environ.get("INSTEP_SHARED") or Path(__file__).parents[2].parent / "shared")
    folder = shared / "oasdiff"
    cases = json.loads((folder / "index.json").read_bytes())["cases"]
    for name, chosen in (
        ("core", [c for c in cases if is_core(c)]),
        ("all, contested severities and policies too", cases),
    ):
        if name != "core" and "--all" not in arguments:
            continue
        result = score(folder, chosen)
        print(f"{name}: {result}")
        if "-v" in arguments:
            for word in ("wrong", "not_found", "failed"):
                for line in getattr(result, word):
                    print(f"  {word}: {line}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
