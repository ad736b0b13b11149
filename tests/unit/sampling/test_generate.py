"""Made data: valid, deterministic, documented first."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from instep.ir.types import Json
from instep.sampling.generate import Examples, Mode, example_of
from instep.sampling.patterns import candidates
from instep.sampling.schemas import Direction

NODE = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "parent": {"$ref": "#/components/schemas/Node"},
    },
}
CAT = {
    "type": "object",
    "required": ["kind", "lives"],
    "properties": {"kind": {"type": "string"}, "lives": {"type": "integer", "maximum": 9}},
}
DOG = {
    "type": "object",
    "required": ["kind", "bark"],
    "properties": {"kind": {"type": "string"}, "bark": {"type": "boolean"}},
}
ROOT: dict[str, Any] = {"components": {"schemas": {"Node": NODE, "Cat": CAT, "Dog": DOG}}}

SCHEMAS: dict[str, Any] = {
    "anything": True,
    "empty": {},
    "string": {"type": "string", "minLength": 9, "maxLength": 9},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "duration": {"type": "string", "format": "duration"},
    "uuid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "hostname": {"type": "string", "format": "hostname"},
    "ipv4": {"type": "string", "format": "ipv4"},
    "ipv6": {"type": "string", "format": "ipv6"},
    "pattern": {"type": "string", "pattern": r"^sk-[A-Za-z0-9]{20,40}$"},
    "lookahead": {"type": "string", "pattern": r"^(?!-)[a-z-]{1,5}(?<!-)$"},
    "unicode pattern": {"type": "string", "pattern": r"^\p{Lu}\p{L}+ \d{4}$"},
    "pattern and length": {
        "type": "string",
        "pattern": "^[ab]+$",
        "minLength": 12,
        "maxLength": 12,
    },
    "integer": {"type": "integer", "minimum": 11, "maximum": 20, "multipleOf": 7},
    "exclusive": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "decimal step": {"type": "number", "minimum": 0.015, "multipleOf": 0.01},
    "negative": {"type": "integer", "exclusiveMaximum": -5},
    "nullable": {"type": ["null", "string"]},
    "unique": {"type": "array", "minItems": 5, "uniqueItems": True, "items": {"type": "integer"}},
    "unique enum": {
        "type": "array",
        "minItems": 3,
        "uniqueItems": True,
        "items": {"enum": [1, 2, 3]},
    },
    "contains": {
        "type": "array",
        "items": {"type": "integer"},
        "contains": {"minimum": 50},
        "minItems": 2,
    },
    "tuple": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"const": 2}],
        "items": False,
        "minItems": 2,
    },
    "map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    "key names": {"type": "object", "propertyNames": {"pattern": "^x-[a-z]+$"}, "minProperties": 2},
    "key patterns": {
        "type": "object",
        "patternProperties": {"^n_": {"type": "number"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "few properties": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in "abcd"},
        "required": ["d"],
        "maxProperties": 2,
    },
    "allOf": {
        "allOf": [
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "integer", "minimum": 3}},
            },
            {"properties": {"a": {"maximum": 3}, "b": {"type": "string"}}, "required": ["b"]},
        ]
    },
    "allOf enum": {"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["c", "d"]}]},
    "oneOf overlapping": {
        "oneOf": [{"type": "integer"}, {"type": "integer", "minimum": 100}, {"type": "string"}]
    },
    "oneOf of const against enum": {
        "enum": [3],
        "oneOf": [{"const": 1}, {"const": 2}, {"const": 3}],
    },
    "anyOf inside allOf": {
        "type": "object",
        "properties": {"x": {"type": "string"}},
        "anyOf": [{"required": ["x"]}, {"required": ["y"]}],
    },
    "discriminator": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
        },
    },
    "not": {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
        "not": {"required": ["a", "b"]},
    },
    "if then": {
        "type": "object",
        "properties": {"kind": {"enum": ["x", "y"]}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "x"}}},
        "then": {"required": ["more"]},
    },
    "dependent": {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "dependentRequired": {"a": ["b"]},
        "dependentSchemas": {"a": {"required": ["c"], "properties": {"c": {"const": 1}}}},
    },
    "recursive": {"$ref": "#/components/schemas/Node"},
    "wrong example": {"type": "integer", "maximum": 5, "example": 9},
    "wrong example of an object": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "integer"}},
        "example": {"a": "nope"},
    },
    "wrong default below": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string", "maxLength": 2, "default": "long"}},
    },
    "unknown type": {"type": "FixedSizeList", "minimum": 3},
    "dangling": {"$ref": "#/components/schemas/Nope"},
    "pattern that no engine knows": {"type": "string", "pattern": "([unclosed"},
}


@pytest.mark.parametrize("mode", ["example", "full", "minimal"])
@pytest.mark.parametrize("name", SCHEMAS)
def test_data_is_valid_whatever_the_seed(name: str, mode: Any) -> None:
    schema = SCHEMAS[name]
    examples = Examples(ROOT)
    for seed in (0, 1, 2):
        sample = examples.sample(schema, seed=seed, direction=Direction.RESPONSE, mode=mode)
        assert sample.valid, (seed, sample)
        if name not in {"unknown type", "dangling", "pattern that no engine knows"}:
            whole = {**schema, **ROOT} if isinstance(schema, dict) else schema
            judge = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
            assert judge.is_valid(sample.value), sample.value


def test_the_same_arguments_give_the_same_data() -> None:
    for schema in SCHEMAS.values():
        for seed in (0, 7):
            assert example_of(schema, ROOT, seed=seed) == example_of(schema, ROOT, seed=seed)


def test_seeds_differ_where_the_schema_leaves_a_choice() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "s": {"type": "string"}}}
    assert len({json.dumps(example_of(schema, ROOT, seed=seed)) for seed in range(5)}) > 2


def test_documented_values_come_first() -> None:
    assert (
        example_of({"type": "string", "example": "from the document"}, ROOT) == "from the document"
    )
    assert example_of({"type": "integer", "examples": [42]}, ROOT) == 42
    assert example_of({"type": "integer", "default": 20}, ROOT) == 20
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "example": {"a": "A"}}
    assert example_of(schema, ROOT) == {"a": "A"}
    assert example_of(schema, ROOT, mode="full") == {"a": "string"}


def test_minimal_has_what_is_required_and_full_has_all() -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
    }
    assert set(example_of(schema, ROOT, mode="minimal")) == {"a"}
    assert set(example_of(schema, ROOT, mode="full")) == {"a", "b"}


def test_read_only_and_write_only_properties_travel_one_way() -> None:
    schema = {
        "type": "object",
        "required": ["id", "password", "name"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
            "name": {"type": "string"},
        },
    }
    assert set(example_of(schema, ROOT, direction="request")) == {"password", "name"}
    assert set(example_of(schema, ROOT, direction="response")) == {"id", "name"}


def test_the_discriminator_names_the_variant() -> None:
    values = {example_of(SCHEMAS["discriminator"], ROOT, seed=seed)["kind"] for seed in range(8)}
    assert values == {"cat", "dog"}


def test_a_contradiction_is_said_and_the_rest_is_right() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {"a": {"type": "string", "enum": [1]}, "b": {"type": "integer"}},
    }
    sample = Examples(ROOT).sample(schema, direction=Direction.RESPONSE)
    assert not sample.valid
    assert sample.value["b"] == 1
    assert sample.problems[0].pointer == "/a"


@pytest.mark.parametrize(
    "pattern", ["(" * 5000, "[", "a{999999999}", "(a*)*" * 50, "\\", "(?P<x", "[z-a]", "\\u{zz}"]
)
def test_hostile_patterns_end(pattern: str) -> None:
    assert all(len(text) < 100_000 for text in candidates(pattern, 0, None, 0))


def test_a_parent_with_a_discriminator_becomes_one_of_its_children() -> None:
    """A base schema that nobody lists in a union: its mapping says what it can be."""
    parent = {"$ref": "#/components/schemas/P"}
    schemas: dict[str, Any] = {
        "P": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"type": "string"}},
            "discriminator": {
                "propertyName": "type",
                "mapping": {"first": "#/components/schemas/A", "second": "B"},
            },
        },
        "A": {"allOf": [parent]},
        "B": {"allOf": [parent, {"required": ["n"], "properties": {"n": {"type": "integer"}}}]},
    }
    examples = Examples({"components": {"schemas": schemas}})

    def made(name: str, mode: Mode, seed: int = 0) -> Json:
        schema = {"$ref": f"#/components/schemas/{name}"}
        found = examples.sample(schema, seed=seed, direction=Direction.RESPONSE, mode=mode)
        assert found.valid
        return found.value

    modes: tuple[Mode, ...] = ("minimal", "full", "example")
    assert [made("P", mode)["type"] for mode in modes] == ["first"] * 3
    assert [made("B", mode)["type"] for mode in modes] == ["second"] * 3
    kinds = {(value["type"], "n" in value) for value in (made("P", "full", n) for n in range(9))}
    assert kinds == {("first", False), ("second", True)}
