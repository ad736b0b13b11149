"""What JSON Schema says about scalars and sizes: types, enums, bounds, lengths, patterns, formats."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

SHOWN: Final = 80
"""Characters of a value that a message quotes."""


class Opaque(str):
    """Stands for bytes or a file: a string of which nothing more is known."""

    __slots__ = ()


def shown(value: object) -> str:
    """A value, short enough for a message."""
    text = "a file" if isinstance(value, Opaque) else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def type_of(value: object) -> str:
    """The name that JSON Schema has for a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "string"


def type_problem(schema: Mapping[str, Any], value: object) -> str:
    """What is wrong with the value's type; empty if nothing is (validation, section 6.1.1)."""
    wanted = schema.get("type")
    if wanted is None:
        return ""
    names = cast("list[str]", [wanted] if isinstance(wanted, str) else wanted)
    found = type_of(value)
    if found in names or (found == "integer" and "number" in names):
        return ""
    return f"expected {' or '.join(names)}, found {found} {shown(value)}"


def value_problems(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a value of the right type, its members apart (validation, section 6).

    Gives the keyword that is not satisfied, and the reason.
    """
    if "const" in schema and not same(schema["const"], value):
        yield "const", f"expected {shown(schema['const'])}, found {shown(value)}"
    options = schema.get("enum")
    if options is not None and not any(same(option, value) for option in options):
        yield "enum", f"{shown(value)} is none of {', '.join(map(shown, options[:12]))}"
    if isinstance(value, Opaque):
        return
    for word, holds in _LIMITS.get(_group(value), {}).items():
        limit = schema.get(word)
        if limit is not None and not holds(value, limit):
            yield word, f"{shown(value)} does not satisfy {word} {shown(limit)}"
    if isinstance(value, str):
        yield from _text_problems(schema, value)
    elif (
        isinstance(value, list)
        and schema.get("uniqueItems")
        and _repeats(cast("list[object]", value))
    ):
        yield "uniqueItems", "the items are not unique"


def _group(value: object) -> str:
    found = type_of(value)
    return "number" if found == "integer" else found


def _text_problems(schema: Mapping[str, Any], value: str) -> Iterator[tuple[str, str]]:
    pattern, format_ = schema.get("pattern"), schema.get("format")
    if pattern is not None and matches(pattern, value) is False:
        yield "pattern", f"{shown(value)} does not match {shown(pattern)}"
    check = _FORMATS.get(format_ or "")
    if check is not None:
        try:
            check(value)
        except ValueError:
            yield "format", f"{shown(value)} is no {format_}"


def matches(pattern: str, text: str) -> bool | None:
    """Whether a pattern is found in a text, in linear time; None if it is not known how to tell."""
    # pydantic's engine has no backtracking, so that no document's pattern can hang a test run.
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return None
    return validator.isinstance_python(text)


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        left, right = cast("list[object]", one), cast("list[object]", other)
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(one, dict) and isinstance(other, dict):
        a, b = cast("dict[str, object]", one), cast("dict[str, object]", other)
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    return one == other


def _repeats(items: list[object]) -> bool:
    return any(same(a, b) for index, a in enumerate(items) for b in items[:index])


def _is_multiple(value: float, step: float) -> bool:
    return math.isclose(value / step, round(value / step), rel_tol=1e-9, abs_tol=1e-9)


_LIMITS: Final[Mapping[str, Mapping[str, Callable[[Any, Any], bool]]]] = {
    "number": {
        "minimum": lambda value, limit: value >= limit,
        "maximum": lambda value, limit: value <= limit,
        "exclusiveMinimum": lambda value, limit: value > limit,
        "exclusiveMaximum": lambda value, limit: value < limit,
        "multipleOf": _is_multiple,
    },
    "string": {
        "minLength": lambda value, limit: len(value) >= limit,
        "maxLength": lambda value, limit: len(value) <= limit,
    },
    "array": {
        "minItems": lambda value, limit: len(value) >= limit,
        "maxItems": lambda value, limit: len(value) <= limit,
    },
    "object": {
        "minProperties": lambda value, limit: len(value) >= limit,
        "maxProperties": lambda value, limit: len(value) <= limit,
    },
}

_FORMATS: Final[Mapping[str, Callable[[str], object]]] = {
    "date-time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}
