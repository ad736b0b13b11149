"""Rules mean what JSON Schema means by them."""

from __future__ import annotations

import itertools
from typing import Annotated, Any

import jsonschema_rs
import pytest

from instep.runtime import records, wire
from instep.runtime._errors import APIResponseValidationError
from instep.runtime._rules import holds

SCHEMAS: list[Any] = [
    True,
    False,
    {"not": {"type": ["string", "null"]}},
    {"type": "number"},
    {"enum": [1, "a", None, {"a": [1]}]},
    {"const": [1, {"a": True}]},
    {"minimum": 1, "exclusiveMaximum": 2},
    {"multipleOf": 0.5},
    {"minLength": 1, "maxLength": 2, "pattern": "^a"},
    {"minItems": 1, "maxItems": 1, "uniqueItems": True},
    {"uniqueItems": True},
    {"prefixItems": [{"type": "integer"}], "items": {"type": "string"}},
    {"contains": {"type": "string"}},
    {"contains": {"type": "string"}, "minContains": 0, "maxContains": 1},
    {"minProperties": 1, "maxProperties": 1},
    {"required": ["a"], "properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    {"patternProperties": {"^b": {"type": "string"}}, "additionalProperties": {"type": "null"}},
    {"propertyNames": {"pattern": "^a"}},
    {"dependentRequired": {"a": ["b"]}},
    {"dependentSchemas": {"a": {"required": ["b"]}}},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "number"}},
    {"oneOf": [{"type": "number"}, {"minimum": 1}]},
    {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    {"allOf": [{"minimum": 1}, {"maximum": 1}]},
]
VALUES: list[Any] = [
    None, True, False, 0, 1, 1.0, 1.5, 0.3, 2, "", "a", "ab", "abc", "ba", [], [1], [1, 1.0], [1, True],
    ["a"], ["a", "b"], [1, {"a": True}], [1, {"a": 1}], {}, {"a": 1}, {"a": "x"}, {"a": [1]}, {"a": [True]},
    {"a": 1, "b": 2}, {"b": "x"}, {"b": 1}, {"c": None},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_value_holds_where_an_independent_validator_says_so(schema: Any) -> None:
    validator = jsonschema_rs.Draft202012Validator(schema)
    for value in VALUES:
        assert holds(schema, value) == validator.is_valid(value), value


def test_every_schema_tells_values_apart() -> None:
    for schema in SCHEMAS[2:]:
        assert {holds(schema, value) for value in VALUES} == {True, False}, schema


def refused(annotation: Any, data: Any) -> bool:
    assert wire.dump(wire.parse(annotation, data)) == data
    try:
        wire.parse(annotation, data, strict=True)
    except APIResponseValidationError as error:
        assert "never shown" not in str(error)
        return True
    return False


@pytest.mark.parametrize(
    ("annotation", "fine", "wrong"),
    [
        (Annotated[Any, wire.Rule({"not": {"type": "string"}})], [1, None], ["never shown"]),
        (Annotated[str, wire.Rule({"not": {"const": "b"}})] | None, ["a", None], ["b"]),
        (Annotated[list[int], wire.UNTYPED], [[1], "a", {}], [["never shown"]]),
        (Annotated[dict[str, int], wire.UNTYPED], [{"a": 1}, [1]], [{"a": "b"}]),
        (Annotated[str, wire.UNTYPED, wire.Rule({"minLength": 1})], ["a", 1, None], [""]),
        (Annotated[wire.Uuid, wire.UNTYPED], [1], ["never shown"]),
        (Annotated[dict[str, int], wire.Keys("^a", "b$")], [{"a": 1, "c": "d"}], [{"xb": "d"}]),
        (Annotated[dict[str, int], wire.Keys("^a", closed=True)], [{"ab": 1}], [{"c": 1}]),
    ],
    ids=str,
)
def test_marks(annotation: Any, fine: list[Any], wrong: list[Any]) -> None:
    assert [refused(annotation, data) for data in (*fine, *wrong)] == [
        *itertools.repeat(False, len(fine)),
        *itertools.repeat(True, len(wrong)),
    ]


def test_marks_are_equal_where_they_say_the_same() -> None:
    assert wire.Rule({"not": {}}) == wire.Rule({"not": {}}) != wire.Rule({"not": {"not": {}}})
    assert len({wire.Keys("a"), wire.Keys("a"), wire.Keys("a", closed=True), wire.Keys("b")}) == 3
    assert repr(wire.Keys("^a", closed=True)) == "wire.Keys('^a', closed=True)"


class Ruled(wire.Model, untyped=True):
    __wire_rules__ = ({"minProperties": 1}, {"dependentRequired": {"a": ["b"]}})
    a: int | None = None
    b: int | None = None


@records.record
class RuledRecord(records.Record, untyped=True):
    __wire_rules__ = ({"minProperties": 1}, {"dependentRequired": {"a": ["b"]}})
    a: int | None = None
    b: int | None = None


@pytest.mark.parametrize("cls", [Ruled, RuledRecord])
def test_rules_of_a_class(cls: Any) -> None:
    cases = [{"a": 1, "b": 1}, {"b": 1}, "text", None, {}, {"a": 1}]
    assert [refused(cls, data) for data in cases] == [False, False, False, False, True, True]
    assert isinstance(wire.parse(cls, {"a": 1}), cls)
