"""Compares what schemas say about a single value: type, format, enum, bounds, default, null."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from instep.diagnostics import quote
from instep.drift.law import Compat, Direction, Effect
from instep.drift.schema_rules import BOUNDS, CONTAINER_BOUNDS, PARAMETER, PARAMETER_PROPERTY, Place
from instep.drift.views import View

if TYPE_CHECKING:
    from instep.drift.schemas import Meeting

_WIDER_FORMATS = frozenset({("int32", "int64"), ("float", "double")})
_PYTHON_FORMATS = frozenset(
    {"date-time", "date", "time", "duration", "uuid", "byte", "base64", "binary", "decimal"}
)
"""Formats that the client gives a type of its own."""
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_LISTED = 5


def compare_nullable(meeting: Meeting) -> None:
    """Null came or went."""
    old, new = meeting.old, meeting.new
    if old.nullable == new.nullable:
        return
    if not (old.types() or old.options()[1]) or not (new.types() or new.options()[1]):
        return  # a schema that says nothing accepts null too
    suffix = "became-nullable" if new.nullable else "became-not-nullable"
    meeting.say(suffix, old.spot("type"), new.spot("type"))


def compare_annotations(meeting: Meeting) -> None:
    """Defaults, deprecation."""
    old, new = meeting.old.first("default"), meeting.new.first("default")
    if old is None and new is not None:
        meeting.added("default-value-added", new, _value(new.value))
    elif new is None and old is not None:
        meeting.removed("default-value-removed", old, _value(old.value))
    elif old is not None and new is not None and not _equal(old.value, new.value):
        meeting.say(
            "default-value-changed", old.pointer, new.pointer,
            before=_value(old.value), after=_value(new.value),
        )  # fmt: skip
    was, now = meeting.old.flag("deprecated"), meeting.new.flag("deprecated")
    if was != now:
        spots = meeting.old.spot("deprecated"), meeting.new.spot("deprecated")
        sunset = meeting.new.value("x-sunset") if now else None
        if isinstance(sunset, str):
            meeting.say("deprecated-with-sunset", *spots, after=_value(sunset))
        else:
            meeting.say("deprecated" if now else "reactivated", *spots)


def _value(value: Any) -> str:
    """A value of the document; without the sign that marks code in a message."""
    return quote(value, 60).replace("`", "'")


def _equal(left: Any, right: Any) -> bool:
    """Equality of JSON, where true is no number."""
    return type(left) is type(right) and left == right if isinstance(
        left, bool
    ) or isinstance(right, bool) else bool(left == right)  # fmt: skip


def compare_types(meeting: Meeting) -> None:
    """The type, and where that stayed the format."""
    old, new = meeting.old, meeting.new
    before, after = (v.types() or v.types_of_options() or frozenset() for v in (old, new))
    if (old.options()[1] and new.options()[1] and not (old.types() or new.types())) or (
        (old.options()[1] and not before) or (new.options()[1] and not after)
    ):
        return
    if before != after:
        effect = _effect_of_types(meeting, before, after)
        several = before and after and (len(before) > 1 or len(after) > 1)
        shown = _types(before), _types(after)
        _say_types(meeting, effect, shown, "type", several=bool(several))
    else:
        _compare_formats(meeting)
    for keyword, suffix in (
        ("contentMediaType", "content-media-type-changed"),
        ("contentEncoding", "content-encoding-changed"),
    ):
        first, second = old.value(keyword), new.value(keyword)
        if first != second:
            spots = old.spot(keyword), new.spot(keyword)
            meeting.say(suffix, *spots, before=_value(first), after=_value(second))


def _effect_of_types(meeting: Meeting, before: frozenset[str], after: frozenset[str]) -> Effect:
    place = meeting.where.place
    forward = _covers(after, before) or (place == PARAMETER and _any_text(meeting.new, before))
    in_text = place in (PARAMETER, PARAMETER_PROPERTY)
    backward = _covers(before, after) or (in_text and _any_text(meeting.old, after))
    if forward and backward:
        return Effect.NONE
    if forward:
        return Effect.WIDENS
    return Effect.NARROWS if backward else Effect.INCOMPARABLE


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(k in wide or (k == "integer" and "number" in wide) for k in narrow)


def _any_text(view: View, others: frozenset[str]) -> bool:
    """Every scalar is written as text outside of JSON, so that a bare string accepts them all."""
    bound = any(view.first(word) for word in ("format", "pattern", "enum", "const", "maxLength"))
    return view.types() == {"string"} and not bound and bool(others) and others <= _SCALARS


def _format(view: View) -> str | None:
    found = view.value("format")
    return found if isinstance(found, str) else None


def _compare_formats(meeting: Meeting) -> None:
    before, after = _format(meeting.old), _format(meeting.new)
    if before == after or not (meeting.old.types() <= _SCALARS):
        return
    if before is None:
        effect = Effect.NARROWS
    elif after is None or (before, after) in _WIDER_FORMATS:
        effect = Effect.WIDENS
    else:
        effect = Effect.NARROWS if (after, before) in _WIDER_FORMATS else Effect.INCOMPARABLE
    # Other formats are strings and numbers like any; these give the value another type.
    client = None if {before, after} & _PYTHON_FORMATS else Compat.NONE
    kind = _types(meeting.old.types())
    shown = [kind if f is None else f"{kind} ({quote(f, 40)})" for f in (before, after)]
    _say_types(meeting, effect, (shown[0], shown[1]), "format", client=client)


def _say_types(
    meeting: Meeting,
    effect: Effect,
    shown: tuple[str, str],
    keyword: str,
    *,
    several: bool = False,
    client: Compat | None = None,
) -> None:
    suffix = "type-changed"
    if several and effect in (Effect.WIDENS, Effect.NARROWS):
        suffix = f"list-of-types-{'widened' if effect is Effect.WIDENS else 'narrowed'}"
    elif effect in (Effect.WIDENS, Effect.NONE):
        suffix = "type-generalized"
    elif effect is Effect.NARROWS:
        suffix = narrowed_suffix(meeting.where.place)
    meeting.say(
        suffix, meeting.old.spot(keyword), meeting.new.spot(keyword),
        before=shown[0], after=shown[1], client=client,
        inert=effect is Effect.NONE,
    )  # fmt: skip


def narrowed_suffix(place: Place) -> str:
    """The rule of a narrower type; in some places oasdiff has one for it and for any other type."""
    has_id = place.direction is Direction.RESPONSE or place == PARAMETER_PROPERTY
    return "type-specialized" if has_id else "type-changed"


def _types(kinds: frozenset[str]) -> str:
    return " | ".join(sorted(kinds)) or "any"


def compare_values(meeting: Meeting) -> None:
    """`const` and `enum`; a constant beside an enum on the other side is an enum of one."""
    old, new = meeting.old.first("const"), meeting.new.first("const")
    before, old_spot = meeting.old.enum()
    after, new_spot = meeting.new.enum()
    if before is None and after is None:
        if old is None and new is not None:
            meeting.added("const-added", new, _value(new.value))
        elif new is None and old is not None:
            meeting.removed("const-removed", old, _value(old.value))
        elif old is not None and new is not None and not _equal(old.value, new.value):
            meeting.say(
                "const-changed", old.pointer, new.pointer,
                before=_value(old.value), after=_value(new.value),
            )  # fmt: skip
        return
    if old is not None and before is None:
        before, old_spot = [old.value], old.pointer
    if new is not None and after is None:
        after, new_spot = [new.value], new.pointer
    if before is None:
        meeting.say("became-enum", old_spot, new_spot, after=_listed(after or []))
    elif after is None:
        meeting.say("enum-removed", old_spot, new_spot, before=_listed(before))
    else:
        come, gone = _without(after, before), _without(before, after)
        if come:
            meeting.say("enum-value-added", old_spot, new_spot, after=_listed(come))
        if gone:
            meeting.say("enum-value-removed", old_spot, new_spot, before=_listed(gone))


def _without(values: list[Any], others: list[Any]) -> list[Any]:
    return [v for v in values if not any(_equal(v, other) for other in others)]


def _listed(values: list[Any]) -> str:
    named = ", ".join(f"`{_value(value)}`" for value in values[:_LISTED])
    rest = len(values) - _LISTED
    return f"{named} and {rest} more" if rest > 0 else named


def compare_bounds(meeting: Meeting) -> None:
    """Bounds, patterns, multiples, uniqueness."""
    kinds = meeting.old.types() | meeting.new.types()
    for keyword, (word, upper) in BOUNDS.items():
        if kinds and kinds <= _SCALARS and keyword in CONTAINER_BOUNDS:
            continue
        before, old_spot = meeting.old.bound(keyword)
        after, new_spot = meeting.new.bound(keyword)
        if not upper and keyword not in ("minimum", "exclusiveMinimum"):
            before, after = before or None, after or None  # at least none is no bound
        if before == after or _said_otherwise(meeting, keyword):
            continue
        if before is None:
            action = "set"
        elif after is None:
            action = "unset"
        else:
            action = "increased" if after > before else "decreased"
        meeting.say(f"{word}-{action}", old_spot, new_spot, before=str(before), after=str(after))
    _compare_patterns(meeting)
    _compare_multiples(meeting)
    was, now = meeting.old.flag("uniqueItems"), meeting.new.flag("uniqueItems")
    if was != now:
        spots = meeting.old.spot("uniqueItems"), meeting.new.spot("uniqueItems")
        meeting.say(f"unique-items-{'set' if now else 'unset'}", *spots)


_TWINS = {
    "minimum": "exclusiveMinimum", "exclusiveMinimum": "minimum",
    "maximum": "exclusiveMaximum", "exclusiveMaximum": "maximum",
}  # fmt: skip


def _said_otherwise(meeting: Meeting, keyword: str) -> bool:
    """Was one bound replaced by its exclusive twin, so that the other finding says what it does?

    Of the two, the one that goes the same way as both together is told, or none if nothing changed.
    """
    twin = _TWINS.get(keyword)
    if twin is None:
        return False
    values = [
        view.bound(word)[0] for word in (keyword, twin) for view in (meeting.old, meeting.new)
    ]
    there = [value is not None for value in values]
    if there not in ([True, False, False, True], [False, True, True, False]):
        return False
    whole = meeting.old.types() == meeting.new.types() == {"integer"}
    upper = BOUNDS[keyword][1]
    was, now = (_least(meeting, side, upper, whole=whole) for side in (0, 1))
    if was == now:
        return True
    tighter = now < was if upper else now > was
    return tighter is (values[1] is None)


def _least(meeting: Meeting, side: int, upper: bool, *, whole: bool) -> tuple[float, int]:
    """A bound as something to compare: the value, and a step for an exclusive one."""
    view = (meeting.old, meeting.new)[side]
    words = ("maximum", "exclusiveMaximum") if upper else ("minimum", "exclusiveMinimum")
    plain, exclusive = (view.bound(word)[0] for word in words)
    step = -1 if upper else 1
    if plain is not None:
        return (plain, 0)
    return (exclusive + step, 0) if whole else (exclusive, step)


def _compare_patterns(meeting: Meeting) -> None:
    old, new = meeting.old.first("pattern"), meeting.new.first("pattern")
    before = old.value or None if old is not None else None  # an empty one refuses nothing
    after = new.value or None if new is not None else None
    if before == after:
        return
    if before is None:
        suffix = "pattern-added"
    elif after is None:
        suffix = "pattern-removed"
    else:
        suffix = "pattern-generalized" if _accepts_all(after) else "pattern-changed"
    meeting.say(
        suffix, meeting.old.spot("pattern"), meeting.new.spot("pattern"),
        before=_value(before), after=_value(after),
    )  # fmt: skip


def _accepts_all(pattern: Any) -> bool:
    return isinstance(pattern, str) and bool(re.fullmatch(r"\^?\(?\.\*\)?\$?", pattern))


def _compare_multiples(meeting: Meeting) -> None:
    old, new = meeting.old.first("multipleOf"), meeting.new.first("multipleOf")
    if old is None and new is not None:
        meeting.added("multiple-of-set", new, _value(new.value))
    elif new is None and old is not None:
        meeting.removed("multiple-of-unset", old, _value(old.value))
    elif old is not None and new is not None and old.value != new.value:
        suffix = "multiple-of-changed"
        if _divides(new.value, old.value):
            suffix = "multiple-of-generalized"
        elif _divides(old.value, new.value):
            suffix = "multiple-of-specialized"
        before, after = _value(old.value), _value(new.value)
        meeting.say(suffix, old.pointer, new.pointer, before=before, after=after)


def _divides(part: Any, whole: Any) -> bool:
    numbers = isinstance(part, int | float) and isinstance(whole, int | float)
    return numbers and part > 0 and whole % part == 0
