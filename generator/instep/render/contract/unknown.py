"""What a later version of the API may send: a value that an enum does not have yet."""

from __future__ import annotations

from collections.abc import Iterator

from instep.ir.types import (
    AliasDef,
    Definitions,
    Discriminator,
    Json,
    ListType,
    LiteralType,
    MapType,
    ModelDef,
    NullableType,
    RefType,
    Type,
    UnionType,
)

VALUE = "a-value-of-tomorrow"
_DEEPEST = 12

Path = tuple[str | int, ...]


def with_unknown_value(type_: Type, value: Json, definitions: Definitions) -> Json | None:
    """The value with one enum's value replaced by an unknown one; None if it has no enum."""
    path = next(_enums(type_, value, definitions, 0), None)
    return None if path is None else _replaced(value, path)


def _enums(type_: Type, value: Json, known: Definitions, depth: int) -> Iterator[Path]:
    """Where in the value an enum of several strings stands."""
    if depth > _DEEPEST:
        return
    match type_:
        case LiteralType(values=values):
            if len(values) > 1 and isinstance(value, str) and value in values:
                yield ()
        case NullableType(inner=inner):
            yield from _enums(inner, value, known, depth + 1)
        case RefType(key=key):
            definition = known[key]
            if isinstance(definition, AliasDef):
                yield from _enums(definition.type, value, known, depth + 1)
            else:
                yield from _in_fields(definition, value, known, depth)
        case ListType(item=item):
            if isinstance(value, list):
                for index, inner in enumerate(value):
                    yield from _below(index, _enums(item, inner, known, depth + 1))
        case MapType(value=item):
            if isinstance(value, dict):
                for name, inner in value.items():
                    yield from _below(name, _enums(item, inner, known, depth + 1))
        case UnionType(members=members, discriminator=tag):
            yield from _in_union(members, tag, value, known, depth)
        case _:
            return


def _in_fields(model: ModelDef, value: Json, known: Definitions, depth: int) -> Iterator[Path]:
    if isinstance(value, dict):
        for field in model.fields:
            if field.wire in value:
                found = _enums(field.type, value[field.wire], known, depth + 1)
                yield from _below(field.wire, found)


def _in_union(
    members: tuple[Type, ...],
    tag: Discriminator | None,
    value: Json,
    known: Definitions,
    depth: int,
) -> Iterator[Path]:
    """Inside the variant that the value is; what tells variants apart is left alone."""
    if tag is None:
        candidates = [member for member in members if _fits(member, value, known)]
        for member in candidates[:1]:
            yield from _enums(member, value, known, depth + 1)
    elif isinstance(value, dict):
        for name, key in tag.mapping:
            if name == value.get(tag.wire):
                found = _enums(RefType(key), value, known, depth + 1)
                yield from (path for path in found if path != (tag.wire,))


def _fits(member: Type, value: Json, known: Definitions) -> bool:
    match member:
        case RefType(key=key):
            definition = known[key]
            if isinstance(definition, AliasDef):
                return isinstance(definition.type, LiteralType)
            needed = {field.wire for field in definition.fields if field.required}
            return isinstance(value, dict) and needed <= value.keys()
        case LiteralType(values=values):
            return value in values
        case ListType():
            return isinstance(value, list)
        case _:
            return False


def _below(step: str | int, paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        yield (step, *path)


def _replaced(value: Json, path: Path) -> Json:
    if not path:
        return VALUE
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, step: _replaced(value[step], rest)}
    return [_replaced(item, rest) if index == step else item for index, item in enumerate(value)]
