"""The properties that say which member of a received union an object is."""

from __future__ import annotations

from collections.abc import Iterator

from instep.ir.types import (
    AliasDef,
    AnyType,
    Definitions,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullableType,
    TupleType,
    Type,
    UnionType,
)


def closed_tags(definitions: Definitions) -> frozenset[tuple[str, str]]:
    """Tags whose values all name the model that has them, as the model's key and the property's wire name.

    An object of the union that has another value is an unknown variant and never that model, so the tag's
    values can be typed as the only ones: without that, no checker narrows the union by them.
    """
    found: set[tuple[str, str]] = set()
    for union in _unions(definitions):
        if union.discriminator is None:
            continue
        wire = union.discriminator.wire
        for key in dict.fromkeys(key for _, key in union.discriminator.mapping):
            named = {value for value, meant in union.discriminator.mapping if meant == key}
            model = definitions[key]
            if isinstance(model, ModelDef) and named.issuperset(_values(model, wire)):
                found.add((key, wire))
    return frozenset(found)


def _values(model: ModelDef, wire: str) -> tuple[object, ...]:
    types = (field.type for field in model.fields if field.wire == wire)
    return next((type_.values for type_ in types if isinstance(type_, LiteralType)), ())


def _unions(definitions: Definitions) -> Iterator[UnionType]:
    waiting: list[Type] = []
    for definition in definitions:
        if isinstance(definition, AliasDef):
            waiting.append(definition.type)
        else:
            waiting.extend(field.type for field in definition.fields)
            waiting.append(definition.extra or AnyType())
    while waiting:
        match waiting.pop():
            case NullableType(inner) | ListType(inner):
                waiting.append(inner)
            case MapType(inner):
                waiting.append(inner)
            case TupleType(items, rest):
                waiting.extend(items if rest is None else (*items, rest))
            case UnionType(members) as union:
                waiting.extend(members)
                yield union
            case _:
                pass
