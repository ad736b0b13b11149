"""The comparison as Markdown, for a pull request's comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat
from instep.drift.report import Section, folded, operations_of, sections, terse, wire_words

_LISTED = 50
"""Entries of one section; comments that are too long are refused where they are posted."""
_SPECIAL = re.compile(r"([\\*_\[\]<>#|@!~&])")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


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
    for section in sections(comparison):
        yield from _section(section, comparison.operations)


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


def _section(section: Section, total: int) -> Iterator[str]:
    yield f"### {section.title} ({len(section.changes)})"
    yield ""
    yield section.advice
    yield ""
    if folded(section):
        yield "<details><summary>Show them</summary>"
        yield ""
    for change in section.changes[:_LISTED]:
        yield from _change(change, total, short=terse(section))
    rest = len(section.changes) - _LISTED
    if rest > 0:
        yield f"- … and {rest} more"
    if folded(section):
        yield ""
        yield "</details>"
    yield ""


def _change(change: Change, total: int, *, short: bool) -> Iterator[str]:
    symbol, effect = change.client.symbol, prose(change.client.effect)
    named = ", ".join(code(s) for s in symbol.split(", ")) if symbol else ""
    head = f"- **{named}**: {effect}" if named else f"- {prose(change.text)}"
    if short:
        yield f"{head} ({code(change.new or change.old or change.near)})"
        return
    yield head
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


def code(text: str) -> str:
    """Text of the document as code; nothing in it is obeyed."""
    clean = _UNSEEN.sub("?", text).replace("`", "'").replace("|", "\\|")
    return f"`{clean}`" if clean.strip() else ""


def prose(text: str) -> str:
    """Text with code spans; outside of them nothing of the document is obeyed."""
    text = re.sub("``+", "'", _UNSEEN.sub("?", text))
    if text.count("`") % 2:
        text = text.replace("`", "'")
    parts = text.split("`")
    parts[::2] = [_SPECIAL.sub(r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)
