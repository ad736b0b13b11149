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


PARENT = (
    "X: {type: object, required: [kind], properties: {kind: {type: string}, id: {type: integer}}, "
)
BARE = "X: {type: object, "
CHILDREN = """\
discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/A', b: '#/components/schemas/B'}}, oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, required: [kind], properties: {kind: {const: a}, more: {type: string}}}]}
B: {allOf: [{$ref: '#/components/schemas/X'}, {type: object, required: [kind], properties: {kind: {const: b}}}]}
Holder: {type: object, properties: {x: {$ref: '#/components/schemas/X'}}}
"""


@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
@pytest.mark.parametrize("parent", [PARENT, BARE])
def test_a_parent_that_lists_children_that_are_all_of_it(
    make: Any, models: str, parent: str
) -> None:
    built = make(schemas=parent + CHILDREN, said={"models": models})
    holder = built.parse("Holder", {"x": {"kind": "a", "more": "m"}}, strict=True)
    assert type(holder.x) is built.type("A")
    assert type(built.parse("X", {"kind": "b"}, strict=True)) is built.type("B")
    assert built.codes == []


@pytest.mark.parametrize(
    "schemas",
    [
        """
        P: {allOf: [{$ref: '#/components/schemas/Q'}], properties: {p: {type: string}}}
        Q: {oneOf: [{allOf: [{$ref: '#/components/schemas/P'}, {properties: {z: {type: string}}}]}, {type: object, properties: {w: {type: integer}}, required: [w]}]}
        """,
        """
        Q: {type: object, anyOf: [{$ref: '#/components/schemas/Mid'}, {$ref: '#/components/schemas/C'}]}
        Mid: {oneOf: [{$ref: '#/components/schemas/P'}, {$ref: '#/components/schemas/B'}]}
        P: {allOf: [{$ref: '#/components/schemas/Q'}, {type: object, properties: {p: {type: string}, w: {type: integer}}}]}
        B: {allOf: [{$ref: '#/components/schemas/Q'}, {type: object, required: [b], properties: {b: {type: string}}}]}
        C: {$ref: '#/components/schemas/Q', required: [c], properties: {c: {type: integer}}}
        """,
    ],
)
def test_unions_that_lead_back_to_themselves_end(make: Any, schemas: str) -> None:
    built = make(schemas=schemas)
    assert built.package.dump(built.package.parse(built.type("P"), {"p": "a", "w": 1})) == {
        "p": "a",
        "w": 1,
    }
    assert not built.accepts("P", {"w": 1, "p": 5})
    assert built.codes == []
