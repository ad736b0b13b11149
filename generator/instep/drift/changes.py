"""What a comparison says: changes with both verdicts, and what follows for the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from instep.drift.law import Compat, Direction, Level, worst, worst_compat


@dataclass(frozen=True, slots=True)
class ClientEffect:
    """What a change does to the generated client."""

    symbol: str
    """`responses.create`, `types.Response.usage`; empty where no symbol is concerned."""
    effect: str
    level: Compat


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

    def as_json(self) -> dict[str, Any]:
        """The comparison as `--format json` prints it."""
        return {
            "old": self.old,
            "new": self.new,
            "verdict": self.verdict,
            "client_verdict": str(self.client_verdict),
            "bump": self.bump,
            "changes": [change.as_json() for change in self.changes],
        }
