"""Constructs that are in no row of the list, yet in many documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

THING = "Thing: {type: object, required: [id], properties: {id: {type: integer}}}\n"


@pytest.mark.parametrize(
    ("openapi", "schema"),
    [
        ("3.0.3", "{nullable: true, oneOf: [{$ref: '#/components/schemas/Thing'}]}"),
        ("3.0.3", "{nullable: true, allOf: [{$ref: '#/components/schemas/Thing'}]}"),
        ("3.0.3", "{type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Thing'}]}"),
        (
            "3.0.3",
            "{anyOf: [{$ref: '#/components/schemas/Thing'}, {type: object, nullable: true, enum: [null]}]}",
        ),
        ("3.0.3", "{$ref: '#/components/schemas/NullableThing'}"),
        ("3.1.0", "{anyOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}"),
        ("3.1.0", "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/Thing'}]}"),
        ("3.1.0", "{oneOf: [{$ref: '#/components/schemas/Thing'}, {const: null}]}"),
        ("3.1.0", "{oneOf: [{$ref: '#/components/schemas/Thing'}, {enum: [null]}]}"),
        ("3.1.0", "{type: [object, 'null'], required: [id], properties: {id: {type: integer}}}"),
        ("3.1.0", "{anyOf: [{anyOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}]}"),
    ],
)
def test_nullable_in_all_its_wrappings(make: Any, openapi: str, schema: str) -> None:
    nullable = "NullableThing: {type: object, nullable: true, required: [id], properties: {id: {type: integer}}}\n"
    built = make(
        openapi=openapi,
        schemas=THING
        + (nullable if openapi < "3.1" else "")
        + f"Holder: {{type: object, required: [thing], properties: {{thing: {schema}}}}}",
    )
    assert built.accepts("Holder", {"thing": None})
    assert built.parse("Holder", {"thing": {"id": 3}}, strict=True).thing.id == 3
    assert not built.accepts("Holder", {"thing": {"id": "x"}})
    assert not built.accepts("Holder", {})


SWAGGER = """\
swagger: "2.0"
info: {title: Zoo, version: "1"}
host: api.example.com
basePath: /v2
schemes: [https]
consumes: [application/json]
produces: [application/json]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
      - {name: id, in: path, required: true, type: integer}
      - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {200: {description: ok, schema: {$ref: '#/definitions/Pet'}}}
  /pets:
    post:
      operationId: addPet
      parameters: [{name: pet, in: body, required: true, schema: {$ref: '#/definitions/Cat'}}]
      responses: {201: {description: ok, schema: {type: array, items: {$ref: '#/definitions/Pet'}}}}
  /upload:
    post:
      operationId: upload
      consumes: [multipart/form-data]
      parameters: [{name: file, in: formData, type: file, required: true}, {name: note, in: formData, type: string}]
      responses: {default: {description: ok}}
definitions:
  Pet:
    type: object
    discriminator: petType
    required: [petType]
    properties: {petType: {type: string}, born: {type: string, format: date}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
  Dog: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {bark: {type: string, x-nullable: true}}}]}
"""


def test_swagger_with_inheritance(make: Any, server: Any, connect: Any) -> None:
    built = make({"swagger.yaml": SWAGGER})
    client = connect(built)
    server.answers({"petType": "Cat", "born": "2020-02-29", "lives": 9})
    cat = client.pets.retrieve(3, tags=["a", "b"])
    assert (type(cat), cat.lives, cat.born.day) == (built.type("Cat"), 9, 29)
    assert server.last.target in ("/pets/3?tags=a|b", "/pets/3?tags=a%7Cb")
    server.answers([{"petType": "Dog", "bark": None}], status=201)
    (dog,) = client.pets.create(pet_type="Cat", lives=3)
    assert type(dog) is built.type("Dog")
    assert json.loads(server.last.body) == {"petType": "Cat", "lives": 3}
    upload = client
    for part in built.calls["POST /upload"].split("."):
        upload = getattr(upload, part)
    upload(file=b"abc", note="n")
    assert b"abc" in server.last.body


def test_a_base_with_an_enum_of_its_tags(make: Any) -> None:
    built = make(
        schemas="""
        Event:
          type: object
          required: [kind]
          properties: {kind: {type: string, enum: [made, gone]}}
          discriminator: {propertyName: kind, mapping: {made: '#/components/schemas/Made', gone: '#/components/schemas/Gone'}}
        Made: {allOf: [{$ref: '#/components/schemas/Event'}, {type: object, properties: {at: {type: string, format: date}}}]}
        Gone: {allOf: [{$ref: '#/components/schemas/Event'}, {type: object, properties: {why: {type: string}}}]}
        Log: {type: array, items: {$ref: '#/components/schemas/Event'}}
        """
    )
    log = built.parse(
        "Log", [{"kind": "gone", "why": "x"}, {"kind": "made", "at": "2024-01-02"}], strict=True
    )
    assert [type(event).__name__ for event in log] == ["Gone", "Made"]
    assert log[1].at.day == 2


def test_schemas_that_contradict_themselves_or_never_end(make: Any) -> None:
    built = make(
        schemas="""
        Never: {allOf: [{type: string}, {type: integer}]}
        Itself: {$ref: '#/components/schemas/Itself'}
        Ping: {$ref: '#/components/schemas/Pong'}
        Pong: {$ref: '#/components/schemas/Ping'}
        Loop: {anyOf: [{$ref: '#/components/schemas/Loop'}, {type: string}]}
        Own: {allOf: [{$ref: '#/components/schemas/Own'}, {type: object, properties: {a: {type: integer}}}]}
        Deep: {type: array, items: {$ref: '#/components/schemas/Deep'}}
        Odd: {type: object, properties: {properties: {type: object, properties: {items: {type: string}}}, $ref: {type: integer}, type: {type: string}}}
        """
    )
    for name in ("Never", "Itself", "Ping", "Pong", "Loop", "Own", "Deep", "Odd"):
        for data in ("x", 3, None, [[[]]], {"a": 1}):
            built.parse(name, data)
    assert built.parse("Own", {"a": 1}, strict=True).a == 1
    assert built.accepts("Deep", [[[], []]])
    assert not built.accepts("Deep", [["x"]])
    odd = {"properties": {"items": "x"}, "$ref": 3, "type": "object"}
    assert built.parse("Odd", odd, strict=True).properties.items == "x"


def test_what_stands_beside_a_reference(make: Any) -> None:
    built = make(
        schemas="""
        Name: {type: string, maxLength: 9}
        Short: {$ref: '#/components/schemas/Name', maxLength: 3}
        User:
          type: object
          properties:
            name: {$ref: '#/components/schemas/Name', description: said, default: none}
            extended: {$ref: '#/components/schemas/Part', properties: {b: {type: string, format: date}}, required: [b]}
        Part: {type: object, properties: {a: {type: integer}}}
        """
    )
    assert [built.accepts("Short", v) for v in ("abc", "abcd")] == [True, False]
    user = built.parse("User", {"extended": {"a": 1, "b": "2024-01-02"}}, strict=True)
    assert (user.name, user.extended.a, user.extended.b.day) == ("none", 1, 2)
    assert not built.accepts("User", {"extended": {"a": 1}})


def test_enums_of_odd_values(make: Any) -> None:
    built = make(
        schemas="""
        Mixed: {enum: [a, 1, true, null]}
        Decimals: {type: number, enum: [0.5, 1, 2.25]}
        Structures: {enum: [{a: 1}, [1]]}
        Wrong: {type: string, enum: [1, two]}
        """
    )
    assert all(built.accepts("Mixed", value) for value in ("a", 1, True, None))
    assert not built.accepts("Mixed", "b")
    assert not built.accepts("Mixed", False)
    assert all(built.accepts("Decimals", value) for value in (0.5, 1, 2.25))
    assert all(built.accepts("Structures", value) for value in ({"a": 1}, [1]))
    assert built.accepts("Wrong", "two")


def test_a_multipart_array_alone(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /things:
          delete:
            operationId: destroy
            requestBody: {required: true, content: {multipart/form-data: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}
            responses: {"204": {description: gone}}
        """,
        schemas=THING,
    )
    assert built.report.api.coverage.left_out == ()
    server.answers(b"", "", 204)
    resource, method = built.calls["DELETE /things"].split(".")
    getattr(getattr(connect(built), resource), method)(body=[{"id": 1}, {"id": 2}])
    assert server.last.method == "DELETE"
    assert b'{"id":1}' in server.last.body
    assert b'{"id":2}' in server.last.body
