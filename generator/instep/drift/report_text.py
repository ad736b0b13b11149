"""The comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.report import folded, operations_of, sections, summary, terse, wire_words

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
        if folded(section) and not everything:
            yield Line("  not listed; --verbose shows them", "faint")
        else:
            for change in section.changes:
                yield from _change(change, comparison.operations, short=terse(section))
        yield Line("")
    style = {Compat.BREAKING: "bad", Compat.COMPATIBLE: "good"}.get(comparison.client_verdict)
    yield Line(summary(comparison), style or "plain")


def _change(change: Change, total: int, *, short: bool) -> Iterator[Line]:
    style = "bad" if change.client.level is Compat.BREAKING else _STYLES[change.level]
    symbol = change.client.symbol
    yield Line(f"  {symbol}: {change.client.effect}" if symbol else f"  {change.text}", style)
    if short:
        yield Line(f"      {change.new or change.old} [{change.id}]", "faint")
        return
    if symbol:
        yield Line(f"      {change.text}", "faint")
    yield Line(f"      wire: {wire_words(change)} [{change.id}]", "faint")
    if change.old and change.new:
        yield Line(f"      old {change.old}", "faint")
        yield Line(f"      new {change.new}", "faint")
    elif change.old:
        yield Line(f"      was at {change.old}", "faint")
        yield Line(f"      gone from {change.near}", "faint")
    else:
        yield Line(f"      now at {change.new}", "faint")
        yield Line(f"      not in {change.near}", "faint")
    if change.operations:
        yield Line(f"      reaches {operations_of(change, total)}", "faint")
