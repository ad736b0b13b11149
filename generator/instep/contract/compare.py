"""Whether two JSON values are one and the same."""

from __future__ import annotations

import json
from typing import Any, cast

_LONGEST = 300


def difference(expected: Any, found: Any, pointer: str = "") -> str:
    """The first difference, with its JSON pointer (RFC 6901); empty if there is none.

    Numbers are equal by value, so that 1 and 1.0 are; true and 1 are not.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        return _objects(cast("dict[str, Any]", expected), cast("dict[str, Any]", found), pointer)
    if isinstance(expected, list) and isinstance(found, list):
        return _arrays(cast("list[Any]", expected), cast("list[Any]", found), pointer)
    if _kind(expected) == _kind(found) and expected == found:
        return ""
    return f"{pointer or '/'}: expected {shown(expected)}, found {shown(found)}"


def _objects(expected: dict[str, Any], found: dict[str, Any], pointer: str) -> str:
    for name in [*expected, *found]:
        inner = f"{pointer}/{step(name)}"
        if name not in found:
            return f"{inner}: expected {shown(expected[name])}, found nothing"
        if name not in expected:
            return f"{inner}: expected nothing, found {shown(found[name])}"
        if said := difference(expected[name], found[name], inner):
            return said
    return ""


def _arrays(expected: list[Any], found: list[Any], pointer: str) -> str:
    for index, (one, other) in enumerate(zip(expected, found, strict=False)):
        if said := difference(one, other, f"{pointer}/{index}"):
            return said
    if len(expected) != len(found):
        return f"{pointer or '/'}: expected {len(expected)} items, found {len(found)}"
    return ""


def _kind(value: Any) -> type:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return type(value)
    return float


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
