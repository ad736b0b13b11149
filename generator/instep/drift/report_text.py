"""The comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.report import (
    folded,
    impact_words,
    operations_of,
    sections,
    summary,
    terse,
    wire_words,
)
from instep.drift.sites import Impact, Site

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
                sites = comparison.sites_of(change)
                yield from _change(change, comparison.operations, sites, short=terse(section))
        yield Line("")
    style = {Compat.BREAKING: "bad", Compat.COMPATIBLE: "good"}.get(comparison.client_verdict)
    yield Line(summary(comparison), style or "plain")
    if comparison.impact is not None:
        yield _impact_summary(comparison.impact)


def impact_as_text(comparison: Comparison, *, everything: bool = False) -> Iterator[Line]:
    """The places in the user's code line by line; those that are only touched with `everything`."""
    impact = comparison.impact
    if impact is None:
        return
    touched = tuple(site for site in impact.sites if site.level is Level.INFO)
    for title, sites, style in (
        ("Breaks", impact.broken, "bad"),
        ("Look at these", impact.doubtful, "doubtful"),
        ("Touched, nothing to do", touched if everything else (), "plain"),
    ):
        if not sites:
            continue
        yield Line(f"{title} ({len(sites)})", "heading")
        for site in sites:
            yield from _site(site, style, "  ")
            yield from _cause(site, comparison)
        yield Line("")
    for failed in impact.failed:
        yield Line(f"not read: {failed}", "doubtful")
    yield Line(summary(comparison), "plain")
    yield _impact_summary(impact)


def _cause(site: Site, comparison: Comparison) -> Iterator[Line]:
    change = next((c for c in comparison.changes if site.change == (c.id, c.pointer)), None)
    if change is None:
        return
    yield Line(f"      {change.text} [{change.id}]", "faint")
    places = [f"was {change.old}" if change.old else "", f"now {change.new}" if change.new else ""]
    if not change.old or not change.new:
        places.append(f"not in {change.near}")
    yield Line(f"      {', '.join(place for place in places if place)}", "faint")


def _impact_summary(impact: Impact) -> Line:
    files = len({site.file for site in impact.sites if site.level is not Level.INFO})
    where = f" in {files} of {impact.files} files" if files else f" in {impact.files} files"
    style = "bad" if impact.broken else "doubtful" if impact.doubtful else "good"
    names = ", ".join(impact.packages) or "no client"
    return Line(f"code: {impact_words(impact)}{where} that were read; client: {names}", style)


def _site(site: Site, style: str, indent: str) -> Iterator[Line]:
    call = f" (the call begins at line {site.call_line})" if site.call_line else ""
    yield Line(f"{indent}{site.place}: {site.reason}{call}", style)
    yield Line(f"{indent}    {site.code}", "faint")


def _change(change: Change, total: int, sites: tuple[Site, ...], *, short: bool) -> Iterator[Line]:
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
    advice = advice_of(change)
    if advice:
        yield Line(f"      do: {advice}")
    for site in sites:
        if site.level is not Level.INFO:
            mark = "bad" if site.level is Level.BREAKING else "doubtful"
            yield from _site(site, mark, "      ")
