"""JSON values as JSON Schema sees them: their types, when two are the same, which bounds they break."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic_core import SchemaError, SchemaValidator
from pydantic_core import core_schema as core

from ._json import is_array, is_object
from ._memory import remembered
from ._shapes import Limits


def is_kind(kind: str, raw: object) -> bool:
    """Is the value of this JSON type? 1.0 is an integer (JSON Schema, section 4.2.3)."""
    match kind:
        case "str":
            return type(raw) is str
        case "int":
            return type(raw) is int or (type(raw) is float and raw.is_integer())
        case "bool":
            return type(raw) is bool
        case "null":
            return raw is None
        case _:
            return type(raw) is int or type(raw) is float


def same(raw: object, value: object) -> bool:
    """Equal as JSON values: 1 and 1.0 are, 1 and true are not."""
    return raw == value and (type(raw) is bool) == (type(value) is bool)


def broken(limits: Limits, given: object) -> Iterable[tuple[str, str]]:
    """The constraints that a value breaks; those of other JSON types do not concern it."""
    kind = type(given)
    raw: Any = given
    if kind is int or kind is float:
        yield from _out_of_bounds(limits, raw)
    elif kind is str or kind is list or kind is dict:
        if limits.min_length is not None and len(raw) < limits.min_length:
            yield "too_short", f"at least {limits.min_length} are expected"
        if limits.max_length is not None and len(raw) > limits.max_length:
            yield "too_long", f"at most {limits.max_length} are expected"
        if kind is list and limits.unique and _repeats(raw):
            yield "unique", "two items are equal"
        if kind is str and limits.pattern is not None and not pattern_matches(limits.pattern, raw):
            yield "pattern", "the text does not match the documented pattern"


def _repeats(items: list[Any]) -> bool:
    """Are two items the same JSON value? 1 and 1.0 are, however deep they stand."""
    seen: set[object] = set()
    for item in items:
        key = key_of(item)
        if key in seen:
            return True
        seen.add(key)
    return False


def key_of(value: Any) -> object:
    """Something hashable that is equal for equal JSON values only."""
    if is_object(value):
        return frozenset((name, key_of(item)) for name, item in value.items())
    if is_array(value):
        return tuple(key_of(item) for item in value)
    return (type(value) is bool, value)


def _out_of_bounds(limits: Limits, raw: int | float) -> Iterable[tuple[str, str]]:
    if limits.ge is not None and not raw >= limits.ge:
        yield "minimum", f"at least {limits.ge} is expected"
    if limits.gt is not None and not raw > limits.gt:
        yield "minimum", f"more than {limits.gt} is expected"
    if limits.le is not None and not raw <= limits.le:
        yield "maximum", f"at most {limits.le} is expected"
    if limits.lt is not None and not raw < limits.lt:
        yield "maximum", f"less than {limits.lt} is expected"
    if limits.multiple_of is not None and not _divides(limits.multiple_of, raw):
        yield "multiple", f"a multiple of {limits.multiple_of} is expected"


def _divides(step: int | float, raw: int | float) -> bool:
    """In decimal, because 0.3 is a multiple of 0.1 in JSON and not in binary."""
    if isinstance(step, int) and isinstance(raw, int):
        return raw % step == 0
    try:
        quotient = Decimal(str(raw)) / Decimal(str(step))
        return quotient == quotient.to_integral_value()
    except ArithmeticError:
        return False


@remembered(1024)
def pattern_of(pattern: str) -> SchemaValidator | None:
    """A validator of strings by a regular expression, in linear time; None if it cannot be said.

    Documents carry expressions of other dialects: those that look around are not checked.
    """
    try:
        return SchemaValidator(core.str_schema(pattern=pattern, strict=True))
    except SchemaError:
        return None


def pattern_matches(pattern: str, raw: str) -> bool:
    validator = pattern_of(pattern)
    if validator is None:
        return True
    try:
        return validator.isinstance_python(raw)
    except UnicodeEncodeError:
        return True
