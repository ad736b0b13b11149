"""Values that a schema itself gives: enums, constants, defaults, examples."""

from __future__ import annotations

import json
from typing import Any

from instep.diagnostics import Code, quote
from instep.ir.types import (
    MISSING,
    AnyType,
    Constraints,
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
from instep.normalise.context import Context
from instep.normalise.parts import Parts
from instep.normalise.shape import Shape

_MOST_VALUES = 2000
"""Members of an enum after which it is a plain string: a checker gains nothing, and it costs time."""


def literal_type(ctx: Context, shape: Shape, nullable: bool) -> Type:
    """The type of an enum or const. Null among the values makes it nullable."""
    values: list[Any] = []
    for value in shape.enum or ():
        if value is None:
            nullable = True
        elif not any(value == known and type(value) is type(known) for known in values):
            values.append(value)
        else:
            ctx.say(Code.ENUM_INVALID, shape.pointer, f"enum has {quote(value, 40)} twice")
    if not values:
        return NullType()
    made = _of_values(ctx, shape, values, nullable)
    return NullableType(made) if nullable and not isinstance(made, AnyType) else made


def _of_values(ctx: Context, shape: Shape, values: list[Any], nullable: bool) -> Type:
    if any(isinstance(value, list | dict) for value in values):
        ctx.keep_raw("schema", shape.pointer, "an enum of arrays or objects has no Python type")
        all_values = [*values, None] if nullable else values
        return AnyType("an enum of arrays or objects", rules=(json.dumps({"enum": all_values}),))
    if any(isinstance(value, float) for value in values) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    ):  # `Literal` takes no floats
        rules = (json.dumps({"enum": values}),)
        return ScalarType(ScalarKind.NUMBER, Constraints(rules=rules))
    if len(values) > _MOST_VALUES:
        kinds = {type(value) for value in values}
        if kinds == {str}:
            ctx.keep_raw(
                "schema",
                shape.pointer,
                f"an enum of {len(values)} values is typed as a plain string",
            )
            return ScalarType(ScalarKind.STRING)
    declared = shape.types if shape.declared else None
    wrong = [v for v in values if declared is not None and json_type(v) not in declared]
    if wrong:
        ctx.say(
            Code.ENUM_INVALID,
            shape.pointer,
            f"enum value {quote(wrong[0], 40)} is not of the declared type",
        )
    return LiteralType(tuple(values))


def json_type(value: Json) -> str:
    """JSON Schema's name for the type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def default_of(ctx: Context, parts: Parts, type_: Type) -> Json | Missing:
    """The documented default, if it is a value of the type; one that is not is reported and dropped."""
    for node in parts.notes:
        if isinstance(node.value, dict) and "default" in node.value:
            value = node.value["default"]
            if conforms(ctx, value, type_):
                return value
            if value is not None:
                ctx.say(
                    Code.DEFAULT_INVALID,
                    node.pointer,
                    f"default {quote(value, 40)} does not satisfy its own schema; it is not applied",
                )
            return MISSING
    return MISSING


def examples_of(parts: Parts) -> tuple[Json, ...]:
    """Documented example values, outermost first."""
    for node in parts.notes:
        if isinstance(node.value, dict):
            listed = node.value.get("examples")
            if isinstance(listed, list) and listed:
                return tuple(listed)
            if "example" in node.value:
                return (node.value["example"],)
    return ()


def conforms(ctx: Context, value: Json, type_: Type, depth: int = 0) -> bool:
    """Is the value of the type, as far as types tell? Bounds and formats are not looked at."""
    if depth > 20:
        return True

    def inner(item: Json, of: Type) -> bool:
        return conforms(ctx, item, of, depth + 1)

    match type_:
        case AnyType():
            return True
        case NullType():
            return value is None
        case NullableType(of):
            return value is None or inner(value, of)
        case ScalarType(kind):
            return _scalar(value, kind)
        case LiteralType(values, open=is_open):
            return any(value == v and type(value) is type(v) for v in values) or (
                is_open and type(value) in {type(v) for v in values}
            )
        case ListType(item):
            return isinstance(value, list) and all(inner(v, item) for v in value)
        case TupleType(items, rest):
            return isinstance(value, list) and all(
                inner(v, t)
                for v, t in zip(value, (*items, *[rest or AnyType()] * len(value)), strict=False)
            )
        case MapType(of):
            return isinstance(value, dict) and all(inner(v, of) for v in value.values())
        case UnionType(members):
            return any(inner(value, member) for member in members)
        case RefType(key):
            draft = ctx.drafts.get(key)
            if draft is None or (draft.fields is None and draft.type is None):
                return True  # not lowered yet: the benefit of the doubt
            return isinstance(value, dict) if draft.type is None else inner(value, draft.type)


def _scalar(value: Json, kind: ScalarKind) -> bool:
    if kind is ScalarKind.BOOLEAN:
        return isinstance(value, bool)
    if kind is ScalarKind.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is ScalarKind.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is ScalarKind.DECIMAL:
        return isinstance(value, str | int | float) and not isinstance(value, bool)
    return isinstance(value, str)
