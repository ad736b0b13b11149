"""What no type says is kept as JSON Schema that refers to nothing, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from instep.ir.types import AnyType, Constraints, ListType, MapType, ScalarType

from .conftest import Normalise

COMPONENTS: dict[str, Any] = {
    "Language": {"type": "string", "enum": ["en", "fr"], "description": "ISO 639-1"},
    "Loop": {"not": {"$ref": "#/components/schemas/Loop"}},
}


def rules_of(normalised: Normalise, schema: Any) -> list[Any]:
    holder = {"type": "object", "properties": {"x": schema}}
    type_ = normalised({"Holder": holder, **COMPONENTS}).field("Holder", "x").type
    if isinstance(type_, AnyType):
        return [json.loads(rule) for rule in type_.rules]
    assert isinstance(type_, ScalarType | ListType | MapType)
    return [json.loads(rule) for rule in type_.constraints.rules]


@pytest.mark.parametrize(
    ("schema", "rules"),
    [
        ({"type": "string", "not": {"enum": ["a"]}}, [{"not": {"enum": ["a"]}}]),
        ({"not": {"type": "string", "title": "text"}}, [{"not": {"type": "string"}}]),
        (
            {"type": "array", "contains": {"const": 1}, "minContains": 2},
            [{"contains": {"const": 1}, "minContains": 2}],
        ),
        (
            {"type": "object", "propertyNames": {"$ref": "#/components/schemas/Language"}},
            [{"propertyNames": {"type": "string", "enum": ["en", "fr"]}}],
        ),
        (
            {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}],
        ),
        ({"type": "object", "required": ["a"]}, [{"required": ["a"]}]),
        ({"type": "object", "dependentRequired": {"a": ["b"]}}, [{"dependentRequired": {"a": ["b"]}}]),
        # It is about arrays, and this is a string.
        ({"type": "string", "contains": {"const": 1}}, []),
        # What cannot stand on its own is left out: a circle, a foreign pattern, what is no schema.
        ({"type": "string", "not": {"$ref": "#/components/schemas/Loop"}}, []),
        ({"type": "string", "not": {"pattern": "(?=a)"}}, []),
        ({"type": "string", "not": {"unevaluatedProperties": False}}, []),
        ({"type": "string", "not": 3}, []),
        ({"type": "string", "not": {"enum": ["a" * 5000]}}, []),
    ],
    ids=str,
)  # fmt: skip
def test_rules(normalised: Normalise, schema: Any, rules: list[Any]) -> None:
    assert rules_of(normalised, schema) == rules


def test_rules_of_an_object(normalised: Normalise) -> None:
    schema = {
        "type": "object",
        "minProperties": 1,
        "required": ["b"],
        "properties": {"a": {"type": "string"}},
        "if": {"required": ["a"]},
        "then": {"properties": {"a": {"minLength": 2}}},
    }
    model = normalised({"A": schema}).model("A")
    assert [json.loads(rule) for rule in model.rules] == [
        {"minProperties": 1, "required": ["b"]},
        {"if": {"required": ["a"]}, "then": {"properties": {"a": {"minLength": 2}}}},
    ]


def test_a_rule_never_asks_for_what_is_only_written(normalised: Normalise) -> None:
    schema = {
        "type": "object",
        "minProperties": 2,
        "properties": {"secret": {"type": "string", "writeOnly": True}, "id": {"type": "string"}},
        "anyOf": [{"required": ["secret"]}, {"required": ["id"]}],
    }
    assert normalised({"A": schema}).model("A").rules == ()


def test_an_object_without_a_type_may_be_something_else(normalised: Normalise) -> None:
    properties = {"a": {"type": "string"}}
    result = normalised(
        {
            "Said": {"type": "object", "properties": properties},
            "Unsaid": {"properties": properties},
            "Inherited": {"allOf": [{"$ref": "#/components/schemas/Said"}, {"required": ["a"]}]},
            "Chosen": {
                "type": "object",
                "oneOf": [{"properties": properties}, {"properties": {"b": {"type": "string"}}}],
            },
        }
    )
    found = {key.rsplit("/schemas/")[-1]: one for key, one in result.api.definitions.by_key.items()}
    untyped = {name for name, one in found.items() if getattr(one, "untyped", False)}
    assert untyped == {"Unsaid"}


def test_parts_of_which_one_is_closed_are_closed_together(normalised: Normalise) -> None:
    closed = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
    result = normalised({"A": {"allOf": [closed, {"properties": {"b": {}}}]}})
    assert result.model("A").extra is None


def test_constraints_that_are_rules_alone_are_constraints() -> None:
    assert Constraints(rules=("{}",))
    assert Constraints(untyped=True)
    assert not Constraints()
