"""What one type allows and another does not."""

from __future__ import annotations

from collections.abc import Sequence

from instep.drift.shapes import Atom, Shapes
from instep.ir.types import (
    AnyType,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
)

_DEEPEST = 8


def beyond(
    narrow: tuple[Shapes, Type | None], wide: tuple[Shapes, Type | None], *, sent: bool
) -> tuple[Atom, ...]:
    """What a value of the first type may be and one of the second may not.

    What is sent is closed: an enum takes its own values. What is received is open: any text will do.
    """
    return tuple(_beyond(narrow, wide, sent, 0))


def disjoint(
    one: tuple[Shapes, Type | None], other: tuple[Shapes, Type | None], *, sent: bool
) -> bool:
    """Is there no value of both types, null apart?"""
    atoms = [a for a in one[0].atoms(one[1]) if not isinstance(a, NullType)]
    single = [
        LiteralType((value,))
        for atom in atoms
        for value in (atom.values if isinstance(atom, LiteralType) else ())
    ]
    whole = [atom for atom in atoms if not isinstance(atom, LiteralType)]
    others = other[0].atoms(other[1])
    if not atoms or any(isinstance(o, AnyType) for o in (*atoms, *others)):
        return False
    shapes = one[0], other[0]
    return not any(_covered(atom, others, shapes, sent, 0) for atom in (*single, *whole))


def _beyond(
    narrow: tuple[Shapes, Type | None], wide: tuple[Shapes, Type | None], sent: bool, depth: int
) -> list[Atom]:
    shapes, type_ = narrow
    others = wide[0].atoms(wide[1])
    if depth > _DEEPEST or not others or any(isinstance(o, AnyType) for o in others):
        return []
    return [
        atom
        for atom in shapes.atoms(type_)
        if not _covered(atom, others, (shapes, wide[0]), sent, depth)
    ]


def _covered(
    atom: Atom, others: Sequence[Atom], shapes: tuple[Shapes, Shapes], sent: bool, depth: int
) -> bool:
    def inner(mine: Type, their: Type) -> bool:
        return not _beyond((shapes[0], mine), (shapes[1], their), sent, depth + 1)

    match atom:
        case AnyType():
            return False  # where the other is not any value either
        case NullType():
            return any(isinstance(o, NullType) for o in others)
        case ModelDef(name=name):
            return any(isinstance(o, ModelDef) and o.name == name for o in others)
        case LiteralType(values=values):
            return all(any(_takes(o, value, sent) for o in others) for value in values)
        case ScalarType(kind=kind):
            return any(_holds(o, kind, sent) for o in others)
        case ListType(item=item):
            return any(isinstance(o, ListType) and inner(item, o.item) for o in others)
        case MapType(value=value):
            # Whoever passes a dict may pass it where the document names its keys now.
            return any(
                (sent and isinstance(o, ModelDef))
                or (isinstance(o, MapType) and inner(value, o.value))
                for o in others
            )
        case TupleType():
            return any(isinstance(o, TupleType | ListType) for o in others)


def _kind_of(value: str | int | float | bool) -> ScalarKind:
    if isinstance(value, bool):
        return ScalarKind.BOOLEAN
    if isinstance(value, int):
        return ScalarKind.INTEGER
    return ScalarKind.NUMBER if isinstance(value, float) else ScalarKind.STRING


def _takes(other: Atom, value: str | int | float | bool, sent: bool) -> bool:
    kind = _kind_of(value)
    match other:
        case LiteralType(values=values):
            if not sent:
                return any(_kind_of(v) is kind for v in values)
            return any(v == value and type(v) is type(value) for v in values)
        case ScalarType():
            return _holds(other, kind, sent)
        case _:
            return False


def _holds(other: Atom, kind: ScalarKind, sent: bool) -> bool:
    match other:
        case ScalarType(kind=theirs):
            return theirs is kind or (
                kind is ScalarKind.INTEGER and theirs in (ScalarKind.NUMBER, ScalarKind.DECIMAL)
            )
        case LiteralType(values=values):
            return not sent and any(_kind_of(v) is kind for v in values)
        case _:
            return False
