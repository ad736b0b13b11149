"""The comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.report import operations_of, places, sections, summary, wire_words

_STYLES = {Level.BREAKING: "bad", Level.WARNING: "doubtful", Level.INFO: "plain"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line and how it is meant: `heading`, `bad`, `doubtful`, `good`, `plain`, `faint`."""

    text: str
    style: str = "plain"


def as_text(comparison: Comparison, *, everything: bool = False) -> Iterator[Line]:
    """The comparison line by line; what the client does not show only with `everything`."""
    for section in sections(comparison):
        yield Line(f"{section.title} ({len(section.changes)})", "heading")
        if section.advice == "Nothing to do." and not everything:
            yield Line("  not listed; --verbose shows them", "faint")
        else:
            for change in section.changes:
                yield from _change(change, comparison.operations)
        yield Line("")
    style = {Compat.BREAKING: "bad", Compat.COMPATIBLE: "good"}.get(comparison.client_verdict)
    yield Line(summary(comparison), style or "plain")


def _change(change: Change, total: int) -> Iterator[Line]:
    style = "bad" if change.client.level is Compat.BREAKING else _STYLES[change.level]
    symbol = change.client.symbol
    yield Line(f"  {symbol}: {change.client.effect}" if symbol else f"  {change.text}", style)
    old, new = places(change)
    if symbol:
        yield Line(f"      {change.text}", "faint")
    yield Line(f"      wire: {wire_words(change)} [{change.id}]", "faint")
    yield Line(f"      old {old}", "faint")
    yield Line(f"      new {new}", "faint")
    if change.operations:
        yield Line(f"      reaches {operations_of(change, total)}", "faint")
