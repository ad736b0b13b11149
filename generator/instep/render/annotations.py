"""Types as Python annotations: open for what is received, closed for what is sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, assert_never

from instep.ir.operation import MediaKind
from instep.ir.types import (
    AliasDef,
    AnyType,
    Constraints,
    Definition,
    Definitions,
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
from instep.render.bounds import item_bounds, key_bounds, scalar_bounds
from instep.render.catchall import is_anything_tagged
from instep.render.imports import ImportSet
from instep.render.python import Code, code, joined, lit

_ANY: Final = Code("Any")
_NONE: Final = Code("None")
_TYPING: Final = Code("typing")

_OPEN_SCALARS: Final = {
    ScalarKind.STRING: Code("str"),
    ScalarKind.INTEGER: Code("int"),
    ScalarKind.NUMBER: Code("wire.Number"),
    ScalarKind.BOOLEAN: Code("bool"),
    ScalarKind.DATE_TIME: Code("wire.DateTime"),
    ScalarKind.DATE: Code("wire.Date"),
    ScalarKind.TIME: Code("wire.Time"),
    ScalarKind.DURATION: Code("wire.Duration"),
    ScalarKind.UUID: Code("wire.Uuid"),
    ScalarKind.BYTES: Code("wire.Base64"),
    ScalarKind.BINARY: Code("str"),
    ScalarKind.DECIMAL: Code("wire.Decimal"),
}

_CLOSED_SCALARS: Final = {
    ScalarKind.STRING: (Code("str"),),
    ScalarKind.INTEGER: (Code("int"),),
    ScalarKind.NUMBER: (Code("float"),),
    ScalarKind.BOOLEAN: (Code("bool"),),
    ScalarKind.DATE_TIME: (Code("datetime.datetime"), Code("str")),
    ScalarKind.DATE: (Code("datetime.date"), Code("str")),
    ScalarKind.TIME: (Code("datetime.time"), Code("str")),
    ScalarKind.DURATION: (Code("datetime.timedelta"), Code("str")),
    ScalarKind.UUID: (Code("uuid.UUID"), Code("str")),
    ScalarKind.BYTES: (Code("bytes"), Code("str")),
    ScalarKind.DECIMAL: (Code("decimal.Decimal"), Code("float"), Code("str")),
}


class Names(Protocol):
    """How the module being printed reaches names outside itself."""

    def model(self, definition: Definition) -> Code:
        """The definition in `types`."""
        ...

    def param(self, definition: Definition) -> Code:
        """The definition in `params`."""
        ...

    def runtime(self, module: Code) -> None:
        """Note that a module of the runtime, `core`, `wire` and the like, is used."""
        ...


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints types for one module and notes the imports they need."""

    definitions: Definitions
    names: Names
    imports: ImportSet
    shadowed: frozenset[str] = field(default_factory=frozenset[str])
    """Built-in names that mean something else where the annotations stand: a method called `list`."""
    binary: tuple[Code, ...] = (Code("str"),)
    """What raw bytes are where they are sent: a string in JSON, a file in a form."""

    def open(self, type_: Type) -> Code:
        """The annotation of a received value."""
        return union(self._open(type_))

    def tag(self, type_: Type) -> Code:
        """The annotation of a received value that says which variant it belongs to: its constants alone."""
        if isinstance(type_, LiteralType) and not any(isinstance(v, float) for v in type_.values):
            return union(self._literal(type_))
        return self.open(type_)

    def closed(self, type_: Type) -> Code:
        """The annotation of a value to be sent."""
        return union(self._closed(type_))

    def sent(self, type_: Type, kind: MediaKind | None) -> Code:
        """The annotation of a value to be sent in a body of this kind; None: in the URL or a header."""
        return replace(self, binary=binary_words({kind})).closed(type_)

    def nullable(self, type_: Type) -> bool:
        """Is null a valid value?"""
        return _nullable(type_, self.definitions, frozenset())

    # -- received ---------------------------------------------------------------------------

    def _open(self, type_: Type) -> tuple[Code, ...]:
        match type_:
            case AnyType(_, rules):
                return (self._marked(self._typing(_ANY), self._rules(rules)),)
            case NullType():
                return (_NONE,)
            case ScalarType():
                return (self._open_scalar(type_),)
            case LiteralType():
                return self._open_literal(type_)
            case ListType(item, constraints):
                listed = code("{}[{}]", self._builtin(Code("list")), self.open(item))
                return (self._bounded(listed, item_bounds(constraints), constraints),)
            case TupleType():
                return self._open_tuple(type_)
            case MapType(value, constraints):
                word = self._builtin(Code("dict"))
                mapped = code("{}[{}, {}]", word, self._str(), self.open(value))
                keys = self._keys(type_)
                return (self._bounded(mapped, key_bounds(constraints), constraints, keys),)
            case UnionType():
                return self._open_union(type_)
            case NullableType(inner):
                return (*self._open(inner), _NONE)
            case RefType(key):
                return (self.names.model(self.definitions[key]),)
        assert_never(type_)

    def _open_scalar(self, scalar: ScalarType) -> Code:
        word = _OPEN_SCALARS[scalar.kind]
        if word.startswith("wire."):
            self.names.runtime(Code("wire"))
        else:
            word = self._builtin(word)
        return self._bounded(word, scalar_bounds(scalar), scalar.constraints)

    def _open_literal(self, literal: LiteralType) -> tuple[Code, ...]:
        if any(isinstance(value, float) for value in literal.values):
            return (self._open_fractions(literal),)
        parts = self._literal(literal)
        bases = self._bases(literal, Code("wire.Number"))
        if len(literal.values) == 1 and not literal.open:
            return parts
        if not literal.open:
            return (*parts, *bases)
        self._typing(Code("Annotated"))
        self.names.runtime(Code("wire"))
        return (code("Annotated[{}, wire.OPEN]", union((*parts, *bases))),)

    def _open_fractions(self, literal: LiteralType) -> Code:
        """No Literal holds a fraction, so numbers are any numbers, and what the document lists is a rule."""
        words = tuple(value for value in literal.values if isinstance(value, str | bool))
        parts = self._open_literal(replace(literal, values=words)) if words else ()
        self.names.runtime(Code("wire"))
        rules = () if literal.open else (json.dumps({"enum": literal.values}),)
        return self._marked(union((*parts, Code("wire.Number"))), self._rules(rules))

    def _open_tuple(self, tuple_: TupleType) -> tuple[Code, ...]:
        items = [self.open(item) for item in tuple_.items]
        rest = None if tuple_.rest is None else self.open(tuple_.rest)
        parts = self._tuples(items, tuple_, rest)
        return (self._marked(union(parts), (Code("wire.UNTYPED"),)),) if tuple_.untyped else parts

    def _open_union(self, type_: UnionType) -> tuple[Code, ...]:
        parts = [part for member in type_.members for part in self._open(member)]
        counted = (Code("wire.ONE_OF"),) if type_.exclusive else ()
        if type_.discriminator is None:
            return (self._marked(union(parts), counted),) if counted else tuple(parts)
        self._typing(Code("Annotated"))
        self.names.runtime(Code("wire"))
        meant: dict[str, list[str]] = {}
        for value, key in type_.discriminator.mapping:
            meant.setdefault(value, []).append(self.definitions[key].name)
        pairs = (
            code("{}: {}", lit(value), lit(names[0] if len(names) == 1 else tuple(names)))
            for value, names in meant.items()
        )
        return (
            code(
                "Annotated[{} | wire.UnknownVariant, wire.Tagged({}, {{{}}}){}]",
                union(parts),
                lit(type_.discriminator.wire),
                joined(", ", pairs),
                joined("", (code(", {}", mark) for mark in counted)),
            ),
        )

    # -- sent -------------------------------------------------------------------------------

    def _closed(self, type_: Type) -> tuple[Code, ...]:
        match type_:
            case AnyType():
                return (self._typing(_ANY),)
            case NullType():
                return (_NONE,)
            case ScalarType(kind):
                words = self.binary if kind is ScalarKind.BINARY else _CLOSED_SCALARS[kind]
                return tuple(self._input(word) for word in words)
            case LiteralType():
                bases = self._bases(type_, Code("float")) if type_.open else ()
                return (*self._literal(type_), *bases)
            case ListType(item):
                self.imports.name(Code("collections.abc"), Code("Sequence"))
                return (code("Sequence[{}]", self.closed(item)),)
            case TupleType():
                items = [self.closed(item) for item in type_.items]
                rest = None if type_.rest is None else self.closed(type_.rest)
                return self._tuples(items, type_, rest)
            case MapType(value):
                self.imports.name(Code("collections.abc"), Code("Mapping"))
                return (code("Mapping[{}, {}]", self._str(), self.closed(value)),)
            case UnionType(members):
                parts = [part for member in members for part in self._closed(member)]
                if any(is_anything_tagged(one, type_, self.definitions) for one in members):
                    self.imports.name(Code("collections.abc"), Code("Mapping"))
                    parts.append(code("Mapping[{}, object]", self._str()))
                return tuple(parts)
            case NullableType(inner):
                return (*self._closed(inner), _NONE)
            case RefType(key):
                return self._closed_reference(self.definitions[key])
        assert_never(type_)

    def _input(self, word: Code) -> Code:
        if word.startswith("core."):
            self.names.runtime(Code("core"))
        elif "." in word:
            self.imports.module(_MODULES[word])
        else:
            return self._builtin(word)
        return word

    def _closed_reference(self, definition: Definition) -> tuple[Code, ...]:
        if isinstance(definition, AliasDef):
            return (self.names.param(definition),)
        return (self.names.param(definition), self.names.model(definition))

    # -- both -------------------------------------------------------------------------------

    def _typing(self, word: Code) -> Code:
        return self.imports.name(_TYPING, word)

    def _builtin(self, word: Code) -> Code:
        if word not in self.shadowed:
            return word
        return code("{}.{}", self.imports.module(Code("builtins")), word)

    def _str(self) -> Code:
        return self._builtin(Code("str"))

    def _literal(self, literal: LiteralType) -> tuple[Code, ...]:
        """`Literal[...]` of the values that Python can say so; floats stand as their base type."""
        sayable = [lit(value) for value in literal.values if not isinstance(value, float)]
        floats = (self._builtin(Code("float")),) if len(sayable) < len(literal.values) else ()
        if not sayable:
            return floats
        self._typing(Code("Literal"))
        return (code("Literal[{}]", joined(", ", sayable)), *floats)

    def _bases(self, literal: LiteralType, number: Code) -> tuple[Code, ...]:
        """The types of the values, each once."""
        words = {str: Code("str"), bool: Code("bool"), int: Code("int"), float: number}
        found = list(dict.fromkeys(words[type(value)] for value in literal.values))
        if Code("wire.Number") in found:
            self.names.runtime(Code("wire"))
        return tuple(word if "." in word else self._builtin(word) for word in found)

    def _tuples(self, items: list[Code], tuple_: TupleType, rest: Code | None) -> tuple[Code, ...]:
        """One tuple for every length that is valid, the shortest first."""
        word = self._builtin(Code("tuple"))
        shortest = min(tuple_.min_items, len(items))
        found = [
            code("{}[{}]", word, joined(", ", items[:size]) if size else Code("()"))
            for size in range(shortest, len(items))
        ]
        tail = [code("*{}[{}, ...]", word, rest)] if rest is not None else []
        found.append(code("{}[{}]", word, joined(", ", [*items, *tail]) or Code("()")))
        return tuple(found)

    def _bounded(
        self,
        annotation: Code,
        bounds: tuple[Code, ...],
        constraints: Constraints,
        keys: tuple[Code, ...] = (),
    ) -> Code:
        """The annotation with all that is demanded of its values."""
        marks: list[Code] = []
        if bounds:
            self.imports.name(Code("pydantic"), Code("Field"))
            marks.append(code("Field({})", joined(", ", bounds)))
        if constraints.unique_items:
            marks.append(Code("wire.UNIQUE"))
        if constraints.untyped:
            marks.append(Code("wire.UNTYPED"))
        return self._marked(annotation, (*marks, *keys, *self._rules(constraints.rules)))

    @staticmethod
    def _rules(rules: tuple[str, ...]) -> tuple[Code, ...]:
        return tuple(code("wire.Rule({})", lit(json.loads(rule))) for rule in rules)

    @staticmethod
    def _keys(map_: MapType) -> tuple[Code, ...]:
        if not map_.patterns:
            return ()
        said = [lit(pattern) for pattern in map_.patterns]
        if map_.closed:
            said.append(Code("closed=True"))
        return (code("wire.Keys({})", joined(", ", said)),)

    def _marked(self, annotation: Code, marks: Sequence[Code]) -> Code:
        if not marks:
            return annotation
        self._typing(Code("Annotated"))
        if any(mark.startswith("wire.") for mark in marks):
            self.names.runtime(Code("wire"))
        return code("Annotated[{}, {}]", annotation, joined(", ", marks))


def union(parts: Iterable[Code]) -> Code:
    """The parts as one annotation: each once, `None` last, nothing beside `Any`; `None` if there are none."""
    unique = dict.fromkeys(parts)
    if _ANY in unique:
        return _ANY
    ordered = [part for part in unique if part != _NONE]
    return joined(" | ", [*ordered, *([_NONE] if _NONE in unique or not ordered else [])])


_MODULES: Final = {
    Code("datetime.datetime"): Code("datetime"),
    Code("datetime.date"): Code("datetime"),
    Code("datetime.time"): Code("datetime"),
    Code("datetime.timedelta"): Code("datetime"),
    Code("uuid.UUID"): Code("uuid"),
    Code("decimal.Decimal"): Code("decimal"),
}


def binary_words(kinds: Collection[MediaKind | None]) -> tuple[Code, ...]:
    """What raw bytes are in bodies of these kinds."""
    files = (Code("core.FileInput"),) if MediaKind.MULTIPART in kinds else ()
    return files if files and len(kinds) == 1 else (Code("str"), *files)


def _nullable(type_: Type, definitions: Definitions, seen: frozenset[str]) -> bool:
    match type_:
        case AnyType() | NullType() | NullableType():
            return True
        case UnionType(members):
            return any(_nullable(member, definitions, seen) for member in members)
        case RefType(key):
            definition = definitions[key]
            if isinstance(definition, ModelDef) or key in seen:
                return False
            return _nullable(definition.type, definitions, seen | {key})
        case ScalarType() | LiteralType() | ListType() | TupleType() | MapType():
            return False
    assert_never(type_)
