"""The comparison as one self-contained page: no network, light and dark, to be searched and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.excerpts import Excerpt
from instep.drift.report import (
    Section,
    code_words,
    impact_words,
    operations_of,
    sections,
    severity_of,
    summary,
    wire_words,
)
from instep.drift.report_page import SCRIPT, STYLE, policy
from instep.drift.sites import Impact, Site

_LEVELS = {"error": "breaking", "warning": "look at it", "note": "harmless"}
_SEVERITIES = {"breaking": "error", "warning": "warning", "info": "note"}
_MOST_OPERATIONS = 20
_MOST_SITES = 200


def as_html(comparison: Comparison, *, title: str = "", preface: str = "") -> str:
    """The whole page. Nothing of the document is markup in it.

    `title` stands in place of the comparison's summary; `preface` is HTML that comes after it.
    """
    return "\n".join(_lines(comparison, title, preface)) + "\n"


def _lines(comparison: Comparison, title: str, preface: str) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title or 'API changes')}</title>"
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<header><h1>{escape(title or headline(comparison))}</h1>"
    if comparison.new:
        places = f"<code>{escape(comparison.old)}</code> → <code>{escape(comparison.new)}</code>"
        yield f'<p class="faint">{places}</p>'
        yield from _tiles(comparison)
    yield "</header><main>"
    if preface:
        yield preface
    if comparison.new:  # something was compared
        yield from _body(comparison)
    yield "</main></body></html>"


def headline(comparison: Comparison) -> str:
    """The page's title: what it comes to."""
    impact = comparison.impact
    if impact is not None and impact.broken:
        count = len(impact.broken)
        return f"{count} place{'s' if count > 1 else ''} in your code break{'' if count > 1 else 's'}"
    if not comparison.changes:
        return summary(comparison).capitalize()
    match str(comparison.client_verdict):
        case "breaking":
            return "Code that uses the client breaks"
        case "compatible":
            return "The client grows, no code breaks"
        case _:
            return "No effect on code"


def _tiles(comparison: Comparison) -> Iterator[str]:
    tones = {"breaking": "error", "non-breaking": "note", "compatible": "note", "none": "note"}
    yield '<div class="tiles">'
    wire, client = comparison.verdict, str(comparison.client_verdict)
    yield _tile("on the wire", wire, tones.get(wire, "note"))
    yield _tile("for code that uses the client", client, tones.get(client, "note"))
    tone = "error" if comparison.bump == "major" else "note"
    yield _tile("next version of the client", comparison.bump, tone)
    impact = comparison.impact
    if impact is not None:
        tone = "error" if impact.broken else "warning" if impact.doubtful else "note"
        yield _tile(f"in {impact.files} files of code", impact_words(impact), tone)
    else:
        count = len(comparison.changes)
        yield _tile("in all", f"{count} change{'' if count == 1 else 's'}", "")
    yield "</div>"


def _tile(name: str, value: str, tone: str) -> str:
    return f'<div class="tile {tone}"><b>{escape(value)}</b><span>{escape(name)}</span></div>'


def _body(comparison: Comparison) -> Iterator[str]:
    counts = Counter(severity_of(change) for change in comparison.changes)
    if comparison.impact is not None:
        counts.update(_SEVERITIES[str(site.level)] for site in comparison.impact.sites)
    yield '<form role="search"><input type="search" name="words" placeholder="Search" aria-label="Search">'
    for value, word in _LEVELS.items():
        box = f'<input type="checkbox" name="level" value="{value}" checked>'
        yield f"<label>{box} {word} ({counts[value]})</label>"
    yield "</form>"
    if comparison.impact is not None:
        yield from _impact(comparison.impact)
    for section in sections(comparison):
        yield from _section(section, comparison)
    hidden = " hidden" if comparison.changes else ""
    yield f'<p class="none"{hidden}>Nothing to show.</p>'
    yield "<footer>Written by instep. Lines are those of the documents that were compared.</footer>"
    yield f"<script>{SCRIPT}</script>"


def _impact(impact: Impact) -> Iterator[str]:
    shown = [site for site in impact.sites if str(site.level) != "info"]
    if not shown:
        return
    yield f'<section><h2>Your code <span class="count">{len(shown)}</span></h2>'
    yield '<p class="faint">Places that use what changed.</p>'
    for site in shown[:_MOST_SITES]:
        severity = _SEVERITIES[str(site.level)]
        badge = "breaks" if severity == "error" else "look at it"
        yield f'<article class="{severity}" data-level="{severity}">'
        where = f"{site.file}:{site.line}"
        yield _head(badge, f"<strong><code>{escape(where)}</code></strong> {_coded(site.reason)}")
        yield f'<ul class="sites"><li><pre>{escape(site.code)}</pre></li></ul></article>'
    if len(shown) > _MOST_SITES:
        yield f'<p class="faint">… and {len(shown) - _MOST_SITES} more</p>'
    yield "</section>"


def _section(section: Section, comparison: Comparison) -> Iterator[str]:
    count = f'<span class="count">{len(section.changes)}</span>'
    yield f"<section><h2>{escape(section.title)} {count}</h2>"
    yield f'<p class="faint">{escape(section.advice)}</p>'
    for change in section.changes:
        yield from _change(change, comparison)
    yield "</section>"


def _head(badge: str, inner: str) -> str:
    return f'<p class="head"><span class="badge">{escape(badge)}</span> <span>{inner}</span></p>'


def _change(change: Change, comparison: Comparison) -> Iterator[str]:
    severity, symbol = severity_of(change), change.client.symbol
    yield f'<article class="{severity}" data-level="{severity}">'
    if symbol:
        named = ", ".join(f"<code>{escape(s)}</code>" for s in symbol.split(", "))
        yield _head(code_words(change), f"<strong>{named}</strong> {_coded(change.client.effect)}")
    else:
        yield _head(code_words(change), _coded(change.text))
    advice = advice_of(change)
    if advice:
        yield f'<p class="advice">{escape(advice)}</p>'
    told = f"{_coded(change.subject)}: " if symbol else ""
    wire = f"{told}on the wire {escape(wire_words(change))} <code>{escape(change.id)}</code>"
    yield f'<p class="faint">{wire}</p>'
    if change.operations:
        reached = operations_of(change, comparison.operations, _MOST_OPERATIONS)
        yield f'<p class="faint">reaches {escape(reached)}</p>'
    yield from _sites(comparison.sites_of(change))
    yield from _source(change, comparison)
    yield "</article>"


def _sites(sites: tuple[Site, ...]) -> Iterator[str]:
    if not sites:
        return
    yield '<ul class="sites">'
    for site in sites[:_MOST_SITES]:
        yield (
            f"<li><code>{escape(f'{site.file}:{site.line}')}</code> {_coded(site.reason)}"
            f"<pre>{escape(site.code)}</pre></li>"
        )
    yield "</ul>"


def _source(change: Change, comparison: Comparison) -> Iterator[str]:
    """Both documents, side by side; where their lines are not known, both places."""
    old, new = comparison.lines_of(change)
    if old is None and new is None:
        for word, place in (("old", change.old), ("new", change.new)):
            said = place or f"not in {change.near}"
            yield f'<p class="faint">{word} <code>{escape(said)}</code></p>'
        return
    first = change.new or change.old or change.near
    yield f"<details><summary>{escape(first)}</summary>"
    yield '<div class="panes">'
    yield from _pane("old", old, new)
    yield from _pane("new", new, old)
    yield "</div></details>"


def _pane(side: str, shown: Excerpt | None, other: Excerpt | None) -> Iterator[str]:
    if shown is None:
        return
    word = side if shown.holds else f"{side}: not there; it would stand below"
    yield f'<div class="pane {side}"><p>{word} <code>{escape(shown.place)}</code></p><pre>'
    against = {line.strip(" ,") for line in other.lines} if other and other.holds else set[str]()
    lines: list[str] = []
    for number, line in enumerate(shown.lines, shown.first):
        differs = shown.holds and line.strip(" ,") not in against
        mark = ' class="d"' if differs else ""
        lines.append(f'<span{mark} data-n="{number}">{escape(line) or " "}</span>')
    if shown.more:
        lines.append('<span data-n="">…</span>')
    yield "".join(lines) + "</pre></div>"


def _coded(text: str) -> str:
    """Text in which what stands between backticks is code."""
    if text.count("`") % 2:
        return escape(text)
    parts = [escape(part) for part in text.split("`")]
    parts[1::2] = [f"<code>{part}</code>" if part else "" for part in parts[1::2]]
    return "".join(parts)
