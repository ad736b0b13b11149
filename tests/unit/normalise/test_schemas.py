"""What a schema means."""

from __future__ import annotations

from typing import Any

import pytest

from instep.ir.types import (
    MISSING,
    AnyType,
    Constraints,
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

from .conftest import Normalise

STRING = ScalarType(ScalarKind.STRING)
INTEGER = ScalarType(ScalarKind.INTEGER)
NUMBER = ScalarType(ScalarKind.NUMBER)
BOOLEAN = ScalarType(ScalarKind.BOOLEAN)
UNTYPED = Constraints(untyped=True)


def ref(name: str) -> RefType:
    return RefType(f"#/components/schemas/{name}")


TYPES: list[tuple[Any, Type]] = [
    ({"type": "string"}, STRING),
    ({"type": "integer", "format": "int64"}, ScalarType(ScalarKind.INTEGER, format="int64")),
    ({"type": "number"}, NUMBER),
    ({"type": "boolean"}, BOOLEAN),
    ({"type": "null"}, NullType()),
    (
        {"type": "string", "format": "date-time"},
        ScalarType(ScalarKind.DATE_TIME, format="date-time"),
    ),
    ({"type": "string", "format": "email"}, ScalarType(ScalarKind.STRING, format="email")),
    ({"format": "uuid"}, ScalarType(ScalarKind.UUID, UNTYPED, format="uuid")),
    ({"type": "string", "contentEncoding": "base64"}, ScalarType(ScalarKind.BYTES, format="byte")),
    ({"type": ["string", "null"]}, NullableType(STRING)),
    ({"type": ["integer", "string"]}, UnionType((INTEGER, STRING))),
    ({"type": ["string", "number", "integer"]}, UnionType((NUMBER, STRING))),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, NullableType(STRING)),
    ({"enum": ["a", "b"]}, LiteralType(("a", "b"))),
    ({"const": "a"}, LiteralType(("a",))),
    ({"enum": ["a", 1, True]}, LiteralType(("a", 1, True))),
    ({"enum": [1, True, 1]}, LiteralType((1, True))),
    ({"type": ["string", "null"], "enum": ["a", None]}, NullableType(LiteralType(("a",)))),
    ({"enum": [None]}, NullType()),
    (
        {"type": "number", "enum": [0.5, 1]},
        ScalarType(ScalarKind.NUMBER, Constraints(rules=('{"enum": [0.5, 1]}',))),
    ),
    ({"enum": ["a", 0.5]}, LiteralType(("a", 0.5))),
    ({"enum": [["a"]]}, AnyType("an enum of arrays or objects", ('{"enum": [["a"]]}',))),
    ({"type": "string", "enum": []}, STRING),
    (
        {"oneOf": [{"const": 0, "title": "NONE"}, {"const": 1, "title": "SOME"}]},
        LiteralType((0, 1)),
    ),
    (
        {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["a", "b"]}]},
        LiteralType(("a", "b"), open=True),
    ),
    ({"type": "array", "items": {"type": "string"}}, ListType(STRING)),
    ({"items": {"type": "string"}}, ListType(STRING, UNTYPED)),
    ({"type": "array"}, ListType(AnyType())),
    (
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
        TupleType((STRING, INTEGER), None, 0),
    ),
    (
        {"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1},
        TupleType((STRING,), AnyType(), 1),
    ),
    ({"type": "object"}, MapType(AnyType())),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, MapType(INTEGER)),
    ({"type": "object", "additionalProperties": True}, MapType(AnyType())),
    (
        {
            "type": "object",
            "patternProperties": {"^x-": {"type": "integer"}},
            "additionalProperties": False,
        },
        MapType(INTEGER, patterns=("^x-",), closed=True),
    ),
    (
        {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}},
        MapType(INTEGER, patterns=("^x-",)),
    ),
    ({}, AnyType()),
    (True, AnyType()),
    ({"description": "anything"}, AnyType()),
    ({"type": "FixedSizeList"}, AnyType()),
    ({"allOf": [{"type": "string"}, {"description": "said twice"}]}, STRING),
    ({"allOf": [{"type": "string"}, {"maxLength": 5}]}, "str<=5"),
    ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, LiteralType(("b",))),
    ({"type": "string", "oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, LiteralType(("a", "b"))),
    ({"anyOf": [{"type": "string"}, {"type": "string"}]}, STRING),
    ({"anyOf": [{"type": "string"}, {}]}, AnyType()),
]


@pytest.mark.parametrize(("schema", "expected"), TYPES, ids=[str(i) for i in range(len(TYPES))])
def test_type(normalised: Normalise, schema: Any, expected: Type | str) -> None:
    made = (
        normalised({"Holder": {"type": "object", "properties": {"x": schema}}})
        .field("Holder", "x")
        .type
    )
    if expected == "str<=5":
        assert isinstance(made, ScalarType) and made.constraints.max_length == 5
    else:
        assert made == expected


def test_ref_with_annotations_beside_it_stays_the_reference(normalised: Normalise) -> None:
    for schema in (
        {"$ref": "#/components/schemas/A", "description": "the first"},
        {"allOf": [{"$ref": "#/components/schemas/A"}], "title": "x", "readOnly": True},
        {"allOf": [{"$ref": "#/components/schemas/A"}, {"description": "the first"}]},
    ):
        result = normalised(
            {"A": {"type": "string"}, "B": {"type": "object", "properties": {"x": schema}}}
        )
        assert result.field("B", "x").type == ref("A")


def test_all_of_is_one_class_with_the_fields_of_all(normalised: Normalise) -> None:
    result = normalised(
        {
            "Base": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}},
            },
            "Child": {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
                ]
            },
        }
    )
    assert [(f.wire, f.type, f.required) for f in result.model("Child").fields] == [
        ("id", STRING, True),
        ("n", INTEGER, True),
    ]


def test_inline_object_of_a_shared_part_is_one_class(normalised: Normalise) -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    result = normalised(
        {
            "Base": {"type": "object", "properties": {"usage": inner}},
            "One": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"x": {}}}]},
            "Two": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"y": {}}}]},
        }
    )
    types = {result.field(name, "usage").type for name in ("Base", "One", "Two")}
    assert types == {RefType("#/components/schemas/Base/properties/usage")}
    assert "BaseUsage" in result.names


def test_required_beside_a_ref_makes_a_class_of_its_own(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": {"type": "object", "properties": {"id": {"type": "string"}}},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"required": ["id"]}]},
        }
    )
    assert not result.field("A", "id").required
    assert result.field("B", "id").required


def test_nullable_component_is_the_object_or_null(normalised: Normalise) -> None:
    result = normalised(
        {"User": {"type": ["object", "null"], "properties": {"id": {"type": "string"}}}}
    )
    alias = result.alias("User")
    assert alias.type == NullableType(RefType("#/components/schemas/User/object"))
    assert result.model("UserObject").fields[0].wire == "id"


def test_one_of_required_lists_says_nothing_about_the_type(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": {
                "type": "object",
                "properties": {"x": {"type": "string"}, "y": {"type": "string"}},
                "oneOf": [{"required": ["x"]}, {"required": ["y"]}],
            }
        }
    )
    assert [f.wire for f in result.model("A").fields] == ["x", "y"]


def test_union_variants_take_the_properties_beside_the_union(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}},
                "oneOf": [
                    {"title": "By mail", "properties": {"mail": {"type": "string"}}},
                    {"title": "By phone", "properties": {"phone": {"type": "string"}}},
                ],
            }
        }
    )
    alias = result.alias("A")
    assert isinstance(alias.type, UnionType)
    assert [f.wire for f in result.model("AByMail").fields] == ["mail", "id"]
    assert result.field("AByPhone", "id").required


def test_variant_that_contradicts_its_base_is_no_variant(normalised: Normalise) -> None:
    schema = {"type": "integer", "minimum": 0, "anyOf": [{"type": "integer"}, {"type": "null"}]}
    made = normalised({"A": {"type": "object", "properties": {"x": schema}}}).field("A", "x").type
    assert isinstance(made, ScalarType) and made.kind is ScalarKind.INTEGER


def test_alias_cycle_means_any_value(normalised: Normalise) -> None:
    result = normalised(
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    )
    assert {type(result.alias(name).type) for name in ("A", "B")} <= {AnyType, RefType}
    assert any(isinstance(result.alias(name).type, AnyType) for name in ("A", "B"))


def test_recursion_through_a_union_is_kept(normalised: Normalise) -> None:
    json = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/components/schemas/Json"}},
            {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Json"}},
        ]
    }
    assert normalised({"Json": json}).alias("Json").type == UnionType(
        (STRING, ListType(ref("Json")), MapType(ref("Json")))
    )


def test_dangling_reference_is_raw_and_said(normalised: Normalise) -> None:
    result = normalised(
        {"A": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/No"}}}}
    )
    assert isinstance(result.field("A", "x").type, AnyType)
    assert "ref-dangling" in result.codes
    assert result.api.coverage.raw


@pytest.mark.parametrize("value", ["x", 5, None, [], [1]])
def test_schema_of_the_wrong_type_is_raw_and_said(normalised: Normalise, value: Any) -> None:
    result = normalised({"A": {"type": "object", "properties": {"x": value}}})
    assert isinstance(result.field("A", "x").type, AnyType)
    assert "schema-invalid" in result.codes


def test_default_that_lies_is_said_and_not_applied(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": {
                "type": "object",
                "properties": {
                    "bad": {"type": "integer", "default": "null"},
                    "good": {"type": "integer", "default": 3},
                    "list": {"type": "string", "enum": ["auto"], "default": ["auto"]},
                },
            }
        }
    )
    assert [result.field("A", wire).default for wire in ("bad", "good", "list")] == [
        MISSING,
        3,
        MISSING,
    ]
    assert result.codes.count("default-invalid") == 2


def test_closed_typed_and_open_extras(normalised: Normalise) -> None:
    x = {"x": {"type": "string"}}
    result = normalised(
        {
            "Open": {"type": "object", "properties": x},
            "Closed": {"type": "object", "properties": x, "additionalProperties": False},
            "Typed": {
                "type": "object",
                "properties": x,
                "additionalProperties": {"type": "integer"},
            },
        }
    )
    assert [result.model(name).extra for name in ("Open", "Closed", "Typed")] == [
        AnyType(),
        None,
        INTEGER,
    ]


def _event(tag: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["type"], "properties": {"type": {"const": tag}, **more}}


def test_discriminator_takes_the_constant_not_the_name(normalised: Normalise) -> None:
    refs = [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]
    result = normalised(
        {
            "A": _event("a.made"),
            "B": _event("b.made"),
            "Event": {"oneOf": refs, "discriminator": {"propertyName": "type"}},
            "Plain": {"anyOf": refs},
        }
    )
    told = Discriminator("type", (("a.made", ref("A").key), ("b.made", ref("B").key)))
    assert result.alias("Event").type == UnionType((ref("A"), ref("B")), told)
    assert result.alias("Plain").type == UnionType((ref("A"), ref("B")), told)


def test_discriminator_by_mapping_and_by_name(normalised: Normalise) -> None:
    open_type = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    result = normalised(
        {
            "Cat": open_type,
            "Dog": open_type,
            "Pet": {
                "oneOf": [
                    {"$ref": "#/components/schemas/Cat"},
                    {"$ref": "#/components/schemas/Dog"},
                ],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"cat": "#/components/schemas/Cat", "kitten": "Cat"},
                },
            },
        }
    )
    union = result.alias("Pet").type
    assert isinstance(union, UnionType) and union.discriminator is not None
    assert union.discriminator.mapping == (
        ("cat", ref("Cat").key),
        ("kitten", ref("Cat").key),
        ("Dog", ref("Dog").key),
    )


def test_variants_that_share_a_constant_share_the_value(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": _event("message", a={}),
            "B": _event("message", b={}),
            "C": _event("call"),
            "Item": {"anyOf": [{"$ref": f"#/components/schemas/{n}"} for n in "ABC"]},
        }
    )
    union = result.alias("Item").type
    assert isinstance(union, UnionType) and union.discriminator is not None
    assert [value for value, _ in union.discriminator.mapping] == ["message", "message", "call"]


def test_text_or_tagged_objects(normalised: Normalise) -> None:
    result = normalised(
        {
            "A": _event("a"),
            "B": _event("b"),
            "Part": {
                "anyOf": [
                    {"type": "string"},
                    {"$ref": "#/components/schemas/A"},
                    {"$ref": "#/components/schemas/B"},
                ]
            },
        }
    )
    union = result.alias("Part").type
    assert isinstance(union, UnionType)
    text, tagged = union.members
    assert text == STRING
    assert isinstance(tagged, UnionType) and tagged.discriminator is not None


def test_unsupported_pattern_is_said_and_dropped(normalised: Normalise) -> None:
    result = normalised({"A": {"type": "string", "pattern": "(?=x)y"}})
    assert result.alias("A").type == STRING
    assert "pattern-unsupported" in result.codes
