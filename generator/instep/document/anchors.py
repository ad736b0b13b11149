"""Finds the nodes of a file that `$anchor` and `$id` name (JSON Schema 2020-12, section 8.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from instep.document.pointers import Tokens

DATA = frozenset({"default", "example", "examples", "enum", "const", "value"})
"""Keywords whose value is data, in which no keyword means anything."""


@dataclass(slots=True)
class Names:
    """Where the names of one file lead. The first node that has a name keeps it."""

    anchors: dict[str, Tokens] = field(default_factory=dict)
    ids: dict[str, Tokens] = field(default_factory=dict)
    dynamic: dict[str, int] = field(default_factory=dict)
    """How often each `$dynamicAnchor` is there."""


def names_of(root: Any) -> Names:
    """Every `$anchor`, `$dynamicAnchor` and `$id` of a file."""
    names = Names()
    seen: set[int] = set()
    waiting: list[tuple[Any, Tokens]] = [(root, ())]
    while waiting:
        node, tokens = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            children = [(str(index), child) for index, child in enumerate(node)]
        else:
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(keyword), str):
                    names.anchors.setdefault(node[keyword], tokens)
            if isinstance(node.get("$dynamicAnchor"), str):
                name = node["$dynamicAnchor"]
                names.dynamic[name] = names.dynamic.get(name, 0) + 1
            if isinstance(node.get("$id"), str):
                names.ids.setdefault(node["$id"].removesuffix("#"), tokens)
            children = [(key, child) for key, child in node.items() if key not in DATA]
        for key, child in reversed(children):
            if isinstance(child, dict | list):
                waiting.append((child, (*tokens, key)))
    return names
