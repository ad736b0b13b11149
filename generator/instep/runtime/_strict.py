"""The closed reading of a document: everything about received data that it does not allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, assert_never

from pydantic_core import SchemaError, SchemaValidator
from pydantic_core import core_schema as core

from ._cycles import containers
from ._fields import plan_of
from ._json import is_array, is_object
from ._memory import remembered
from ._shapes import (
    Anything,
    Choice,
    Entries,
    Fixed,
    Items,
    Later,
    Leaf,
    Limited,
    Limits,
    Maybe,
    Object,
    Scalar,
    Shape,
    Values,
    Variants,
    aliased,
)

Place = tuple[str | int, ...]
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the document does not allow."""

    place: Place
    code: str
    message: str


class Check:
    """One walk over one piece of data; what it learnt of unions is remembered.

    Without the memory a recursive union would be tried anew at every level, which doubles the
    work a level.
    """

    __slots__ = ("_fitting", "faults")

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._fitting: dict[tuple[int, int], bool] = {}

    def fits(self, shape: Shape, raw: Any) -> bool:
        """Does the data satisfy the shape?"""
        key = (id(shape), id(raw))
        known = self._fitting.get(key)
        if known is None:
            inner = Check()
            inner._fitting = self._fitting
            inner.visit(shape, raw, ())
            known = self._fitting[key] = not inner.faults
        return known

    def visit(self, shape: Shape, raw: Any, place: Place) -> None:
        """Adds the faults of data that stands at a place."""
        while len(self.faults) < MOST_FAULTS:
            match shape:
                case Limited(inner, limits):
                    self._limits(limits, raw, place)
                    shape = inner
                case Later(alias):
                    shape = aliased(alias)
                case Maybe(inner, meaningful):
                    if raw is None:
                        if not meaningful:
                            self._add(place, "null", "null is not documented here")
                        return
                    shape = inner
                case Choice(_, documented):
                    if len(documented) != 1:
                        self._choice(documented, raw, place)
                        return
                    shape = documented[0]
                case Variants():
                    member = self._variant(shape, raw, place)
                    if member is None:
                        return
                    shape = member
                case _:
                    self._value(shape, raw, place)
                    return

    def _add(self, place: Place, code: str, message: str) -> None:
        self.faults.append(Fault(place, code, message))

    def _choice(self, members: Iterable[Shape], raw: Any, place: Place) -> None:
        members = tuple(members)
        if any(self.fits(member, raw) for member in members):
            return
        kind = "object" if is_object(raw) else "array" if is_array(raw) else ""
        meant = [member for member in members if kind in containers(member)]
        if len(meant) == 1:
            self.visit(meant[0], raw, place)
        else:
            self._add(place, "union", "no documented alternative fits")

    def _variant(self, shape: Variants, raw: Any, place: Place) -> Shape | None:
        """The member to go on with; None if the matter is settled."""
        if not is_object(raw):
            self._add(place, "type", "an object is expected")
            return None
        member = shape.named_by(raw.get(shape.tag))
        if member is not None:
            return member
        others = shape.others if shape.tag in raw else (*shape.others, *shape.distinct())
        if not any(self.fits(other, raw) for other in others):
            self._add((*place, shape.tag), "variant", "no documented variant has this tag")
        return None

    def _value(
        self,
        shape: Anything | Leaf | Scalar | Values | Items | Fixed | Entries | Object,
        raw: Any,
        place: Place,
    ) -> None:
        match shape:
            case Anything():
                pass
            case Leaf(kind):
                if not is_kind(kind, raw):
                    self._add(place, "type", f"{_WORDS[kind]} is expected")
            case Scalar(cls):
                try:
                    cls.read(raw)
                except ValueError as error:
                    self._add(place, "format", str(error))
            case Values(values):
                if not any(same(raw, value) for value in values):
                    self._add(place, "enum", "the value is not documented")
            case Object(cls):
                if is_object(raw):
                    self._object(cls, raw, place)
                else:
                    self._add(place, "type", "an object is expected")
            case Items() | Fixed():
                if is_array(raw):
                    self._array(shape, raw, place)
                else:
                    self._add(place, "type", "an array is expected")
            case Entries(value_shape):
                if is_object(raw):
                    for name, item in raw.items():
                        self.visit(value_shape, item, (*place, name))
                else:
                    self._add(place, "type", "an object is expected")
            case _:
                assert_never(shape)

    def _array(self, shape: Items | Fixed, raw: list[Any], place: Place) -> None:
        if isinstance(shape, Items):
            for index, item in enumerate(raw):
                self.visit(shape.item, item, (*place, index))
            return
        first = len(shape.items)
        if len(raw) < first or (len(raw) > first and shape.rest is None):
            self._add(place, "length", "the number of items is not documented")
        for index, item in enumerate(raw):
            inner = shape.items[index] if index < first else shape.rest
            if inner is not None:
                self.visit(inner, item, (*place, index))

    def _object(self, cls: type[Any], raw: dict[str, Any], place: Place) -> None:
        if cls.__wire_unknown__:
            self._add(place, "variant", "no documented variant fits")
            return
        plan = plan_of(cls)
        for each in plan.properties:
            if each.required and each.wire not in raw:
                self._add((*place, each.wire), "missing", "a required property is missing")
        for name, item in raw.items():
            declared = plan.by_wire.get(name)
            if declared is not None:
                self.visit(declared.shape, item, (*place, name))
            elif plan.extras is not None:
                self.visit(plan.extras, item, (*place, name))
            elif plan.closed:
                self._add((*place, name), "extra", "other properties are forbidden")

    def _limits(self, limits: Limits, raw: Any, place: Place) -> None:
        for name, message in broken(limits, raw):
            self._add(place, name, message)


_WORDS = {
    "str": "a string",
    "int": "an integer",
    "bool": "a boolean",
    "number": "a number",
    "null": "null",
}


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
        if kind is str and limits.pattern is not None and not _matches(limits.pattern, raw):
            yield "pattern", "the text does not match the documented pattern"


def _repeats(items: list[Any]) -> bool:
    """Are two items the same JSON value? 1 and 1.0 are, however deep they stand."""
    seen: set[object] = set()
    for item in items:
        key = _key(item)
        if key in seen:
            return True
        seen.add(key)
    return False


def _key(value: Any) -> object:
    """Something hashable that is equal for equal JSON values only."""
    if is_object(value):
        return frozenset((name, _key(item)) for name, item in value.items())
    if is_array(value):
        return tuple(_key(item) for item in value)
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


def _matches(pattern: str, raw: str) -> bool:
    validator = pattern_of(pattern)
    if validator is None:
        return True
    try:
        return validator.isinstance_python(raw)
    except UnicodeEncodeError:
        return True
