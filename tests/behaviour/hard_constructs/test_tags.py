"""Unions and bases whose discriminator is more than a text with a mapping."""

from __future__ import annotations

from typing import Any

import pytest

NUMBERED = """
Event: {oneOf: [{$ref: '#/components/schemas/Start'}, {$ref: '#/components/schemas/Stop'}], discriminator: {propertyName: code, MAPPING}}
Start: {type: object, required: [code], properties: {code: {TYPE, enum: [1.5]}, at: {type: string}}}
Stop: {type: object, required: [code], properties: {code: {TYPE, enum: [2.5]}, why: {type: string}}}
"""


@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
@pytest.mark.parametrize(
    "mapping",
    ["", "mapping: {'1.5': '#/components/schemas/Start', '2.5': '#/components/schemas/Stop'}"],
)
def test_tags_that_are_fractions_are_told_by_shape(make: Any, models: str, mapping: str) -> None:
    schemas = NUMBERED.replace("MAPPING", mapping).replace("TYPE", "type: number")
    built = make(schemas=schemas, said={"models": models})
    assert built.accepts("Event", {"code": 1.5, "at": "noon"})
    assert type(built.parse("Event", {"code": 2.5, "why": "late"})) is built.type("Stop")
    assert not built.accepts("Event", {"code": 3.5})


def test_a_mapping_of_numbers_says_nothing_of_integers(make: Any) -> None:
    built = make(
        schemas="""
        Shape: {oneOf: [{$ref: '#/components/schemas/Dot'}, {$ref: '#/components/schemas/Line'}], discriminator: {propertyName: ends, mapping: {'1': '#/components/schemas/Dot', '2': '#/components/schemas/Line'}}}
        Dot: {type: object, required: [ends], properties: {ends: {type: integer}}}
        Line: {type: object, required: [ends, length], properties: {ends: {type: integer}, length: {type: number}}}
        """
    )
    assert built.accepts("Shape", {"ends": 1})
    assert type(built.parse("Shape", {"ends": 2, "length": 3})) is built.type("Line")
    assert "discriminator-invalid" in built.codes


@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
def test_a_base_whose_tag_is_a_number_stays_itself(make: Any, models: str) -> None:
    built = make(
        schemas="""
        Base: {type: object, required: [k], properties: {k: {type: integer}}, discriminator: {propertyName: k, mapping: {'1': '#/components/schemas/First'}}}
        First: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {k: {enum: [1]}, a: {type: string}}}]}
        Holder: {type: object, properties: {base: {$ref: '#/components/schemas/Base'}}}
        """,
        said={"models": models},
    )
    assert built.parse("Holder", {"base": {"k": 1, "a": "x"}}, strict=True).base.k == 1
    assert "discriminator-invalid" in built.codes


def test_unions_in_unions_by_two_tags(make: Any) -> None:
    built = make(
        schemas="""
        Part: {oneOf: [{$ref: '#/components/schemas/Figure'}, {$ref: '#/components/schemas/Note'}], discriminator: {propertyName: type}}
        Figure: {oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}], discriminator: {propertyName: form}}
        Circle: {type: object, required: [type, form], properties: {type: {const: figure}, form: {enum: [circle, round]}, r: {type: number}}}
        Square: {type: object, required: [type, form], properties: {type: {const: figure}, form: {const: square}, a: {type: number}}}
        Note: {type: object, required: [type], properties: {type: {const: note}}}
        Page: {allOf: [{type: object, properties: {parts: {type: array, items: {anyOf: [{$ref: '#/components/schemas/Part'}, {type: 'null'}]}}}}, {required: [parts]}]}
        """
    )
    page = built.parse(
        "Page",
        {"parts": [{"type": "figure", "form": "round", "r": 1}, None, {"type": "note"}]},
        strict=True,
    )
    assert [type(part) for part in page.parts] == [
        built.type("Circle"),
        type(None),
        built.type("Note"),
    ]
    new = built.parse("Page", {"parts": [{"type": "figure", "form": "star", "x": 1}]}).parts[0]
    assert built.package.dump(new) == {"type": "figure", "form": "star", "x": 1}
