"""The lines of a document at the place of a change, for reports that show them side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MOST = 18
"""Lines of one excerpt."""
_WIDEST = 240
_CLOSERS = frozenset("}]),")
TextOf = Callable[[str], tuple[str, int]]
"""From a pointer to the text of the whole file, and the line there, from 1."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines of a file."""

    place: str
    """`file:line:column`."""
    first: int
    """The number of the first line."""
    lines: tuple[str, ...]
    more: bool
    """What stands there goes on."""
    holds: bool
    """Does it show the thing itself, rather than where it would stand?"""


@dataclass(slots=True)
class Excerpts:
    """Finds the lines of every change in both documents."""

    sides: tuple[TextOf | None, TextOf | None]
    pointers: Mapping[tuple[str, str], tuple[str, str]]
    """Id and pointer of a change, and its pointers into the two bundled documents."""
    _lines: dict[int, tuple[str, list[str]]] = field(default_factory=dict)

    def of(
        self, key: tuple[str, str], places: tuple[str, str], holds: tuple[bool, bool]
    ) -> tuple[Excerpt | None, Excerpt | None]:
        """The lines of one change in the old and the new document; None: they are not known."""
        pointers = self.pointers.get(key)
        if pointers is None:
            return None, None
        old, new = (
            self._excerpt(side, pointer, place, has)
            for side, pointer, place, has in zip(self.sides, pointers, places, holds, strict=True)
        )
        return old, new

    def _excerpt(self, side: TextOf | None, pointer: str, place: str, has: bool) -> Excerpt | None:
        if side is None:
            return None
        text, line = side(pointer)
        _, lines = self._lines.setdefault(id(text), (text, text.splitlines()))
        if not 0 < line <= len(lines):
            return None
        shown, more = _block(lines, line - 1, MOST if has else MOST // 3)
        return Excerpt(place, line, shown, more, has)


def _block(lines: list[str], start: int, most: int) -> tuple[tuple[str, ...], bool]:
    """A line and what is indented below it."""
    depth = _indent(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > depth):
        end += 1
    if end < len(lines) and end > start + 1 and set(lines[end].strip()) <= _CLOSERS:
        end += 1
    block = lines[start : min(end, start + most)]
    cut = min((_indent(line) for line in block if line.strip()), default=0)
    return tuple(_short(line[cut:]) for line in block), end - start > most


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _short(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 3]}..."
