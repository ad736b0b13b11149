"""What a comparison says: changes with both verdicts, and what follows for the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from instep.drift.excerpts import Excerpt, Excerpts
from instep.drift.law import Compat, Direction, Level, worst, worst_compat
from instep.drift.sites import Impact, Site
from instep.ir.api import Api


@dataclass(frozen=True, slots=True)
class ClientEffect:
    """What a change does to the generated client."""

    symbol: str
    """`responses.create`, `types.Response.usage`; empty where no symbol is concerned."""
    effect: str
    level: Compat
    touches: tuple[str, ...] = ()
    """Everything concerned, as code uses it: `responses.create(truncation)`, `types.Response.usage`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, with the operations it reaches."""

    id: str
    level: Level
    direction: Direction
    pointer: str
    """RFC 6901, without `#`, into the document that has the thing; the old one where both have."""
    subject: str
    """What changed, for people: `CreateResponse.truncation`."""
    words: str
    """How it changed."""
    operations: tuple[str, ...]
    old: str | None
    """`file:line:column`, None where the old document does not have the thing."""
    new: str | None
    client: ClientEffect
    near: str
    """Where the thing would stand in the document that does not have it."""
    ids: tuple[str, ...]
    """Every rule that applies, where the schema is used in several ways."""

    @property
    def text(self) -> str:
        """The change in one sentence."""
        return f"{self.subject}: {self.words}"

    def as_json(self) -> dict[str, Any]:
        """The change as `--format json` prints it."""
        return {
            "id": self.id,
            "level": str(self.level),
            "direction": str(self.direction),
            "pointer": self.pointer,
            "operations": list(self.operations),
            "text": self.text,
            "old": self.old,
            "new": self.new,
            "near": self.near,
            "ids": list(self.ids),
            "client": {
                "symbol": self.client.symbol,
                "effect": self.client.effect,
                "level": str(self.client.level),
            },
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two documents, the worst first."""

    old: str
    new: str
    changes: tuple[Change, ...]
    described_differently: bool = False
    """Descriptions, examples or layout differ, beside what `changes` says."""
    operations: int = 0
    """How many operations the new document has."""
    apis: tuple[Api, Api] | None = field(default=None, repr=False, compare=False)
    """The meaning of both documents, for a look at code that uses the client."""
    excerpts: Excerpts | None = field(default=None, repr=False, compare=False)
    """The lines of both documents that a change is about."""
    impact: Impact | None = None
    """What was found in the user's code; None: it was not looked at."""

    @property
    def verdict(self) -> str:
        """`breaking`, `non-breaking` or `none`, on the wire."""
        if not self.changes:
            return "none"
        breaking = worst([change.level for change in self.changes]) is Level.BREAKING
        return "breaking" if breaking else "non-breaking"

    @property
    def client_verdict(self) -> Compat:
        """What happens to code that uses the client."""
        return worst_compat([change.client.level for change in self.changes])

    @property
    def bump(self) -> str:
        """Which part of the client's version must rise."""
        match self.client_verdict:
            case Compat.BREAKING:
                return "major"
            case Compat.COMPATIBLE:
                return "minor"
            case Compat.NONE:
                return "patch" if self.changes or self.described_differently else "none"

    def sites_of(self, change: Change) -> tuple[Site, ...]:
        """The places in the user's code that a change reaches; none where the code was not looked at."""
        return self.impact.of(change.id, change.pointer) if self.impact is not None else ()

    def lines_of(self, change: Change) -> tuple[Excerpt | None, Excerpt | None]:
        """The lines of the old and the new document that a change is about; None: not known."""
        if self.excerpts is None:
            return None, None
        places = change.old or change.near, change.new or change.near
        holds = change.old is not None, change.new is not None
        return self.excerpts.of((change.id, change.pointer), places, holds)

    def as_json(self) -> dict[str, Any]:
        """The comparison as `--format json` prints it."""
        data: dict[str, Any] = {
            "old": self.old,
            "new": self.new,
            "verdict": self.verdict,
            "client_verdict": str(self.client_verdict),
            "bump": self.bump,
            "changes": [change.as_json() for change in self.changes],
        }
        if self.impact is not None:
            data["impact"] = self.impact.as_json()
        return data
