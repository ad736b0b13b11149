"""Types of the client taken apart: what code may do with a value, and what it may pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from instep.ir.types import (
    AliasDef,
    AnyType,
    Definitions,
    Field,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)

Atom = AnyType | NullType | ScalarType | LiteralType | ListType | TupleType | MapType | ModelDef
"""A type that is no union and no name."""
NULL = NullType()
Constant = str | int | float | bool | None

_TEXTS = frozenset({ScalarKind.STRING})
_WHOLE = frozenset({ScalarKind.INTEGER})
_NUMBERS = frozenset({ScalarKind.INTEGER, ScalarKind.NUMBER, ScalarKind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Shapes:
    """The definitions of one client, to look types up in."""

    definitions: Definitions

    def atoms(self, type_: Type | None) -> tuple[Atom, ...]:
        """Everything that a value of the type may be; empty for no type."""
        found: dict[object, Atom] = {}
        for atom in self._atoms(type_, frozenset()):
            # Defaults may be lists, so that a class is known by its key.
            found.setdefault(atom.key if isinstance(atom, ModelDef) else atom, atom)
        return tuple(found.values())

    def _atoms(self, type_: Type | None, seen: frozenset[str]) -> Iterator[Atom]:
        match type_:
            case None:
                return
            case UnionType(members=members):
                for member in members:
                    yield from self._atoms(member, seen)
            case NullableType(inner=inner):
                yield from self._atoms(inner, seen)
                yield NULL
            case RefType(key=key):
                definition = self.definitions.by_key.get(key)
                if isinstance(definition, ModelDef):
                    yield definition
                elif isinstance(definition, AliasDef) and key not in seen:
                    yield from self._atoms(definition.type, seen | {key})
            case _:
                yield type_

    def models(self, type_: Type | None) -> tuple[ModelDef, ...]:
        """The objects that a value of the type may be."""
        return tuple(atom for atom in self.atoms(type_) if isinstance(atom, ModelDef))

    def nullable(self, type_: Type | None) -> bool:
        """May the value be null?"""
        return any(isinstance(atom, NullType) for atom in self.atoms(type_))

    def says_nothing(self, type_: Type | None) -> bool:
        """Is any value possible?"""
        return type_ is None or any(isinstance(atom, AnyType) for atom in self.atoms(type_))

    def literals(self, type_: Type | None) -> tuple[Constant, ...]:
        """The values of its enums and constants."""
        found = (atom.values for atom in self.atoms(type_) if isinstance(atom, LiteralType))
        return tuple(value for values in found for value in values)

    def names(self, type_: Type | None) -> tuple[str, ...]:
        """The definitions that a value of this type is written with: `types.Status`."""
        found: list[str] = []
        self._names(type_, found)
        return tuple(f"types.{name}" for name in found)

    def _names(self, type_: Type | None, found: list[str]) -> None:
        match type_:
            case UnionType(members=members):
                for member in members:
                    self._names(member, found)
            case NullableType(inner=inner) | ListType(item=inner):
                self._names(inner, found)
            case RefType(key=key):
                definition = self.definitions.by_key.get(key)
                if definition is not None and definition.name not in found:
                    found.append(definition.name)
                    if isinstance(definition, AliasDef):
                        self._names(definition.type, found)
            case _:
                return

    def accepts(self, type_: Type | None, value: Constant) -> bool:
        """Does a type checker let this constant pass as an argument of the type?"""
        return any(_accepts(atom, value) for atom in self.atoms(type_))

    def said(self, type_: Type | None) -> str:
        """The type in a few words, as an annotation would have it."""
        words = list(dict.fromkeys(_word(atom) for atom in self.atoms(type_)))
        shown = words[:4] + (["..."] if len(words) > 4 else [])
        return " | ".join(shown) or "Any"


def without_null(type_: Type | None) -> Type | None:
    """The type of a value that is known not to be null."""
    match type_:
        case NullableType(inner=inner):
            return without_null(inner)
        case UnionType(members=members):
            kept = tuple(m for m in members if not isinstance(m, NullType))
            return replace(type_, members=kept) if len(kept) > 1 else kept[0] if kept else None
        case _:
            return type_


def field_of(model: ModelDef, name: str) -> Field | None:
    """The attribute of this name."""
    return next((f for f in model.fields if f.name == name), None)


def property_of(model: ModelDef, wire: str) -> Field | None:
    """The property of this name in JSON."""
    return next((f for f in model.fields if f.wire == wire), None)


def _accepts(atom: Atom, value: Constant) -> bool:
    match atom:
        case AnyType():
            return True
        case NullType():
            return value is None
        case LiteralType(values=values, open=is_open):
            return any(v == value and type(v) is type(value) for v in values) or (
                is_open and isinstance(value, str)
            )
        case ScalarType(kind=kind):
            return _scalar_accepts(kind, value)
        case _:
            return False


def _scalar_accepts(kind: ScalarKind, value: Constant) -> bool:
    if isinstance(value, bool):
        return kind is ScalarKind.BOOLEAN
    if isinstance(value, int):
        return kind in _NUMBERS
    if isinstance(value, float):
        return kind in _NUMBERS - _WHOLE
    return isinstance(value, str) and kind not in _NUMBERS | {ScalarKind.BOOLEAN}


def _word(atom: Atom) -> str:
    match atom:
        case AnyType():
            return "Any"
        case NullType():
            return "None"
        case LiteralType(values=values):
            return " | ".join(repr(v) for v in values[:3]) + (" | ..." if len(values) > 3 else "")
        case ScalarType(kind=kind):
            return _SCALARS.get(kind, "str")
        case ModelDef(name=name):
            return name
        case ListType():
            return "list"
        case TupleType():
            return "tuple"
        case MapType():
            return "dict"


_SCALARS = {
    ScalarKind.INTEGER: "int",
    ScalarKind.NUMBER: "float",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.DATE_TIME: "datetime",
    ScalarKind.DATE: "date",
    ScalarKind.TIME: "time",
    ScalarKind.DURATION: "timedelta",
    ScalarKind.UUID: "UUID",
    ScalarKind.BYTES: "bytes",
    ScalarKind.BINARY: "bytes",
    ScalarKind.DECIMAL: "Decimal",
}
