"""Which documented defaults can stand in Python source, and which are for the docstring only."""

from __future__ import annotations

from typing import assert_never

from instep.ir.types import (
    AliasDef,
    AnyType,
    Definitions,
    Json,
    ListType,
    LiteralType,
    MapType,
    Missing,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from instep.render.python import Code, lit

NONE = Code("None")


def default_value(type_: Type, default: Json | Missing, definitions: Definitions) -> Code:
    """The default as a literal where the attribute's type has such values, else `None`.

    Arrays, objects, dates and the like stay `None`: a literal would be shared, or of the wrong type.
    """
    if isinstance(default, Missing | None) or not isinstance(default, str | int | float):
        return NONE
    return lit(default) if _holds(type_, default, definitions, frozenset()) else NONE


def _holds(
    type_: Type, value: str | int | float, definitions: Definitions, seen: frozenset[str]
) -> bool:
    """Is the value, as Python has it, one of this type's?"""
    match type_:
        case ScalarType(kind):
            return _scalar_holds(kind, value)
        case LiteralType(values):
            same = any(value == known and type(value) is type(known) for known in values)
            return same or (type_.open and type(value) in {type(known) for known in values})
        case NullableType(inner):
            return _holds(inner, value, definitions, seen)
        case UnionType(members):
            return any(_holds(member, value, definitions, seen) for member in members)
        case RefType(key):
            definition = definitions[key]
            if not isinstance(definition, AliasDef) or key in seen:
                return False
            return _holds(definition.type, value, definitions, seen | {key})
        case AnyType():
            return True
        case NullType() | ListType() | TupleType() | MapType():
            return False
    assert_never(type_)


def _scalar_holds(kind: ScalarKind, value: str | int | float) -> bool:
    if isinstance(value, bool):
        return kind is ScalarKind.BOOLEAN
    if isinstance(value, str):
        return kind in {ScalarKind.STRING, ScalarKind.BINARY}
    if isinstance(value, int):
        return kind in {ScalarKind.INTEGER, ScalarKind.NUMBER}
    return kind is ScalarKind.NUMBER
