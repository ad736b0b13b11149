"""Finds what is only described differently: words, examples, titles. Asked for with `--docs`."""

from __future__ import annotations

from typing import Any

from instep.drift.callbacks import METHODS
from instep.drift.findings import Finding, Graph
from instep.ir.pointers import escape

_WORDS = ("title", "summary", "description", "example", "examples", "externalDocs")
_TABLES = frozenset(
    {
        "properties", "patternProperties", "schemas", "responses", "parameters", "headers", "paths",
        "webhooks", "content", "securitySchemes", "requestBodies", "callbacks", "dependentSchemas",
        "$defs", "variables", "mapping", "encoding", "links", "pathItems",
    }
)  # fmt: skip
"""Members whose own members are names, not keywords."""
_VALUES = frozenset({"example", "examples", "default", "enum", "const"})


def compare_descriptions(graph: Graph, old: Any, new: Any) -> None:
    """Add a finding for each place that both documents have and describe differently."""
    _compare(graph, old, new, "#", "", named=False)


def _compare(
    graph: Graph, old: Any, new: Any, pointer: str, operation: str, *, named: bool
) -> None:
    if old is new or old == new:
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (before, after) in enumerate(zip(old, new, strict=True)):
            _compare(graph, before, after, f"{pointer}/{place}", operation, named=False)
        return
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    words = [w for w in _WORDS if not named and old.get(w) != new.get(w)]
    if words:
        pair = ("docs", operation or pointer)
        if operation:
            graph.operations[pair] = operation
        listed = ", ".join(f"`{word}`" for word in words)
        graph.add(pair, Finding("documentation-changed", pointer, pointer, after=listed))
    for key, before in old.items():
        if key not in new or (not named and key in _VALUES | set(_WORDS)):
            continue
        inside = f"{pointer}/{escape(key)}"
        here = operation
        tokens = inside.split("/")
        if len(tokens) == 4 and tokens[1] == "paths" and key in METHODS:
            path = tokens[2].replace("~1", "/").replace("~0", "~")
            here = f"{key.upper()} {path}"
        _compare(graph, before, new[key], inside, here, named=not named and key in _TABLES)
