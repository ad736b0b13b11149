"""The comparison as Markdown, for a pull request's comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.report import (
    Section,
    folded,
    impact_words,
    operations_of,
    sections,
    seen,
    terse,
    wire_words,
)
from instep.drift.sites import Impact, Site

_LISTED = 50
"""Entries of one section; comments that are too long are refused where they are posted."""
_USES = 8
"""Places in the user's code that one entry names."""
_SPECIAL = re.compile(r"([\\*_\[\]<>#|@!~&])")
_BEFORE_LINK = re.compile(
    r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)"
)
"""Where code hosts make a link of plain text, escaped or not: mentions, issues, URLs."""


def as_markdown(comparison: Comparison, *, heading: str = "API changes") -> str:
    """The whole report."""
    return "\n".join(_lines(comparison, heading)) + "\n"


def _lines(comparison: Comparison, heading: str) -> Iterator[str]:
    yield f"## {heading}: {_title(comparison)}"
    yield ""
    yield f"{code(comparison.old)} → {code(comparison.new)}"
    yield ""
    if not comparison.changes:
        yield (
            "Only descriptions, examples or layout differ."
            if comparison.described_differently
            else "Nothing changed."
        )
        return
    yield from _summary(comparison)
    if comparison.impact is not None:
        yield from _impact(comparison.impact)
    for section in sections(comparison):
        yield from _section(section, comparison)


def _title(comparison: Comparison) -> str:
    match comparison.client_verdict:
        case Compat.BREAKING:
            return "code that uses the client breaks"
        case Compat.COMPATIBLE:
            return "the client grows, no code breaks"
        case Compat.NONE:
            return "no effect on code" if comparison.changes else "none"


def _summary(comparison: Comparison) -> Iterator[str]:
    yield "| on the wire | for code using the client | next version of the client |"
    yield "| --- | --- | --- |"
    yield f"| {comparison.verdict} | {comparison.client_verdict} | **{comparison.bump}** |"
    yield ""


def _impact(impact: Impact) -> Iterator[str]:
    """The places in the user's code: what somebody who upgrades has to edit."""
    yield f"### Your code: {impact_words(impact)}"
    yield ""
    for words, sites in (("breaks", impact.broken), ("look at it", impact.doubtful)):
        for site in sites[:_LISTED]:
            yield f"- {code(f'{site.file}:{site.line}')} **{words}**: {prose(site.reason)}"
            yield f"  <br>{code(site.code)}"
        if len(sites) > _LISTED:
            yield f"- … and {len(sites) - _LISTED} more"
    if not impact.broken and not impact.doubtful:
        yield f"Nothing in {impact.files} files uses what changed."
    for failed in impact.failed:
        yield f"- not read: {prose(failed)}"
    yield ""


def _section(section: Section, comparison: Comparison) -> Iterator[str]:
    yield f"### {section.title} ({len(section.changes)})"
    yield ""
    yield section.advice
    yield ""
    if folded(section):
        yield "<details><summary>Show them</summary>"
        yield ""
    for change in section.changes[:_LISTED]:
        sites = comparison.sites_of(change)
        yield from _change(change, comparison.operations, sites, short=terse(section))
    rest = len(section.changes) - _LISTED
    if rest > 0:
        yield f"- … and {rest} more"
    if folded(section):
        yield ""
        yield "</details>"
    yield ""


def _change(change: Change, total: int, sites: tuple[Site, ...], *, short: bool) -> Iterator[str]:
    symbol, effect = change.client.symbol, prose(change.client.effect)
    named = ", ".join(code(s) for s in symbol.split(", ")) if symbol else ""
    head = f"- **{named}**: {effect}" if named else f"- {prose(change.text)}"
    if short:
        yield f"{head} ({code(change.new or change.old or change.near)})"
        return
    yield head
    advice = advice_of(change)
    if advice:
        yield f"  <br>→ {advice}"
    told = f"{code(change.subject)}: " if named else ""
    yield f"  <br>{told}on the wire {wire_words(change)} (`{change.id}`)"
    if change.operations:
        yield f"  <br>reaches {prose(operations_of(change, total))}"
    if change.old and change.new:
        yield f"  <br>{code(change.old)} → {code(change.new)}"
    elif change.old:
        yield f"  <br>was at {code(change.old)}, gone from {code(change.near)}"
    else:
        yield f"  <br>now at {code(change.new or '')}, not in {code(change.near)}"
    used = [code(f"{site.file}:{site.line}") for site in sites if site.level is not Level.INFO]
    if used:
        rest = f" and {len(used) - _USES} more" if len(used) > _USES else ""
        yield f"  <br>used at {', '.join(used[:_USES])}{rest}"


def _line(text: str) -> str:
    return re.sub("[\t\n]", "?", seen(text))


def code(text: str) -> str:
    """Text of the document as code; nothing in it is obeyed. For tables there is `cell`."""
    clean = _line(text).replace("`", "'")
    return f"`{clean}`" if clean.strip() else ""


def cell(text: str) -> str:
    """Text of the document as code in a table, where `|` would end it."""
    return code(text).replace("|", "\\|")


def prose(text: str) -> str:
    """Text with code spans; outside of them nothing of the document is obeyed."""
    text = re.sub("``+", "'", _line(text))
    if text.count("`") % 2:
        text = text.replace("`", "'")
    parts = text.split("`")
    parts[::2] = [_BEFORE_LINK.sub("&#8203;", _SPECIAL.sub(r"\\\1", part)) for part in parts[::2]]
    return "`".join(parts)
