"""The comparison as one self-contained page: no network, light and dark, to be searched and filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.excerpts import Excerpt
from instep.drift.law import Level
from instep.drift.report import (
    Section,
    code_words,
    escaped,
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
_MOST_USES = 12


def as_html(comparison: Comparison, *, title: str = "", preface: str = "") -> str:
    """The whole page. Nothing of the document is markup in it.

    `title` stands in place of the comparison's summary; `preface` is HTML that comes after it.
    """
    return "\n".join(_lines(comparison, title, preface)) + "\n"


def _lines(comparison: Comparison, title: str, preface: str) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy())}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escaped(title or 'API changes')}</title>"
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<header><h1>{escaped(title or headline(comparison))}</h1>"
    if comparison.new:
        places = f"<code>{escaped(comparison.old)}</code> → <code>{escaped(comparison.new)}</code>"
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
        return (
            f"{count} place{'s' if count > 1 else ''} in your code break{'' if count > 1 else 's'}"
        )
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
    doubtful = any(change.level is Level.WARNING for change in comparison.changes)
    tone = tones.get(wire, "note")
    yield _tile("on the wire", wire, "warning" if doubtful and tone == "note" else tone)
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
    return f'<div class="tile {tone}"><b>{escaped(value)}</b><span>{escaped(name)}</span></div>'


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
        yield _head(badge, f"<strong><code>{escaped(where)}</code></strong> {_coded(site.reason)}")
        yield f'<pre class="line">{escaped(site.code)}</pre></article>'
    if len(shown) > _MOST_SITES:
        yield f'<p class="faint">… and {len(shown) - _MOST_SITES} more</p>'
    yield "</section>"


def _section(section: Section, comparison: Comparison) -> Iterator[str]:
    count = f'<span class="count">{len(section.changes)}</span>'
    yield f"<section><h2>{escaped(section.title)} {count}</h2>"
    yield f'<p class="faint">{escaped(section.advice)}</p>'
    for change in section.changes:
        yield from _change(change, comparison)
    yield "</section>"


def _head(badge: str, inner: str) -> str:
    return f'<p class="head"><span class="badge">{escaped(badge)}</span> <span>{inner}</span></p>'


def _change(change: Change, comparison: Comparison) -> Iterator[str]:
    severity, symbol = severity_of(change), change.client.symbol
    yield f'<article class="{severity}" data-level="{severity}">'
    if symbol:
        named = ", ".join(f"<code>{escaped(s)}</code>" for s in symbol.split(", "))
        yield _head(code_words(change), f"<strong>{named}</strong> {_coded(change.client.effect)}")
    else:
        yield _head(code_words(change), _coded(change.text))
    advice = advice_of(change)
    if advice:
        yield f'<p class="advice">{escaped(advice)}</p>'
    told = f"{_coded(change.subject)}: " if symbol else ""
    wire = f"{told}on the wire {escaped(wire_words(change))} <code>{escaped(change.id)}</code>"
    yield f'<p class="faint">{wire}</p>'
    yield from _reached(change, comparison.operations)
    yield from _used(comparison.sites_of(change))
    yield from _source(change, comparison)
    yield "</article>"


def _used(sites: tuple[Site, ...]) -> Iterator[str]:
    """Where the user's code uses it; the lines themselves stand at the top of the page."""
    shown = [site for site in sites if str(site.level) != "info"]
    if shown:
        places = [f"<code>{escaped(f'{s.file}:{s.line}')}</code>" for s in shown[:_MOST_USES]]
        rest = f" and {len(shown) - _MOST_USES} more" if len(shown) > _MOST_USES else ""
        yield f'<p class="faint">used at {" ".join(places)}{rest}</p>'


def _reached(change: Change, total: int) -> Iterator[str]:
    most = 3 if severity_of(change) == "note" else _MOST_OPERATIONS
    count = len(change.operations)
    if count > most and count == total:
        yield f'<p class="faint">reaches {operations_of(change, total)}</p>'
    elif count:
        named = " ".join(f"<code>{escaped(key)}</code>" for key in change.operations[:most])
        rest = f" and {count - most} more" if count > most else ""
        yield f'<p class="faint reach">reaches {named}{rest}</p>'


def _source(change: Change, comparison: Comparison) -> Iterator[str]:
    """Both documents, side by side; where their lines are not known, both places."""
    old, new = comparison.lines_of(change)
    if old is None and new is None:
        for word, place in (("old", change.old), ("new", change.new)):
            said = place or f"not in {change.near}"
            yield f'<p class="faint">{word} <code>{escaped(said)}</code></p>'
        return
    first = change.new or change.old or change.near
    opened = " open" if severity_of(change) == "error" else ""
    yield f"<details{opened}><summary>{escaped(first)}</summary>"
    yield '<div class="panes">'
    yield from _pane("old", old, new)
    yield from _pane("new", new, old)
    yield "</div></details>"


def _pane(side: str, shown: Excerpt | None, other: Excerpt | None) -> Iterator[str]:
    if shown is None:
        return
    word = side if shown.holds else f"{side}: not there; it would stand below"
    yield f'<div class="pane {side}"><p>{word} <code>{escaped(shown.place)}</code></p><pre>'
    against = {line.strip(" ,") for line in other.lines} if other and other.holds else set[str]()
    lines: list[str] = []
    for number, line in enumerate(shown.lines, shown.first):
        differs = shown.holds and line.strip(" ,") not in against
        mark = ' class="d"' if differs else ""
        lines.append(f'<span{mark} data-n="{number}">{escaped(line) or " "}</span>')
    if shown.more:
        lines.append('<span data-n="">…</span>')
    yield "".join(lines) + "</pre></div>"


def _coded(text: str) -> str:
    """Text in which what stands between backticks is code."""
    if text.count("`") % 2:
        return escaped(text)
    parts = [escaped(part) for part in text.split("`")]
    parts[1::2] = [f"<code>{part}</code>" if part else "" for part in parts[1::2]]
    return "".join(parts)
