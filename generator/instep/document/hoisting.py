"""Chooses the component keys of schemas that other files bring in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from instep.document.pointers import Tokens

TargetKey = tuple[str, Tokens]
"""The file's key and the tokens within it."""
_UNCLEAN = re.compile(r"[^A-Za-z0-9._-]+")
_CONTAINERS = frozenset({"schemas", "definitions", "$defs", "defs"})
_KEYWORDS = frozenset({"properties", "items"})


class Names:
    """Unique keys for `components.schemas`, the same for the same document every time."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}
        self._names: dict[TargetKey, str] = {}
        self.hoisted: dict[str, TargetKey] = {}

    def known(self, key: TargetKey) -> str | None:
        """The name chosen for this target before, if any."""
        return self._names.get(key)

    def claim(self, key: TargetKey, name: str) -> None:
        """Give the target an existing component's name; the first claim holds."""
        if key not in self._names:
            self._names[key] = name
            self.hoisted[name] = key

    def choose(self, key: TargetKey, file: str, tokens: Tokens) -> str:
        """A new name: the schema's own, then with its file and folders, then with a number."""
        candidates = _candidates(file, tokens)
        name = next((c for c in candidates if c.casefold() not in self._taken), "")
        number = 2
        while not name:
            numbered = f"{candidates[-1]}-{number}"
            name = "" if numbered.casefold() in self._taken else numbered
            number += 1
        self._taken.add(name.casefold())
        self.claim(key, name)
        return name


def _candidates(file: str, tokens: Tokens) -> list[str]:
    path = PurePosixPath(file)
    context = [_clean(part) for part in (*path.parts[:-1], path.name.split(".")[0])]
    context = [part for part in context if part.strip(".")]
    own = [_clean(token) for token in tokens]
    if len(own) > 1 and (own[-2] not in _CONTAINERS):
        # Deep inside a schema: its path says more than its last word, and where the file is the
        # schema its name comes first.
        if own[0] in _KEYWORDS and context:
            own.insert(0, context[-1])
        own = ["_".join(word for word in own if word not in _CONTAINERS | _KEYWORDS)]
    last = [own[-1]] if own and own[-1] else []
    names = list(last)
    for length in range(1, len(context) + 1):
        names.append("_".join([*context[-length:], *last]))
    return names or ["schema"]


def _clean(word: str) -> str:
    return _UNCLEAN.sub("_", word).strip("_")
