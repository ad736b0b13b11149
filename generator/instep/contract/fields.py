"""What a client's model has: its properties by their names on the wire, enums and defaults."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from .kinds import is_array, is_object
from .signatures import literals

_DEFINITION = "#/$defs/"
_PLAIN = {"string": str, "integer": int, "boolean": bool}
_DEEPEST = 20


def model_problems(
    package: ModuleType, name: str, schema: Any, definitions: dict[str, Any]
) -> Iterator[str]:
    """How a class of `PACKAGE.types` differs from the schema that it stands for."""
    kind = getattr(package.types, name, None)
    if kind is None:
        yield f"types.{name} does not exist"
        return
    if not isinstance(kind, type):
        return  # an alias has no properties of its own
    fields = _fields(kind)
    for wire, inner in properties(schema, definitions):
        where = f"types.{name}: the property `{wire}`"
        if wire not in fields:
            yield f"{where} is missing"
            continue
        annotation = fields[wire]
        if (missing := _enum(inner) - literals(annotation, ())) and literals(annotation, ()):
            yield f"{where} lacks the value {min(missing)} of its enum"
        if added := _enum(inner) and literals(annotation, ()) - _enum(inner):
            yield f"{where} knows {min(added)}, which is not in its enum"
        if said := _kind(inner, annotation):
            yield f"{where} is {said}"


def _fields(kind: type[Any]) -> dict[str, Any]:
    """Annotations by name on the wire, which is the attribute's unless metadata say otherwise."""
    found: dict[str, Any] = {}
    declared = _declared(kind)
    for attribute, annotation in typing.get_type_hints(kind, include_extras=True).items():
        if attribute not in declared:
            continue
        wire = attribute
        if typing.get_origin(annotation) is typing.Annotated:
            for one in typing.get_args(annotation)[1:]:
                wire = getattr(one, "wire", None) or getattr(one, "alias", None) or wire
        found[wire] = annotation
    return found


def _declared(kind: type[Any]) -> set[str]:
    if dataclasses.is_dataclass(kind):
        return {field.name for field in dataclasses.fields(kind)}
    fields: dict[str, Any] = getattr(kind, "model_fields", {})
    return set(fields)


def properties(schema: Any, definitions: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and schemas of an object's properties, its own and composed ones."""
    yield from _properties(schema, definitions, 0).items()


def _properties(schema: Any, definitions: dict[str, Any], depth: int) -> dict[str, Any]:
    """The properties that every value of an object has a place for: its own and composed ones."""
    found: dict[str, Any] = {}
    if not is_object(schema) or depth > _DEEPEST:
        return found
    if isinstance(schema.get("$ref"), str):
        target = definitions.get(schema["$ref"].removeprefix(_DEFINITION))
        found |= _properties(target, definitions, depth + 1)
    for member in schema.get("allOf", ()):
        found |= _properties(member, definitions, depth + 1)
    own = schema.get("properties", {})
    return found | {name: inner for name, inner in own.items() if inner is not False}


def _enum(schema: Any) -> set[str]:
    values = schema.get("enum") if is_object(schema) else None
    return (
        {json.dumps(value) for value in values if value is not None} if is_array(values) else set()
    )


def _kind(schema: Any, annotation: Any) -> str:
    """What is wrong with the Python type of a plain property; empty if nothing, or if it is not plain."""
    if not is_object(schema) or schema.keys() - {"type", "minimum", "maximum", "maxLength"}:
        return ""
    expected = _PLAIN.get(str(schema.get("type")))
    found = _leaves(annotation)
    if expected is None or not found <= {str, int, bool, float}:
        return ""
    return "" if expected in found else f"no {schema['type']}"


def _leaves(annotation: Any) -> set[Any]:
    """The types that a union has, without None."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _leaves(typing.get_args(annotation)[0])
    if hasattr(annotation, "__value__"):
        return _leaves(annotation.__value__)
    inner = typing.get_args(annotation)
    if origin is None or not inner:
        return set() if annotation is type(None) else {annotation}
    if origin is typing.Literal:
        return {type(value) for value in inner}
    return set[Any]().union(*map(_leaves, inner)) if _is_union(origin) else {origin}


def _is_union(origin: Any) -> bool:
    return origin is typing.Union or getattr(origin, "__name__", "") == "UnionType"
