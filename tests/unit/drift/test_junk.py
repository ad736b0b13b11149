"""Documents with a node of the wrong type are compared all the same."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pairs import compared, document

_SCHEMA = {
    "type": "object",
    "required": ["a"],
    "additionalProperties": False,
    "properties": {
        "a": {"type": "string", "format": "uuid", "pattern": "^a", "maxLength": 3, "default": "a"},
        "b": {"type": "array", "items": {"enum": [1, 2]}, "minItems": 1, "uniqueItems": True},
        "c": {"oneOf": [{"const": 1}, {"type": "integer", "maximum": 3}], "readOnly": True},
    },
}
_MEDIA = {"content": {"application/json": {"schema": _SCHEMA}}}
_DOCUMENT = document(
    {
        "parameters": [
            {"name": "q", "in": "query", "explode": False, "schema": {"type": "string"}}
        ],
        "requestBody": {"required": True, **_MEDIA},
        "responses": {"200": {"description": "ok", "headers": {"X": {"schema": {}}}, **_MEDIA}},
        "security": [{"key": []}],
        "deprecated": True,
        "tags": ["t"],
    }
)
_JUNK = [None, 5, ["x"], {"x": None}]


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*at, key)
            yield from _places(value[key], (*at, key))


@pytest.mark.parametrize(
    "place", [p for p in _places(_DOCUMENT) if p[0] == "paths" and len(p) > 2], ids=str
)
def test_a_node_of_any_type_is_survived(place: tuple[Any, ...]) -> None:
    for junk in _JUNK:
        changed = copy.deepcopy(_DOCUMENT)
        holder = changed
        for token in place[:-1]:
            holder = holder[token]
        holder[place[-1]] = junk
        compared(_DOCUMENT, changed)
        compared(changed, _DOCUMENT)
