"""Second pass over unions: which property tells the variants apart, and which value means which.

Runs when every definition is lowered, because it looks at the variants' own fields. A property's own `const` or
`enum` wins over the component's name (OpenAPI 3.1, section 4.8.25, has only the name): real payloads follow it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from instep.diagnostics import Code, quote
from instep.document import RefError
from instep.ir.pointers import last_name
from instep.ir.types import (
    AnyType,
    Discriminator,
    ListType,
    LiteralType,
    MapType,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from instep.normalise.context import Context, Draft

T = TypeVar("T")

_ANY: Final = frozenset({"string", "number", "boolean", "array", "object"})
_SCALARS: Final = MappingProxyType(
    {
        ScalarKind.INTEGER: frozenset({"number"}),
        ScalarKind.NUMBER: frozenset({"number"}),
        ScalarKind.BOOLEAN: frozenset({"boolean"}),
        ScalarKind.DECIMAL: frozenset({"string", "number"}),
    }
)
_VALUES: Final = MappingProxyType({str: "string", bool: "boolean", int: "number", float: "number"})

_LEAVES = (ScalarType, RefType, LiteralType, AnyType, NullType)
_KINDS = (*_LEAVES, ListType, TupleType, MapType, UnionType, NullableType)

_NOT_TEXT = frozenset({ScalarKind.INTEGER, ScalarKind.NUMBER, ScalarKind.BOOLEAN})
_DEEPEST = 20


def map_type(type_: Type, change: Callable[[Type], Type]) -> Type:
    """The type with `change` applied to every type in it, innermost first."""
    if isinstance(type_, _LEAVES):
        return change(type_)
    match type_:
        case ListType(item, constraints):
            made: Type = ListType(map_type(item, change), constraints)
        case TupleType(items, rest):
            made = replace(
                type_,
                items=tuple(map_type(item, change) for item in items),
                rest=None if rest is None else map_type(rest, change),
            )
        case MapType():
            made = replace(type_, value=map_type(type_.value, change))
        case UnionType(members):
            made = replace(type_, members=tuple(map_type(member, change) for member in members))
        case NullableType(inner):
            made = NullableType(map_type(inner, change))
    return change(made)


def map_types(value: T, change: Callable[[Type], Type]) -> T:
    """The IR value with `change` applied to every type below it."""
    if isinstance(value, _KINDS):
        return map_type(value, change)  # type: ignore[return-value]
    if isinstance(value, tuple):
        changed = tuple(map_types(item, change) for item in value)
        return value if changed == value else changed  # type: ignore[return-value]
    updates: dict[str, Any] = {}
    for name in _walked(type(value)):  # type: ignore[arg-type] # mypy: no hash for type[T]
        old = getattr(value, name)
        if old is None or isinstance(old, str):  # most of them
            continue
        new = map_types(old, change)
        if new is not old and new != old:
            updates[name] = new
    return replace(value, **updates) if updates else value  # type: ignore[type-var]


@cache
def _walked(kind: type) -> tuple[str, ...]:
    """The fields of a class of the IR below which types may be."""
    if not is_dataclass(kind):
        return ()
    apart = {"schema", "examples", "default", "doc"}
    return tuple(item.name for item in fields(kind) if item.name not in apart)


class Discriminators:
    """Settles the discriminator of each union once all drafts are there."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def settle(self, type_: Type) -> Type:
        """The type, with the unions in it told apart where that is plain."""
        return map_type(type_, self._union)

    def _union(self, type_: Type) -> Type:
        if not isinstance(type_, UnionType):
            return type_
        objects = tuple(
            m for m in type_.members if isinstance(m, RefType) and self._is_object(m.key)
        )
        others = tuple(m for m in type_.members if m not in objects)
        found: Discriminator | None = None
        if len(objects) > 1:
            declared = type_.discriminator
            found = self._declared(declared, objects) if declared else None
            found = found or self._inferred(objects)
        exclusive = type_.exclusive and self._overlap(objects, others, found)
        if found is None:
            return UnionType(type_.members, exclusive=exclusive)
        inner = UnionType(objects, found, exclusive)
        return UnionType((*others, inner), exclusive=exclusive) if others else inner

    def _overlap(
        self, objects: tuple[RefType, ...], others: tuple[Type, ...], found: Discriminator | None
    ) -> bool:
        """May a value be of two members, by its JSON type and its tag?"""
        kinds = Counter(kind for member in others for kind in self._kinds(member, frozenset()))
        if found is None or not self._is_told(objects, found):
            kinds.update(kind for one in objects for kind in self._kinds(one, frozenset()))
        else:
            kinds["object"] += 1
        return any(times > 1 for times in kinds.values())

    def _is_told(self, members: tuple[RefType, ...], found: Discriminator) -> bool:
        """Does every member require the tag, with constants that are its alone?"""
        values = [(type(value), value) for value, _ in found.mapping]
        return len(values) == len(set(values)) and all(
            self._requires(m.key, found.wire) and self._tags(m.key, found.wire) for m in members
        )

    def _kinds(self, type_: Type, seen: frozenset[str]) -> frozenset[str]:
        """The JSON types of the type's values; an integer is a number."""
        match type_:
            case NullableType(inner):
                return self._kinds(inner, seen)
            case ScalarType(kind):
                return _SCALARS.get(kind, frozenset({"string"}))
            case LiteralType(values):
                return frozenset(_VALUES[type(value)] for value in values)
            case ListType() | TupleType():
                return frozenset({"array"})
            case MapType():
                return frozenset({"object"})
            case UnionType(members):
                return frozenset(kind for one in members for kind in self._kinds(one, seen))
            case RefType(key) if key not in seen and (draft := self._draft(key)) is not None:
                if draft.fields is not None:
                    return _ANY if draft.untyped else frozenset({"object"})
                return self._kinds(draft.type, seen | {key}) if draft.type else _ANY
            case NullType():
                return frozenset()
            case _:
                return _ANY

    def _draft(self, key: str) -> Draft | None:
        return self.ctx.drafts.get(key)

    def _is_object(self, key: str, seen: frozenset[str] = frozenset()) -> bool:
        """Does the definition stand for an object, or for a union of nothing but objects?"""
        draft = self._draft(key)
        if draft is None or key in seen:
            return False
        if draft.fields is not None:
            return True
        inner = draft.type
        if isinstance(inner, UnionType):
            return all(
                isinstance(m, RefType) and self._is_object(m.key, seen | {key})
                for m in inner.members
            )
        return isinstance(inner, RefType) and self._is_object(inner.key, seen | {key})

    def may_be_text(self, key: str, wire: str) -> bool:
        """May the property be a string in every model that the definition stands for?"""
        return all(
            self._holds_text(field.type)
            for model in self._models(key)
            for field in model.fields or ()
            if field.wire == wire
        )

    def _holds_text(self, type_: Type, depth: int = 0) -> bool:
        match type_:
            case NullableType(inner):
                return self._holds_text(inner, depth)
            case ScalarType(kind):
                return kind not in _NOT_TEXT
            case LiteralType(values, open=is_open):
                return is_open or any(isinstance(value, str) for value in values)
            case RefType(key):
                draft = self._draft(key)
                if draft is None or draft.type is None or depth > _DEEPEST:
                    return True
                return self._holds_text(draft.type, depth + 1)
            case _:
                return True

    def tags_of(self, key: str, wire: str) -> list[Any] | None:
        """The constants that the property has in the definition; None where it has none."""
        return self._tags(key, wire)

    def _tags(self, key: str, wire: str, seen: frozenset[str] = frozenset()) -> list[Any] | None:
        """The values that the property has in the definition; None where it is not told by constants."""
        draft = self._draft(key)
        if draft is None or key in seen:
            return None
        if draft.fields is not None:
            for field in draft.fields:
                if field.wire == wire:
                    inner = field.type.inner if isinstance(field.type, NullableType) else field.type
                    if isinstance(inner, RefType):
                        alias = self._draft(inner.key)
                        inner = (
                            alias.type if alias is not None and alias.type is not None else inner
                        )
                    return (
                        list(inner.values)
                        if isinstance(inner, LiteralType) and not inner.open
                        else None
                    )
            return None
        members = draft.type.members if isinstance(draft.type, UnionType) else (draft.type,)
        found: list[Any] = []
        for member in members:
            tags = (
                self._tags(member.key, wire, seen | {key}) if isinstance(member, RefType) else None
            )
            if tags is None:
                return None
            found.extend(tags)
        return found

    def _declared(
        self, declared: Discriminator, members: tuple[RefType, ...]
    ) -> Discriminator | None:
        mapped: dict[str, list[str]] = {}
        for value, target in declared.mapping:
            mapped.setdefault(self._target(target), []).append(value)
        pairs: list[tuple[Any, str]] = []
        untold = False
        for member in members:
            tags = self._tags(member.key, declared.wire)
            if not self.may_be_text(member.key, declared.wire):
                untold = untold or tags is None
                continue  # no value is the text of a mapping, or a component's name
            said = mapped.get(member.key, ())
            if tags is not None and said and len(tags) > len(said) and set(said) <= set(tags):
                tags = None  # an enum that the variants share: the mapping says which part is whose
            if tags is None:
                tags = list(mapped.get(member.key, ()))
                if (
                    not tags
                    and member.key.startswith("#/components/schemas/")
                    and member.key.count("/") == 3
                ):
                    tags = [last_name(member.key)]
            pairs.extend((tag, member.key) for tag in tags)
        told = {key for _, key in pairs}
        for value, target in declared.mapping:
            key = self._target(target)
            if key in told and not any(tag == value for tag, _ in pairs):
                pairs.append((value, key))
        return self._checked(declared.wire, pairs, members, said=bool(pairs) or untold)

    def _target(self, target: str) -> str:
        if target.startswith("#"):
            try:
                return self.ctx.document.resolve(target)[0]
            except RefError as error:
                self.ctx.say(
                    Code.DISCRIMINATOR_INVALID,
                    "",
                    f"mapping to {quote(target)} leads nowhere: {error}",
                )
                return target
        return f"#/components/schemas/{target.rsplit('/', 1)[-1].removesuffix('.json').removesuffix('.yaml')}"

    def _inferred(self, members: tuple[RefType, ...]) -> Discriminator | None:
        """A property with a constant of its own in every variant, required in all of them."""
        first = self._models(members[0].key)
        candidates = [f.wire for m in first[:1] for f in m.fields or () if f.required]
        for wire in sorted(candidates, key=lambda name: (name != "type", candidates.index(name))):
            if not all(self._requires(m.key, wire) for m in members):
                continue
            pairs: list[tuple[Any, str]] = []
            for member in members:
                tags = self._tags(member.key, wire)
                if tags is None:
                    break
                pairs.extend((tag, member.key) for tag in tags)
            else:
                found = self._checked(wire, pairs, members, said=False)
                if found is not None:
                    return found
        return None

    def _models(self, key: str, seen: frozenset[str] = frozenset()) -> list[Draft]:
        draft = self._draft(key)
        if draft is None or key in seen:
            return []
        if draft.fields is not None:
            return [draft]
        members = draft.type.members if isinstance(draft.type, UnionType) else (draft.type,)
        return [
            d for m in members if isinstance(m, RefType) for d in self._models(m.key, seen | {key})
        ]

    def _requires(self, key: str, wire: str) -> bool:
        models = self._models(key)
        return bool(models) and all(
            any(f.wire == wire and f.required for f in m.fields or ()) for m in models
        )

    def _checked(
        self, wire: str, pairs: list[tuple[Any, str]], members: tuple[RefType, ...], *, said: bool
    ) -> Discriminator | None:
        distinct = {(type(tag), tag) for tag, _ in pairs}
        told = {key for _, key in pairs}
        # Several variants may share a value (two shapes of one message): the value narrows the choice to them.
        if (
            len(distinct) < 2
            or len(distinct) * 2 < len(members)
            or any(m.key not in told for m in members)
        ):
            if said:
                self.ctx.say(
                    Code.DISCRIMINATOR_INVALID,
                    members[0].key,
                    f"discriminator {quote(wire)} does not tell the variants apart; they are told apart by their shape",
                )
            return None
        if not all(isinstance(tag, str) for tag, _ in pairs):
            return None
        return Discriminator(wire, tuple(pairs))
