"""Long lines of prose, broken where Markdown does not mind."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from instep.render.python import Prose, refilled

_MARKER: Final = re.compile(r"(?:[-*+>]|\d+[.)])\s+")
"""The beginning of a list's item or a quotation."""
_KEPT: Final = re.compile(r"\s{2,}\S|[#|<]|\t|`{3,}|~{3,}|:{3,}")
"""The beginning of a line that means something else when it is broken: code, headings, tables, HTML."""
_RULE: Final = re.compile(r"(?:[-=*_]\s*){2,}$")
"""A line that underlines a heading or parts two sections."""
_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})")


def wrapped(text: Prose, width: int) -> Prose:
    """The text with paragraphs and list items of at most so many columns; all else as it is.

    A paragraph that fits stays as its author broke it; another is filled anew. A line is left alone if
    breaking it would make a new list, heading or the like.
    """
    lines: list[str] = []
    for paragraph in _paragraphs(text):
        if all(len(line) <= width or line in paragraph.kept for line in paragraph.lines):
            lines.extend(paragraph.lines)
        else:
            lines.extend(_filled(paragraph.lines, width))
    return refilled(text, "\n".join(lines))


@dataclass(slots=True)
class _Paragraph:
    """Lines that Markdown reads as one paragraph or item, or one line of something else."""

    lines: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """The line, if it is code or the like, which means something else when it is broken."""


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    gathered = _Paragraph()
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        kept = bool(mark or fence or _KEPT.match(line) or _RULE.match(line))
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if kept or not line.strip() or _MARKER.match(line):
            if gathered.lines:
                yield gathered
            gathered = _Paragraph()
        if kept or not line.strip():
            yield _Paragraph([line], [line] if kept else [])
            continue
        gathered.lines.append(line)
        if line.endswith(("  ", "\\")):  # a break that the author asked for
            yield gathered
            gathered = _Paragraph()
    if gathered.lines:
        yield gathered


def _filled(lines: list[str], width: int) -> list[str]:
    """The lines as one paragraph, or each by itself where they look like rows of something."""
    if len(lines) > 1 and not any(" | " in line for line in lines):
        whole = " ".join(line.strip() for line in lines)
        parts = _broken(whole, width)
        if len(parts) > 1:
            return parts
    return [
        part for line in lines for part in ([line] if len(line) <= width else _broken(line, width))
    ]


def _broken(line: str, width: int) -> list[str]:
    marker = _MARKER.match(line)
    hang = " " * len(marker.group()) if marker else ""
    parts = textwrap.wrap(
        line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
    changed = any(_MARKER.match(part.strip()) or _KEPT.match(part.strip()) for part in parts[1:])
    return [line] if changed or (marker and marker.group().startswith(">")) else parts
