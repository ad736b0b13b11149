"""Whether two JSON values are one and the same."""

from __future__ import annotations

import json
from typing import Any

from .kinds import is_array, is_object

_LONGEST = 300


def difference(expected: Any, found: Any, pointer: str = "") -> str:
    """The first difference, with its JSON pointer (RFC 6901); empty if there is none.

    Numbers are equal by value, so that 1 and 1.0 are; true and 1 are not.
    """
    steps, said = _difference(expected, found)
    if not said:
        return ""
    return f"{pointer}{''.join(f'/{step(one)}' for one in steps)}: {said}".removeprefix(": ")


def _difference(expected: Any, found: Any) -> tuple[list[str], str]:
    """The steps to the first difference, and what it is."""
    if is_object(expected) and is_object(found):
        return _objects(expected, found)
    if is_array(expected) and is_array(found):
        return _arrays(expected, found)
    if expected == found and _kind(expected) == _kind(found):
        return [], ""
    return [], f"expected {shown(expected)}, found {shown(found)}"


def _objects(expected: dict[str, Any], found: dict[str, Any]) -> tuple[list[str], str]:
    for name, value in expected.items():
        if name not in found:
            return [name], f"expected {shown(value)}, found nothing"
        steps, said = _difference(value, found[name])
        if said:
            return [name, *steps], said
    for name, value in found.items():
        if name not in expected:
            return [name], f"expected nothing, found {shown(value)}"
    return [], ""


def _arrays(expected: list[Any], found: list[Any]) -> tuple[list[str], str]:
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        steps, said = _difference(one, other)
        if said:
            return [str(index), *steps], said
    if len(expected) != len(found):
        return [], f"expected {len(expected)} items, found {len(found)}"
    return [], ""


def _kind(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if number else type(value).__name__


def step(name: str) -> str:
    """One step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def shown(value: Any) -> str:
    """A value for people, cut to a line."""
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = ascii(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
