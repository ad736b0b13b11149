"""In which order the aliases of a module can be evaluated, and which of them cannot be yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from instep.ir.types import (
    AliasDef,
    AnyType,
    Definition,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    NullType,
    RefType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)


def references(type_: Type) -> Iterator[str]:
    """The keys of all definitions that a type mentions."""
    match type_:
        case RefType(key):
            yield key
        case ListType(inner) | MapType(inner) | NullableType(inner):
            yield from references(inner)
        case UnionType(members):
            for member in members:
                yield from references(member)
        case TupleType(items, rest):
            for item in (*items, *([] if rest is None else [rest])):
                yield from references(item)
        case AnyType() | NullType() | ScalarType() | LiteralType():
            return
        case _:
            assert_never(type_)


def in_order(members: Iterable[Definition]) -> Iterator[tuple[AliasDef, bool]]:
    """The aliases, what they refer to before them where possible; true: it refers to a later one.

    Classes are defined before all aliases, so only references between aliases matter.
    """
    waiting = {member.key: member for member in members if isinstance(member, AliasDef)}
    needs = {key: set(references(alias.type)) & waiting.keys() for key, alias in waiting.items()}
    while waiting:
        ready = [key for key in waiting if not needs[key] & waiting.keys()]
        late = not ready
        for key in ready or [next(iter(waiting))]:
            yield waiting.pop(key), late
