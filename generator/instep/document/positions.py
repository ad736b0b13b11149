"""Where a node stands in its file, and where it stood before bundling and upgrading moved it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from instep.document.pointers import Tokens

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


class Places(Protocol):
    """Finds nodes in the text of one file."""

    def find(self, tokens: Tokens) -> Place:
        """The place of the node, or of its nearest ancestor that exists.

        A member of an object stands where its key stands, an array element where it begins.
        """
        ...

    def text_of(self, tokens: Tokens) -> str:
        """A scalar as it is written in the file; empty if the node is no scalar."""
        ...


class Lines:
    """Turns offsets of a text into lines and columns."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def place(self, offset: int) -> Place:
        """Line and column of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(slots=True)
class Moves:
    """What was moved: for a pointer after the move, the pointer it had before.

    The longest recorded prefix decides. Tokens of the first kind belong to the document that
    came out, those of the second kind to what went in; `origin` names the file that went in.
    """

    back: dict[Tokens, tuple[str, Tokens]] = field(default_factory=dict)
    forth: dict[Tokens, Tokens] = field(default_factory=dict)
    earlier: Moves | None = None
    """Moves that were made before these."""

    def record(self, now: Tokens, before: Tokens, origin: str = "") -> None:
        """Say that the node now at `now` was at `before` in file `origin`."""
        self.back[now] = (origin, before)
        if not origin:
            self.forth.setdefault(before, now)

    def before(self, now: Tokens) -> tuple[str, Tokens]:
        """The file and tokens a node had before; unchanged where nothing was recorded."""
        origin = ""
        if self.back:
            for length in range(len(now), -1, -1):
                moved = self.back.get(now[:length])
                if moved is not None:
                    origin, now = moved[0], moved[1] + now[length:]
                    break
        return self.earlier.before(now) if self.earlier else (origin, now)

    def after(self, before: Tokens) -> Tokens:
        """The tokens a node of the same file has now."""
        if self.earlier:
            before = self.earlier.after(before)
        for length in range(len(before), -1, -1):
            moved = self.forth.get(before[:length])
            if moved is not None:
                return moved + before[length:]
        return before
