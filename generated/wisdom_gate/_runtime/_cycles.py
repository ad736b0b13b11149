"""What the members of unions have in common, and which unions lead back into themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ._fields import plan_of
from ._shapes import (
    Anything,
    Choice,
    Entries,
    Fixed,
    Items,
    Later,
    Limited,
    Maybe,
    Object,
    Shape,
    Variants,
    aliased,
)


def doubles(shape: Choice | Variants) -> bool:
    """Would trying the members one after the other double the work at each level of the data?

    It does where two members may both look inside the same value and find the union there again;
    pydantic-core remembers nothing between them, so that hostile data takes exponential time.
    """
    if isinstance(shape, Choice):
        if not shared_containers(shape.members):
            return False
    elif not shape.others:
        return False
    return _reaches_itself(shape)


def containers(shape: Shape) -> frozenset[str]:
    """The JSON containers that a shape accepts."""
    found: set[str] = set()
    for each in _alternatives(shape):
        match each:
            case Object() | Entries() | Variants():
                found.add("object")
            case Items() | Fixed():
                found.add("array")
            case _:
                pass
    return frozenset(found)


def shared_containers(members: Iterable[Shape]) -> frozenset[str]:
    """The JSON containers that more than one of the shapes accepts."""
    found = Counter(kind for member in members for kind in containers(member))
    return frozenset(kind for kind, times in found.items() if times > 1)


def takes_anything(shape: Shape) -> bool:
    """Does the shape accept every value?"""
    return any(isinstance(each, Anything) for each in _alternatives(shape))


def _alternatives(shape: Shape) -> Iterator[Shape]:
    """What a value may be, with unions opened and aliases followed, though they be their own members."""
    seen: set[Shape] = set()
    waiting = [shape]
    while waiting:
        match waiting.pop():
            case Limited(inner, _) | Maybe(inner, _):
                waiting.append(inner)
            case Later(alias) as named:
                if named not in seen:
                    seen.add(named)
                    waiting.append(aliased(alias))
            case Choice(members, _):
                waiting.extend(members)
            case other:
                yield other


def _reaches_itself(start: Choice | Variants) -> bool:
    seen: set[object] = set()
    waiting = list(_below(start))
    while waiting:
        shape = waiting.pop()
        if shape is start or (isinstance(start, Choice) and shape == start):
            return True
        if isinstance(shape, Object | Later | Variants):
            key: object = id(shape) if isinstance(shape, Variants) else shape
            if key in seen:
                continue
            seen.add(key)
        waiting.extend(_below(shape))
    return False


def _below(shape: Shape) -> tuple[Shape, ...]:
    match shape:
        case Object(cls):
            plan = plan_of(cls)
            extras = () if plan.extras is None else (plan.extras,)
            return (*(each.shape for each in plan.properties), *extras)
        case Later(alias):
            return (aliased(alias),)
        case Items(inner) | Entries(inner) | Limited(inner, _) | Maybe(inner, _):
            return (inner,)
        case Fixed(items, rest):
            return items if rest is None else (*items, rest)
        case Choice(members, _):
            return members
        case Variants():
            return (*shape.mapping.values(), *shape.others)
        case _:
            return ()
