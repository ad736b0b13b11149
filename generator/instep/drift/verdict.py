"""What `check` found about one client: its condition, and where upstream stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from instep.drift.changes import Comparison
from instep.drift.condition import Condition, Reason, Status
from instep.drift.judgement import fails
from instep.drift.report import is_trust

KINDS: dict[str, tuple[Reason, ...]] = {
    "edited": (Reason.EDITED, Reason.DELETED, Reason.FOREIGN),
    "stale": (
        Reason.NOT_GENERATED,
        Reason.DOCUMENT,
        Reason.CONFIGURATION,
        Reason.VENDORED,
        Reason.UNCLEAR,
    ),
    "generator": (Reason.GENERATOR,),
    "lock": (Reason.LOCK_DAMAGED,),
}
"""The kinds of cause that lie with the client, each with its reasons."""


class UpstreamStatus(StrEnum):
    """Where upstream's document stands."""

    IN_STEP = "in-step"
    DRIFTED = "drifted"
    UNREACHABLE = "unreachable"
    NOT_CONFIGURED = "not-configured"


@dataclass(frozen=True, slots=True)
class Upstream:
    """What was found when upstream was asked, or that it was not."""

    status: UpstreamStatus = UpstreamStatus.NOT_CONFIGURED
    asked: bool = False
    location: str = ""
    """Without user, password and query."""
    sha256: str = ""
    """Of the bytes that upstream sent, hexadecimal."""
    comparison: Comparison | None = None
    message: str = ""
    """Why it could not be reached."""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Upstream as `--format json` prints it, the changes apart."""
        said = {"location": self.location, "sha256": self.sha256, "message": self.message}
        changes = self.comparison.changes if self.comparison else ()
        trusted = [
            {"id": c.id, "pointer": c.pointer, "text": c.text} for c in filter(is_trust, changes)
        ]
        return {
            "status": str(self.status),
            "asked": self.asked,
            **{key: value for key, value in said.items() if value},
            "security": trusted,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything about one client."""

    condition: Condition
    upstream: Upstream = Upstream()

    @property
    def in_step(self) -> bool:
        """Is there nothing to do?"""
        good = self.upstream.status in (UpstreamStatus.IN_STEP, UpstreamStatus.NOT_CONFIGURED)
        return good and self.condition.status is Status.IN_STEP

    @property
    def causes(self) -> dict[str, list[str]]:
        """The five kinds of cause, each with what was found of it."""
        found = {
            kind: [str(c.reason) for c in self.condition.causes if c.reason in reasons]
            for kind, reasons in KINDS.items()
        }
        moved = self.upstream.status is UpstreamStatus.DRIFTED
        return {**found, "upstream": ["upstream-moved"] if moved else []}

    def exit_code(self, fail_on: str) -> int:
        """0 in step, 1 out of step as `fail_on` says, 3 where upstream could not be asked."""
        if self.upstream.status is UpstreamStatus.UNREACHABLE:
            return 3
        comparison = self.upstream.comparison
        client = self.condition.status is not Status.IN_STEP and fail_on != "never"
        if comparison is None:  # that it moved is known, what changed is not
            drifted = self.upstream.status is UpstreamStatus.DRIFTED and fail_on == "any"
        else:
            drifted = fails(comparison, fail_on)
        return 1 if client or drifted else 0

    def as_json(self) -> dict[str, Any]:
        """The verdict as `--format json` prints it."""
        none = {
            "old": "", "new": "", "verdict": "none", "client_verdict": "none", "bump": "none",
            "changes": [],
        }  # fmt: skip
        comparison = self.upstream.comparison
        return {
            **(comparison.as_json() if comparison else none),
            "client": self.condition.as_json(),
            "upstream": self.upstream.as_json(),
            "causes": self.causes,
        }
