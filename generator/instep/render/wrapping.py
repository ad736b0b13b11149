"""Long lines of prose, broken where Markdown does not mind."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from instep.render.python import Prose, refilled

_MARKER: Final = re.compile(r"(?:[-*+>]|\d+[.)])\s+")
"""The beginning of a list's item or a quotation."""
_KEPT: Final = re.compile(r"\s{2,}\S|[#|<]|\t|`{3,}|~{3,}|:{3,}")
"""The beginning of a line that means something else when it is broken: code, headings, tables, HTML."""
_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})")


def wrapped(text: Prose, width: int) -> Prose:
    """The text with paragraphs and list items of at most so many columns; all else as it is.

    A line is left alone if breaking it would make a new list, heading or the like.
    """
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or len(line) <= width or _KEPT.match(line):
            lines.append(line)
        else:
            lines.extend(_broken(line, width))
    return refilled(text, "\n".join(lines))


def _broken(line: str, width: int) -> list[str]:
    marker = _MARKER.match(line)
    hang = " " * len(marker.group()) if marker else ""
    parts = textwrap.wrap(
        line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
    changed = any(_MARKER.match(part.strip()) or _KEPT.match(part.strip()) for part in parts[1:])
    return [line] if changed or (marker and marker.group().startswith(">")) else parts
