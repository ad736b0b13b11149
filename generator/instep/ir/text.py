"""Prose from the document, typed so that it cannot be printed by accident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Text:
    """Text that somebody else wrote. It has no `str()`: only `render/python.py` and its like read `raw`."""

    raw: str = ""

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __str__(self) -> NoReturn:
        raise TypeError("text from a document must go through an emitter of instep.render")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("text from a document must go through an emitter of instep.render")

    def __repr__(self) -> str:
        short = self.raw if len(self.raw) <= 40 else self.raw[:37] + "..."
        return f"Text({short!a})"


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Doc:
    """What a node of the document says about itself."""

    title: Text = NO_TEXT
    summary: Text = NO_TEXT
    description: Text = NO_TEXT
    deprecated: bool = False
    external: Text = NO_TEXT
    """URL of `externalDocs`, if any."""


NO_DOC = Doc()
