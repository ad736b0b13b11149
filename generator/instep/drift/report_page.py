"""The fixed parts of the HTML report: its looks, its script, and the policy that allows no others."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1c2330; --faint: #5c6675; --line: #dde1e7; --code: #eef0f4;
  --bad: #b3261e; --bad-soft: #fdecea; --doubt: #8a5a00; --doubt-soft: #fff4de;
  --good: #1a6b3c; --good-soft: #e6f4ec; --gone: #fbdedb; --come: #d7f0df; --link: #2456a6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f28; --text: #e4e8ef; --faint: #98a3b3; --line: #303846; --code: #242b37;
    --bad: #ff8a80; --bad-soft: #3a1f20; --doubt: #f0b95b; --doubt-soft: #352a16;
    --good: #6fd19a; --good-soft: #17301f; --gone: #4a2526; --come: #1d3f2b; --link: #8ab4f8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
main, header { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.55rem; line-height: 1.25; margin: 0 0 .35rem; letter-spacing: -.01em; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .1rem; }
h2 .count { color: var(--faint); font-weight: 400; }
p { margin: .2rem 0; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { background: var(--code); border-radius: 4px; padding: .08em .35em; overflow-wrap: anywhere; }
.faint { color: var(--faint); font-size: .92em; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: 1.2rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .9rem; }
.tile b { display: block; font-size: 1.15rem; line-height: 1.35; }
.tile span { color: var(--faint); font-size: .86rem; }
.tile.error b, .error > .head .badge { color: var(--bad); }
.tile.warning b, .warning > .head .badge { color: var(--doubt); }
.tile.note b, .note > .head .badge { color: var(--good); }
form {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
  background: var(--page); border-bottom: 1px solid var(--line); padding: .7rem 0; margin-top: 1rem;
}
input[type=search] {
  flex: 1 1 14rem; min-width: 0; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; padding: .42rem .7rem;
}
label { display: inline-flex; gap: .4rem; align-items: center; font-size: .92rem; padding: .3rem .65rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
label input { accent-color: var(--link); margin: 0; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--line);
  border-radius: 8px; padding: .7rem .95rem; margin: .7rem 0; }
article.error { border-left-color: var(--bad); }
article.warning { border-left-color: var(--doubt); }
article.note { border-left-color: var(--good); }
.head { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; }
.head strong { overflow-wrap: anywhere; }
.badge { font-size: .78rem; font-weight: 600; border-radius: 999px; padding: .05rem .55rem; white-space: nowrap; }
.error > .head .badge { background: var(--bad-soft); }
.warning > .head .badge { background: var(--doubt-soft); }
.note > .head .badge { background: var(--good-soft); }
.advice { margin: .35rem 0; }
.advice::before { content: "\\2192\\00a0"; color: var(--link); font-weight: 600; }
pre.line { margin: .35rem 0 0; overflow-x: auto; background: var(--code); border-radius: 6px; padding: .35rem .6rem; }
.reach code { white-space: nowrap; overflow-wrap: normal; background: none; padding: 0 .5em 0 0; }
details { margin-top: .45rem; }
summary { cursor: pointer; color: var(--link); font-size: .92rem; }
.panes { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .6rem; margin-top: .5rem; }
.pane { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.pane > p { margin: 0; padding: .3rem .6rem; background: var(--code); font-size: .84rem; overflow-wrap: anywhere; }
.pane pre { margin: 0; padding: .4rem 0; overflow-x: auto; }
.pane pre span { display: block; padding: 0 .6rem; white-space: pre; width: max-content; min-width: 100%; }
.pane pre span::before { content: attr(data-n); display: inline-block; min-width: 3em; padding-right: 1.5ch; color: var(--faint);
  opacity: .75; user-select: none; }
.old .d { background: var(--gone); }
.new .d { background: var(--come); }
.none { color: var(--faint); padding: 1rem 0; }
footer { color: var(--faint); font-size: .86rem; padding: 2rem 0; }
[hidden] { display: none !important; }
@media (max-width: 40rem) {
  main, header { padding: 0 .8rem; } header { padding-top: 1.2rem; }
  .reach code { white-space: normal; }
  h1 { font-size: 1.25rem; } .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .panes { grid-template-columns: minmax(0, 1fr); } form { position: static; }
}
@media print { form { display: none; } body { background: none; } article { break-inside: avoid; } }
"""
SCRIPT = """
const form = document.querySelector("form");
const none = document.querySelector(".none");
function show() {
  const words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map(box => box.value));
  let shown = 0;
  for (const section of document.querySelectorAll("section")) {
    let here = 0;
    for (const entry of section.querySelectorAll("article")) {
      const text = entry.textContent.toLowerCase();
      entry.hidden = !levels.has(entry.dataset.level) || !words.every(word => text.includes(word));
      here += !entry.hidden;
    }
    section.hidden = !here;
    shown += here;
  }
  none.hidden = shown > 0;
}
form.addEventListener("input", show);
form.addEventListener("submit", event => event.preventDefault());
"""


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy() -> str:
    """The content security policy: nothing from anywhere, this style and this script alone."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_digest(STYLE)}; script-src {_digest(SCRIPT)}"
    )
