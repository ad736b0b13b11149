"""Which `oneOf`s strict mode counts: those whose variants types say whole, where a value can be of two."""

from __future__ import annotations

from typing import Any

import pytest

from instep.ir.types import NullableType, UnionType

from .conftest import Normalise

TEXT = {"type": "string"}
SHARED: dict[str, Any] = {
    "A": {"type": "object", "required": ["a"], "properties": {"a": TEXT}},
    "B": {"type": "object", "properties": {"b": {"type": ["integer", "null"]}}},
    "Closed": {"type": "object", "additionalProperties": False, "properties": {"c": TEXT}},
    "Far": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Unsaid"}}},
    "Unsaid": {"type": "object", "properties": {"host": {"type": "string", "format": "hostname"}}},
    "Loop": {
        "type": "object",
        "properties": {"a": TEXT, "loop": {"$ref": "#/components/schemas/Loop"}},
    },
}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def counted(normalised: Normalise, union: dict[str, Any]) -> bool:
    type_ = normalised({**SHARED, "U": union}).alias("U").type
    inner = type_.inner if isinstance(type_, NullableType) else type_
    return isinstance(inner, UnionType) and inner.exclusive


@pytest.mark.parametrize(
    "variants",
    [
        [ref("A"), ref("B")],
        [ref("A"), ref("B"), {"type": "null"}],
        [ref("A"), ref("Loop")],
        [ref("Closed"), ref("A")],
        [{"type": "integer"}, {"type": "number", "maximum": 9}],
        [{"type": "array", "items": TEXT}, {"type": "array", "items": {"enum": ["a", "b"]}}],
        [{"allOf": [ref("A"), {"type": "object", "properties": {"x": TEXT}}]}, ref("B")],
        [{"type": "object", "additionalProperties": TEXT}, ref("A")],
    ],
    ids=str,
)
def test_variants_that_types_say_whole_are_counted(
    normalised: Normalise, variants: list[Any]
) -> None:
    assert counted(normalised, {"oneOf": variants})
    assert not counted(normalised, {"anyOf": variants})


@pytest.mark.parametrize(
    "variants",
    [
        [ref("A"), ref("Unsaid")],
        [ref("A"), ref("Far")],
        [ref("A"), {"type": "object", "properties": {"b": {"not": TEXT}}}],
        [ref("A"), {"type": "object", "required": ["unheard"], "properties": {"b": TEXT}}],
        [ref("A"), {"type": "object", "properties": {"b": {**TEXT, "pattern": "(?=x)"}}}],
        [ref("A"), {"type": "object", "properties": {"b": {**TEXT, "writeOnly": True}}}],
        [ref("A"), {"type": "object", "properties": {"b": {"minLength": 3}}}],
        [ref("A"), {"allOf": [ref("Closed"), {"type": "object", "properties": {"x": TEXT}}]}],
        [ref("A"), {"anyOf": [ref("A"), {"oneOf": [ref("A"), ref("B")]}]}],
        [ref("A"), {"oneOf": [ref("B"), ref("Loop")]}],
        [ref("A"), {"type": "object", "required": 5, "properties": []}],
        [{"type": "integer", "format": "byte"}, {"type": "number"}],
        [{"type": "number"}, {"type": "number", "minimum": 0.5}],
    ],
    ids=str,
)
def test_what_may_take_more_than_its_schema_is_not_counted(
    normalised: Normalise, variants: list[Any]
) -> None:
    assert not counted(normalised, {"oneOf": variants})


def test_what_cannot_be_of_two_is_not_counted(normalised: Normalise) -> None:
    tagged = [
        {"type": "object", "required": ["t"], "properties": {"t": {"const": name}}}
        for name in ("x", "y")
    ]
    assert not counted(normalised, {"oneOf": tagged})
    assert not counted(normalised, {"oneOf": [TEXT, {"type": "integer"}, ref("A")]})
    for one in tagged:
        del one["required"]
    assert counted(normalised, {"oneOf": tagged})
