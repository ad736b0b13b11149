"""What the comparison of two documents collects: findings at pairs of nodes, and what reaches them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from instep.drift.law import Compat, Effect


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applies somewhere."""

    rule: str
    old: str
    """Pointer into the old document, of the node or of the nearest one that it has."""
    new: str
    """Pointer into the new document, likewise."""
    in_old: bool = True
    """Is the thing itself in the old document?"""
    in_new: bool = True
    before: str = ""
    """The old value as it is shown."""
    after: str = ""
    inert: bool = False
    """It cannot do harm: the answer is an error's, or the value never travels this way."""
    effect: Effect | None = None
    """In place of the rule's own."""
    client: Compat | None = None
    """In place of the rule's own verdict on the client."""
    perhaps: str = ""
    """What it may have become, or have been, under another name."""


Pair = tuple[str, ...]
"""What identifies a node of the comparison: two pointers, place, inertness; or an operation."""


@dataclass(slots=True)
class Graph:
    """Pairs of nodes that were compared, with findings, and who uses whom."""

    findings: dict[Pair, list[Finding]] = field(default_factory=dict)
    users: dict[Pair, set[Pair]] = field(default_factory=dict)
    operations: dict[Pair, str] = field(default_factory=dict)
    """The pairs where an operation begins, with its key."""

    def add(self, pair: Pair, finding: Finding) -> None:
        """Record a finding at a pair."""
        self.findings.setdefault(pair, []).append(finding)

    def use(self, user: Pair, used: Pair) -> None:
        """Record that `user` reaches `used`."""
        self.users.setdefault(used, set()).add(user)

    def reached_by(self, pair: Pair) -> frozenset[str]:
        """The keys of the operations that reach a pair."""
        seen = {pair}
        queue = [pair]
        while queue:
            for user in self.users.get(queue.pop(), ()):
                if user not in seen:
                    seen.add(user)
                    queue.append(user)
        return frozenset(self.operations[p] for p in seen if p in self.operations)

    def __iter__(self) -> Iterator[tuple[Pair, Finding]]:
        for pair, found in self.findings.items():
            for finding in found:
                yield pair, finding


def worded(words: str, finding: Finding) -> str:
    """A rule's words with the finding's values, and what the thing may be called elsewhere."""
    said = words.replace("{old}", finding.before).replace("{new}", finding.after)
    if not finding.perhaps:
        return said
    return f"{said}, perhaps renamed {'to' if finding.in_old else 'from'} {finding.perhaps}"
