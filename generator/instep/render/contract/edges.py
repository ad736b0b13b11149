"""Values at the edges of one argument: its enum's, its union's variants, its bounds, null, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from instep.ir.operation import Operation
from instep.ir.types import (
    AliasDef,
    AnyType,
    Constraints,
    Definitions,
    Json,
    ListType,
    LiteralType,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from instep.render.contract.samples import Samples
from instep.sampling.schemas import Direction

Edge = Literal["lower", "upper"]

_DEEPEST: Final = 8
_LONGEST: Final = 4096
_MOST: Final = 64
_PLAIN: Final = frozenset({ScalarKind.STRING, ScalarKind.INTEGER, ScalarKind.NUMBER})


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One thing that a caller can give: a parameter, or a property of the body."""

    argument: str
    wire: str
    type: Type
    schema: Json
    """Of a parameter; None for a property of the body."""
    required: bool
    in_body: bool


def places(operation: Operation, flag: str) -> list[Place]:
    """Every argument but the one that asks for a stream, whose name on the wire is `flag`."""
    found = [
        Place(p.argument, p.wire, p.type, p.schema, p.required, in_body=False)
        for p in operation.parameters
    ]
    body = operation.body
    for a in body.arguments if body is not None else ():
        found.append(Place(a.argument, a.wire, a.type, None, a.required, in_body=True))
    return [place for place in found if place.wire != flag]


class Edges:
    """Makes such values; whether they are valid is for the caller to find out."""

    def __init__(self, definitions: Definitions, samples: Samples) -> None:
        self._definitions = definitions
        self._samples = samples

    def enum(self, type_: Type) -> list[Json]:
        """Each value of an enum; for an array of them, each alone in an array."""
        found = self._target(type_)
        if isinstance(found, LiteralType):
            return list(found.values)
        if isinstance(found, ListType):
            return [[value] for value in self.enum(found.item)]
        return []

    def variants(self, schema: Json) -> list[Json]:
        """A value of each variant of a union; for an array of them, each alone in an array."""
        target = self._resolved(schema)
        if not isinstance(target, dict):
            return []
        if isinstance(target.get("items"), dict) and target.get("type") == "array":
            return [[value] for value in self._members(target["items"], 0)]
        return list(self._members(target, 0))

    def _members(self, schema: Json, depth: int) -> Iterator[Json]:
        target = self._resolved(schema)
        members: Json = None
        if isinstance(target, dict) and depth < _DEEPEST:
            members = target.get("oneOf") or target.get("anyOf")
        if not isinstance(members, list):
            if depth:
                sample = self._samples.sample(schema, Direction.REQUEST, "minimal")
                if sample.valid and sample.value is not None:
                    yield sample.value
            return
        for member in members:
            yield from self._members(member, depth + 1)

    def property(self, schema: Json, name: str, depth: int = 0) -> Json:
        """The schema of an object's property, its own or a composed one; None if there is none."""
        target = self._resolved(schema)
        if not isinstance(target, dict) or depth > _DEEPEST:
            return None
        own = target.get("properties")
        if isinstance(own, dict) and name in own:
            return own[name]
        members = target.get("allOf")
        for member in members if isinstance(members, list) else ():
            found = self.property(member, name, depth + 1)
            if found is not None:
                return found
        return None

    def bound(self, type_: Type, edge: Edge) -> Json:
        """The least or the most that a type allows; None where it sets no such bound."""
        found = self._target(type_)
        if isinstance(found, ScalarType) and found.kind in _PLAIN:
            if found.kind is ScalarKind.STRING:
                return _text(found.constraints, edge)
            return _number(found.constraints, edge, whole=found.kind is ScalarKind.INTEGER)
        if isinstance(found, ListType):
            return self._items(found, edge)
        return None

    def _items(self, array: ListType, edge: Edge) -> Json:
        limits = array.constraints
        count = limits.min_items if edge == "lower" else limits.max_items
        item = self._one(array.item)
        if count is None or item is None or count > _MOST or (limits.unique_items and count > 1):
            return None
        return [item] * count

    def _one(self, type_: Type) -> Json:
        found = self._target(type_)
        if isinstance(found, LiteralType):
            return found.values[0]
        if isinstance(found, ScalarType) and found.kind in _PLAIN:
            return "a" if found.kind is ScalarKind.STRING else 1
        return None

    def is_nullable(self, type_: Type, depth: int = 0) -> bool:
        """Whether null is one of a type's values."""
        match type_:
            case AnyType() | NullType() | NullableType():
                return True
            case UnionType(members=members):
                return any(self.is_nullable(member, depth + 1) for member in members)
            case RefType(key=key) if depth < _DEEPEST:
                definition = self._definitions[key]
                if not isinstance(definition, AliasDef):
                    return False
                return self.is_nullable(definition.type, depth + 1)
            case _:
                return depth >= _DEEPEST

    def _target(self, type_: Type) -> Type:
        for _ in range(_DEEPEST):
            if isinstance(type_, NullableType):
                type_ = type_.inner
            elif isinstance(type_, RefType):
                definition = self._definitions[type_.key]
                if not isinstance(definition, AliasDef):
                    return type_
                type_ = definition.type
            else:
                break
        return type_

    def _resolved(self, schema: Json) -> Json:
        for _ in range(_DEEPEST):
            if not (isinstance(schema, dict) and isinstance(schema.get("$ref"), str)):
                break
            schema = self._samples.schemas.at(schema["$ref"])
        return schema


def _text(limits: Constraints, edge: Edge) -> Json:
    length = limits.min_length if edge == "lower" else limits.max_length
    if length is None or length > _LONGEST:
        return None
    return "a" * length


def _number(limits: Constraints, edge: Edge, *, whole: bool) -> Json:
    lower = edge == "lower"
    limit = limits.minimum if lower else limits.maximum
    beyond = limits.exclusive_minimum if lower else limits.exclusive_maximum
    if limit is None and beyond is not None:
        step = (limits.multiple_of or 1) if whole or limits.multiple_of else 0.5
        limit = beyond + step if lower else beyond - step
    if limit is None:
        return None
    return int(limit) if whole and limit == int(limit) else limit
