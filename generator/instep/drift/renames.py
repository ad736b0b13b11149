"""Guesses which thing that came is one that went, under another name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

_ALIKE = 0.75
_T = TypeVar("_T")


def guessed(
    gone: Mapping[str, _T], come: Mapping[str, _T], alike: Callable[[_T, _T], bool]
) -> dict[str, str]:
    """Names that went to names that came, each at most once: alike in content and in name.

    Where just one went and one came, of the same content, the names need not be alike.
    """
    found: dict[str, str] = {}
    alone = len(gone) == len(come) == 1
    for name, node in gone.items():
        rivals = [
            other for other, new in come.items() if other not in found.values() and alike(node, new)
        ]
        best = max(rivals, key=lambda other: similarity(name, other), default=None)
        if best is not None and (alone or similarity(name, best) >= _ALIKE):
            found[name] = best
    return found


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1; spelling with capitals, hyphens or underscores is the same."""
    first, second = _words(one), _words(other)
    if "".join(first) == "".join(second):
        return 1.0
    shared = len(set(first) & set(second)) / max(len(set(first)), len(set(second)), 1)
    ratio = difflib.SequenceMatcher(None, "".join(first), "".join(second)).ratio()
    return max(ratio, shared)


def _words(name: str) -> list[str]:
    apart = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [word.lower() for word in re.findall(r"[A-Za-z0-9]+", apart)]
