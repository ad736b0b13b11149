"""Bounds of JSON Schema (Validation, section 6) as keywords of pydantic's `Field`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from instep.ir.types import Constraints, ScalarKind, ScalarType
from instep.render.python import Code, code, ident, lit

_BOUNDED: Final = frozenset({ScalarKind.STRING, ScalarKind.INTEGER, ScalarKind.NUMBER})
"""Kinds whose Python value the bounds apply to as they stand."""


def _keywords(rows: Iterable[tuple[str, int | float | str | None]]) -> tuple[Code, ...]:
    return tuple(
        code("{}={}", ident(name), lit(value)) for name, value in rows if value is not None
    )


def scalar_bounds(scalar: ScalarType) -> tuple[Code, ...]:
    """What bounds a string or number, where its Python value is what JSON has."""
    if scalar.kind not in _BOUNDED:
        return ()
    bounds = scalar.constraints
    if scalar.kind is ScalarKind.STRING:
        return _keywords(
            (
                ("min_length", bounds.min_length),
                ("max_length", bounds.max_length),
                ("pattern", bounds.pattern),
            )
        )
    rows = (
        ("ge", bounds.minimum),
        ("gt", bounds.exclusive_minimum),
        ("le", bounds.maximum),
        ("lt", bounds.exclusive_maximum),
        ("multiple_of", bounds.multiple_of),
    )
    if scalar.kind is ScalarKind.INTEGER:
        return _keywords((name, _integral(value)) for name, value in rows)
    return _keywords(rows)


def _integral(value: int | float | None) -> int | None:
    """The bound as an integer; a fractional bound of an integer cannot be said and is left to prose."""
    return int(value) if value is not None and value == value // 1 else None


def item_bounds(bounds: Constraints) -> tuple[Code, ...]:
    """How many items an array may have."""
    return _keywords((("min_length", bounds.min_items), ("max_length", bounds.max_items)))


def key_bounds(bounds: Constraints) -> tuple[Code, ...]:
    """How many properties a map may have."""
    return _keywords((("min_length", bounds.min_properties), ("max_length", bounds.max_properties)))
