"""The law of change: what a change does to the set of valid payloads decides how bad it is."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How bad a change is on the wire, worst first."""

    BREAKING = "breaking"
    WARNING = "warning"
    INFO = "info"


class Effect(StrEnum):
    """What a change does to the set of payloads that are valid."""

    NARROWS = "narrows"
    WIDENS = "widens"
    INCOMPARABLE = "incomparable"
    """Some payloads became valid, others invalid."""
    UNKNOWN = "unknown"
    """It cannot be told from the document."""
    NONE = "none"


class Direction(StrEnum):
    """Which way the payload goes. What a client selects on the server's side counts as a request."""

    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"
    NONE = "none"


class Compat(StrEnum):
    """What a change does to code written against the generated client, worst first."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    """The client's surface grows or its behaviour changes; code that ran and type-checked still does."""
    NONE = "none"


def judge(effect: Effect, direction: Direction) -> Level:
    """The level that follows from effect and direction."""
    match effect:
        case Effect.INCOMPARABLE:
            return Level.BREAKING
        case Effect.UNKNOWN:
            return Level.WARNING
        case Effect.NARROWS:
            return Level.INFO if direction is Direction.RESPONSE else Level.BREAKING
        case Effect.WIDENS:
            return Level.BREAKING if direction is Direction.RESPONSE else Level.INFO
        case Effect.NONE:
            return Level.INFO


def worst(levels: list[Level]) -> Level:
    """The worst of some levels; INFO of none."""
    return min(levels, key=list(Level).index, default=Level.INFO)


def worst_compat(levels: list[Compat]) -> Compat:
    """The worst of some verdicts on the client; NONE of none."""
    return min(levels, key=list(Compat).index, default=Compat.NONE)
