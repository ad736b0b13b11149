"""The careful way: typed objects out of data that does not fit its type everywhere."""

from __future__ import annotations

from typing import Any, assert_never

from ._fields import assemble, plan_of
from ._json import is_array, is_object
from ._shapes import (
    Anything,
    Choice,
    Entries,
    Fixed,
    Items,
    Later,
    Leaf,
    Limited,
    Maybe,
    Object,
    Scalar,
    Shape,
    Values,
    Variants,
    aliased,
)
from ._strict import Check
from ._values import is_kind, same

Score = tuple[int, int, int]
_NEVER: Score = (-1, 0, 0)


class Construction:
    """Builds one value. Nothing is refused and nothing is lost: what fits nowhere stays raw."""

    __slots__ = ("_check",)

    def __init__(self) -> None:
        self._check = Check()

    def build(self, shape: Shape, raw: Any) -> Any:
        """The value of plain data, typed as far as it fits."""
        while True:
            match shape:
                case Limited(inner, _):
                    shape = inner
                case Later(alias):
                    shape = aliased(alias)
                case Maybe(inner, _):
                    if raw is None:
                        return None
                    shape = inner
                case Choice(members, _):
                    shape = self._best(members, raw)
                case Variants():
                    shape = self._variant(shape, raw)
                case _:
                    break
        match shape:
            case Object(cls):
                return self._object(cls, raw) if is_object(raw) else raw
            case Items(item):
                return [self.build(item, each) for each in raw] if is_array(raw) else raw
            case Fixed():
                return self._tuple(shape, raw) if is_array(raw) else raw
            case Entries(value):
                if not is_object(raw):
                    return raw
                return {name: self.build(value, each) for name, each in raw.items()}
            case Scalar(cls):
                try:
                    return cls.read(raw)
                except ValueError:
                    return raw
            case Anything() | Leaf() | Values():
                return raw
            case _:
                assert_never(shape)

    def _tuple(self, shape: Fixed, raw: list[Any]) -> Any:
        first = len(shape.items)
        if len(raw) < first or (len(raw) > first and shape.rest is None):
            return raw
        return tuple(
            self.build(shape.items[place] if place < first else shape.rest or Anything(), each)
            for place, each in enumerate(raw)
        )

    def _object(self, cls: type[Any], raw: dict[str, Any]) -> Any:
        plan = plan_of(cls)
        values: dict[str, Any] = {}
        present: set[str] = set()
        extra: dict[str, Any] = {}
        for name, item in raw.items():
            declared = plan.by_wire.get(name)
            if declared is not None:
                values[declared.attribute] = self.build(declared.shape, item)
                present.add(declared.attribute)
            elif plan.extras is not None:
                extra[name] = self.build(plan.extras, item)
            else:
                extra[name] = item
        for each in plan.properties:
            if not each.required and each.attribute not in present:
                values[each.attribute] = each.default()
        return assemble(cls, values, present, extra)

    def _variant(self, shape: Variants, raw: Any) -> Shape:
        """The member that the tag names; without a known tag, one that fits as it is."""
        if not is_object(raw):
            return Anything()
        member = shape.named_by(raw.get(shape.tag))
        if member is not None:
            return member
        others = shape.others
        if shape.tag not in raw:
            others = (*others, *shape.distinct())
        for other in others:
            if self._check.fits(other, raw):
                return other
        if shape.unknown is not None:
            return Object(shape.unknown)
        return self._best((*shape.others, *shape.distinct()), raw)

    def _best(self, members: tuple[Shape, ...], raw: Any) -> Shape:
        """The member that fits with most declared properties, else the one that fits most."""
        scored = [(self._score(member, raw), member) for member in members]
        fitting = [pair for pair in scored if pair[0] > _NEVER and self._check.fits(pair[1], raw)]
        best: tuple[Score, Shape] = (_NEVER, Anything())
        for pair in fitting or scored:
            if pair[0] > best[0]:
                best = pair
        return best[1]

    def _score(self, shape: Shape, raw: Any) -> Score:
        """Constants that agree, then properties that are there, then none that are missing."""
        seen = 0
        while seen < 1000:
            seen += 1
            match shape:
                case Limited(inner, _) | Maybe(inner, _):
                    shape = inner
                case Later(alias):
                    shape = aliased(alias)
                case Choice(members, _):
                    return max(self._score(member, raw) for member in members)
                case Variants():
                    return self._tag_score(shape, raw)
                case Object(cls):
                    return _object_score(cls, raw) if is_object(raw) else _NEVER
                case Entries():
                    return (0, 0, 0) if is_object(raw) else _NEVER
                case Items() | Fixed():
                    return (0, 0, 0) if is_array(raw) else _NEVER
                case Leaf(kind):
                    return (0, 1, 0) if is_kind(kind, raw) else _NEVER
                case Scalar():
                    return (0, 2, 0) if self._check.fits(shape, raw) else _NEVER
                case Values(values):
                    return (1, 1, 0) if any(same(raw, value) for value in values) else _NEVER
                case Anything():
                    return (0, 0, 0)
                case _:
                    assert_never(shape)
        return _NEVER

    def _tag_score(self, shape: Variants, raw: Any) -> Score:
        if not is_object(raw):
            return _NEVER
        if shape.named_by(raw.get(shape.tag)) is not None:
            return (2, 0, 0)
        return (0, 0, 0)


def _object_score(cls: type[Any], raw: dict[str, Any]) -> Score:
    constants = there = missing = 0
    for each in plan_of(cls).properties:
        if each.wire not in raw:
            missing += each.required
            continue
        there += 1
        if isinstance(each.shape, Values):
            agrees = any(same(raw[each.wire], value) for value in each.shape.values)
            constants += 1 if agrees else -1
    return (max(constants, 0) if constants >= 0 else 0, there if constants >= 0 else 0, -missing)
