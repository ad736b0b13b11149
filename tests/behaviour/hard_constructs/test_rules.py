"""What no Python type says is checked where the document is taken at its word: in strict mode."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

ORDER: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "kind": {"type": "string", "not": {"enum": ["cat", "dog"]}},
        "tags": {"type": "array", "items": {"type": "string"}, "contains": {"const": "main"}},
        "price": {"enum": [1.5, 2, "free"]},
        "point": {"enum": [[1, 2], {"x": 1}]},
        "names": {"type": "object", "propertyNames": {"maxLength": 2}},
        "marks": {"type": "object", "patternProperties": {"^m_": {"type": "string"}}},
        "shut": {
            "type": "object",
            "patternProperties": {"^m_": {"type": "integer"}},
            "additionalProperties": False,
        },
        "loose": {"properties": {"a": {"type": "string"}}},
        "list": {"items": {"type": "string"}},
        "text": {"maxLength": 2},
        "pair": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "other": {"not": {"type": "string"}},
        "closed": {
            "allOf": [
                {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
                {"type": "object", "required": ["b"], "minProperties": 1},
            ]
        },
    },
    "dependentRequired": {"card": ["billing"]},
    "dependentSchemas": {"coupon": {"properties": {"kind": {"const": "gift"}}}},
    "if": {"properties": {"kind": {"const": "big"}}, "required": ["kind"]},
    "then": {"required": ["price"]},
    "else": {"not": {"required": ["crane"]}},
    "not": {"required": ["card", "cash"]},
}
VALUES: list[Any] = [
    {},
    {"kind": "fish"},
    {"kind": "cat"},
    {"kind": "big"},
    {"kind": "big", "price": 2},
    {"kind": "small", "crane": True},
    {"tags": []},
    {"tags": ["other", "main"]},
    {"price": 1.5},
    {"price": 2.0},
    {"price": "free"},
    {"price": "dear"},
    {"price": 3},
    {"point": [1, 2]},
    {"point": {"x": 1}},
    {"point": [True, 2]},
    {"names": {"en": 1}},
    {"names": {"english": 1}},
    {"marks": {"m_a": "x", "other": 1}},
    {"marks": {"m_a": 1}},
    {"shut": {"m_a": 1}},
    {"shut": {"other": 1}},
    {"loose": 7},
    {"loose": None},
    {"loose": {"a": 7}},
    {"list": "none"},
    {"list": [7]},
    {"text": 7000},
    {"pair": {}},
    {"pair": ["a"]},
    {"pair": [1]},
    {"text": "abc"},
    {"other": 7},
    {"other": "text"},
    {"card": "1"},
    {"card": "1", "billing": "x"},
    {"card": "1", "billing": "x", "cash": 1},
    {"kind": "gift", "coupon": 1},
    {"kind": "fish", "coupon": 1},
    {"closed": {"c": 1}},
]


@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
def test_strict_mode_is_what_json_schema_says(make: Any, models: str) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1"},
        "components": {"schemas": {"Order": ORDER}},
    }
    built = make(json.dumps(document), said={"models": models})
    independent = jsonschema_rs.Draft202012Validator(ORDER)
    outcomes = set[bool]()
    for value in VALUES:
        order = built.parse("Order", value)
        assert built.package.dump(order) == value
        expected = independent.is_valid(value)
        outcomes.add(expected)
        if expected:
            built.parse("Order", value, strict=True)
        else:
            with pytest.raises(ValueError, match="Order"):
                built.parse("Order", value, strict=True)
    assert outcomes == {True, False}


def test_a_variant_is_of_the_type_beside_its_union(make: Any) -> None:
    built = make(
        schemas="""
        Shape:
          type: object
          oneOf: [{required: [r], properties: {r: {type: number}}}, {properties: {a: {type: number}}}]
        """
    )
    for refused in ("text", 1, None):
        with pytest.raises(ValueError, match="Shape"):
            built.parse("Shape", refused, strict=True)
