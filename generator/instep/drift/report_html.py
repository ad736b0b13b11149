"""The comparison as one self-contained page: no network, light and dark, to be searched and filtered."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from instep.drift.changes import Change, Comparison
from instep.drift.report import Section, operations_of, sections, summary, wire_words
from instep.drift.report_machines import severity_of

_STYLE = """
:root { color-scheme: light dark; --bad: #c62828; --doubt: #9a6700; --good: #1a7f37; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
article { border-left: 4px solid var(--line); padding: .2rem .8rem; margin: .8rem 0; }
.error { border-color: var(--bad); } .warning { border-color: var(--doubt); }
.note { border-color: var(--good); }
code { overflow-wrap: anywhere; } p { margin: .1rem 0; } .faint { opacity: .75; font-size: .9em; }
form { display: flex; gap: 1rem; flex-wrap: wrap; } input[type=search] { flex: 1; padding: .3rem; }
[hidden] { display: none; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff7b72; --doubt: #d29922; --good: #3fb950; } }
"""
_SCRIPT = """
const form = document.querySelector("form");
function show() {
  const words = form.words.value.toLowerCase();
  const levels = [...form.querySelectorAll("[name=level]:checked")].map(box => box.value);
  for (const entry of document.querySelectorAll("article"))
    entry.hidden = !levels.includes(entry.className) || !entry.textContent.toLowerCase().includes(words);
}
form.addEventListener("input", show);
form.addEventListener("submit", event => event.preventDefault());
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_LEVELS = {"error": "breaking", "warning": "possibly breaking", "note": "harmless"}


def as_html(comparison: Comparison) -> str:
    """The whole page. Nothing of the document is markup in it."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width"><title>API changes</title>'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>API changes: {escape(summary(comparison))}</h1>"
    yield f"<p><code>{escape(comparison.old)}</code> → <code>{escape(comparison.new)}</code></p>"
    yield '<form><input type="search" name="words" placeholder="Search" aria-label="Search">'
    for value, word in _LEVELS.items():
        yield f'<label><input type="checkbox" name="level" value="{value}" checked> {word}</label>'
    yield "</form>"
    for section in sections(comparison):
        yield from _section(section, comparison.operations)
    yield f"<script>{_SCRIPT}</script></body></html>"


def _section(section: Section, total: int) -> Iterator[str]:
    yield f"<h2>{escape(section.title)} ({len(section.changes)})</h2>"
    yield f"<p>{escape(section.advice)}</p>"
    for change in section.changes:
        yield from _change(change, total)


def _change(change: Change, total: int) -> Iterator[str]:
    symbol = change.client.symbol
    yield f'<article class="{severity_of(change)}">'
    if symbol:
        yield f"<p><code>{escape(symbol)}</code>: {escape(change.client.effect)}</p>"
    yield f"<p>{escape(change.text)}</p>"
    wire = f"on the wire {wire_words(change)} ({change.id}), in code {change.client.level}"
    yield f'<p class="faint">{escape(wire)}</p>'
    if change.operations:
        yield f'<p class="faint">reaches {escape(operations_of(change, total, 20))}</p>'
    for word, place in (("old", change.old), ("new", change.new)):
        said = place or f"not in {change.near}"
        yield f'<p class="faint">{word} <code>{escape(said)}</code></p>'
    yield "</article>"
