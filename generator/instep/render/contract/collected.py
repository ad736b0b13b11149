"""What is collected for one operation: cases by group, and what there is no case for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from instep.ir.operation import Operation
from instep.ir.types import Json

CaseData = dict[str, Json]


@dataclass(slots=True)
class Collected:
    """Grows while an operation's cases are made."""

    operation: Operation
    groups: dict[str, dict[str, CaseData]] = field(default_factory=dict)
    """Group to case name to what is special about the case."""
    untested: list[dict[str, str]] = field(default_factory=list)
    arguments: CaseData = field(default_factory=dict)
    """Of a call with required arguments only, by their Python names."""

    def add(self, group: str, name: str, case: CaseData) -> None:
        """Add a case, unless there is one like it already; its name is made unique."""
        cases = self.groups.setdefault(group, {})
        if case in cases.values():
            return
        shown = plain(name)
        number = 2
        while shown in cases:
            shown = f"{plain(name)} ({number})"
            number += 1
        cases[shown] = case

    def leave(self, name: str, reason: str) -> None:
        """Say that there is no case, and why."""
        self.untested.append({"case": plain(name), "reason": reason})

    def has(self, group: str) -> bool:
        """Whether the group has a case."""
        return bool(self.groups.get(group))


def plain(name: str) -> str:
    """A case's name that a terminal and a file can show; names of examples are anybody's."""
    return re.sub(r"[^\w .,/+*;=()-]", "_", name, flags=re.ASCII)[:80]
