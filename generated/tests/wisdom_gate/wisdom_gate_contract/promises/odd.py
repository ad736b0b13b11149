"""Values that no document means, and values with one of them somewhere."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from ..kinds import is_array, is_object

ODD: tuple[Any, ...] = (
    None, True, 7, 2.5, "", "odd", [], ["odd", None, 7], [[{}]], {}, {"odd": None},
    {"type": "odd", "id": 7, "error": "odd"}, {"type": 7}, {"type": None, "object": [], "name": {}},
)  # fmt: skip


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value but its own."""
    if place:
        yield place
    if is_object(value):
        for name, inner in value.items():
            yield from places(inner, (*place, name))
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from places(inner, (*place, index))


def changed(value: Any, place: tuple[str | int, ...], odd: Any) -> Any:
    """A copy of a value with something else at a place."""
    found = copy.deepcopy(value)
    inner = found
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = odd
    return found
