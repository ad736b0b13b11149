"""Which unions may lead back into themselves, and so must not be tried member by member."""

from __future__ import annotations

from ._fields import plan_of
from ._shapes import (
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
        kinds = [kind for member in shape.members for kind in containers(member)]
        if len(kinds) == len(set(kinds)):
            return False
    elif not shape.others:
        return False
    return _reaches_itself(shape)


def containers(shape: Shape) -> list[str]:
    """The JSON containers that a shape accepts."""
    match shape:
        case Object() | Entries():
            return ["object"]
        case Items() | Fixed():
            return ["array"]
        case Later(alias):
            return containers(aliased(alias))
        case Limited(inner, _) | Maybe(inner, _):
            return containers(inner)
        case Choice(members, _):
            return sorted({kind for member in members for kind in containers(member)})
        case Variants():
            return ["object"]
        case _:
            return []


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
