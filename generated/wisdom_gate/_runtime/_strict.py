"""The closed reading of a document: everything about received data that it does not allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, assert_never

from ._cycles import containers
from ._fields import plan_of
from ._json import is_array, is_object
from ._marks import Keys
from ._rules import holds
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
from ._values import broken, is_kind, pattern_matches, same

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
    work a level. `counts`: a value of two members is a fault where the document wants one
    (`oneOf`); who only chooses a member does not ask.
    """

    __slots__ = ("_counts", "_fitting", "faults")

    def __init__(self, *, counts: bool = False) -> None:
        self.faults: list[Fault] = []
        self._fitting: dict[tuple[int, int], bool] = {}
        self._counts = counts

    def fits(self, shape: Shape, raw: Any) -> bool:
        """Does the data satisfy the shape?"""
        key = (id(shape), id(raw))
        known = self._fitting.get(key)
        if known is None:
            inner = Check(counts=self._counts)
            inner._fitting = self._fitting
            inner.visit(shape, raw, ())
            known = self._fitting[key] = not inner.faults
        return known

    def visit(self, shape: Shape, raw: Any, place: Place) -> None:
        """Adds the faults of data that stands at a place."""
        while len(self.faults) < MOST_FAULTS:
            match shape:
                case Limited(inner, limits):
                    if limits.untyped and not _is_meant(inner, raw):
                        return
                    self._limits(limits, raw, place)
                    shape = inner
                case Later(alias):
                    shape = aliased(alias)
                case Maybe(inner, meaningful):
                    if raw is None:
                        if not meaningful and not self.fits(inner, raw):
                            self._add(place, "null", "null is not documented here")
                        return
                    shape = inner
                case Choice(_, documented, single):
                    if len(documented) != 1:
                        if single:
                            self._single(documented, raw, place)
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

    def _single(self, members: Iterable[Shape], raw: Any, place: Place) -> None:
        """Adds a fault if more than one member fits."""
        if self._counts and sum(self.fits(member, raw) for member in members) > 1:
            self._add(place, "one_of", "more than one of the alternatives fits, only one may")

    def _variant(self, shape: Variants, raw: Any, place: Place) -> Shape | None:
        """The member to go on with; None if the matter is settled."""
        if not is_object(raw):
            self._add(place, "type", "an object is expected")
            return None
        member = shape.named_by(raw.get(shape.tag))
        if member is not None:
            if shape.single:
                self._single((member, *shape.others), raw, place)
            return member
        # A tag that is null names nothing, and a member may allow that.
        is_told = raw.get(shape.tag) is not None
        others = shape.others if is_told else (*shape.others, *shape.distinct())
        if not any(self.fits(other, raw) for other in others):
            self._add((*place, shape.tag), "variant", "no documented variant has this tag")
        elif shape.single:
            # A value of the tag that stands for several members is a choice of them.
            each = [other.members if isinstance(other, Choice) else (other,) for other in others]
            self._single(dict.fromkeys(chain.from_iterable(each)), raw, place)
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
                elif not cls.__wire_untyped__:
                    self._add(place, "type", "an object is expected")
            case Items() | Fixed():
                if is_array(raw):
                    self._array(shape, raw, place)
                else:
                    self._add(place, "type", "an array is expected")
            case Entries(value_shape, keys):
                if is_object(raw):
                    self._entries(value_shape, keys, raw, place)
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

    def _entries(self, value: Shape, keys: Keys | None, raw: dict[str, Any], place: Place) -> None:
        for name, item in raw.items():
            if keys is None or any(pattern_matches(each, name) for each in keys.patterns):
                self.visit(value, item, (*place, name))
            elif keys.closed:
                self._add((*place, name), "extra", "other properties are forbidden")

    def _object(self, cls: type[Any], raw: dict[str, Any], place: Place) -> None:
        if cls.__wire_unknown__:
            self._add(place, "variant", "no documented variant fits")
            return
        self._rules(cls.__wire_rules__, raw, place)
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
        self._rules([rule.schema for rule in limits.rules or ()], raw, place)

    def _rules(self, rules: Iterable[dict[str, Any]], raw: Any, place: Place) -> None:
        if not all(holds(rule, raw) for rule in rules):
            self._add(place, "rule", "a rule of the document is broken")


def _is_meant(shape: Shape, raw: Any) -> bool:
    """Is the value of the JSON type that the shape is about?"""
    match shape:
        case Choice(members, _):
            return any(_is_meant(member, raw) for member in members)
        case Items() | Fixed():
            return is_array(raw)
        case Entries():
            return is_object(raw)
        case Leaf(kind):
            return is_kind(kind, raw)
        case Scalar():
            return type(raw) is str
        case _:
            return True


_WORDS = {
    "str": "a string",
    "int": "an integer",
    "bool": "a boolean",
    "number": "a number",
    "null": "null",
}
