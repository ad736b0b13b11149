"""`allOf`, `oneOf`, discriminators and recursion (rows 12 to 17)."""

from __future__ import annotations

from typing import Any

import pytest


def test_12_all_of_a_string_and_a_description(make: Any) -> None:
    built = make(
        openapi="3.0.3",
        schemas="""
        Status: {type: string, enum: [open, closed]}
        Ticket:
          type: object
          properties:
            status: {allOf: [{$ref: '#/components/schemas/Status'}, {description: Where it is.}]}
            wrapped: {allOf: [{$ref: '#/components/schemas/Status'}], nullable: true, default: open}
        """,
    )
    assert built.accepts("Ticket", {"status": "open", "wrapped": None})
    assert not built.accepts("Ticket", {"status": "lost"})
    assert not built.accepts("Ticket", {"status": {"description": "x"}})
    assert built.parse("Ticket", {}).wrapped == "open"


def test_13_a_reference_with_nullable_beside_it(make: Any) -> None:
    built = make(
        openapi="3.0.3",
        schemas="""
        Event: {type: object, required: [id], properties: {id: {type: integer}, at: {type: string, format: date-time}}}
        Asset:
          type: object
          required: [last]
          properties:
            last: {$ref: '#/components/schemas/Event', nullable: true}
            first: {$ref: '#/components/schemas/Event'}
            sync: {$ref: '#/components/schemas/Event/properties/at', nullable: true, description: into a property}
        """,
    )
    assert built.accepts("Asset", {"last": None, "sync": None})
    assert not built.accepts("Asset", {"last": None, "first": None})
    value = built.parse("Asset", {"last": {"id": 1}, "sync": "2024-02-29T10:00:00Z"}, strict=True)
    assert type(value.last) is built.type("Event")
    assert value.sync.year == 2024


def test_14_one_of_required_lists_only(make: Any) -> None:
    built = make(
        schemas="""
        Target:
          type: object
          properties: {id: {type: integer}, name: {type: string}}
          oneOf: [{required: [id]}, {required: [name]}]
        """
    )
    value = built.parse("Target", {"id": 3}, strict=True)
    assert (value.id, value.name) == (3, None)
    assert type(value) is built.type("Target")
    assert built.type("Target")(name="x").to_dict() == {"name": "x"}


ANIMALS = """
Pet:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator:
    propertyName: kind
    mapping: {cat: '#/components/schemas/Cat', kitten: '#/components/schemas/Cat', dog: Dog}
Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: string}}}
"""


def test_15_several_tags_for_one_schema(make: Any) -> None:
    built = make(schemas=ANIMALS)
    for tag, name in (("cat", "Cat"), ("kitten", "Cat"), ("dog", "Dog")):
        assert type(built.parse("Pet", {"kind": tag}, strict=True)) is built.type(name)
    assert built.parse("Pet", {"kind": "kitten", "lives": 9}).lives == 9
    assert not built.accepts("Pet", {"kind": "cow"})


BASE = """
Vehicle:
  type: object
  required: [kind, id]
  properties: {kind: {type: string}, id: {type: integer}}
  discriminator:
    propertyName: kind
    mapping: {car: '#/components/schemas/Car', bike: Bike, e-bike: '#/components/schemas/Bike'}
Car: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {doors: {type: integer}}}]}
Bike: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, required: [gears], properties: {gears: {type: integer}}}]}
Garage: {type: object, properties: {best: {$ref: '#/components/schemas/Vehicle'}, all: {type: array, items: {$ref: '#/components/schemas/Vehicle'}}}}
"""


def test_16_a_discriminator_on_a_base_whose_children_only_the_mapping_names(
    make: Any, server: Any, connect: Any
) -> None:
    built = make(
        schemas=BASE,
        paths="""
        /vehicles/{id}:
          get:
            operationId: getVehicle
            parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
            responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Vehicle'}}}}}
        """,
    )
    car = {"kind": "car", "id": 1, "doors": 5}
    bike = {"kind": "e-bike", "id": 2, "gears": 7}
    assert type(built.parse("Vehicle", car, strict=True)) is built.type("Car")
    assert built.parse("Vehicle", bike, strict=True).gears == 7
    garage = built.parse("Garage", {"best": car, "all": [bike, car]}, strict=True)
    assert type(garage.best) is built.type("Car")
    assert [type(v).__name__ for v in garage.all] == ["Bike", "Car"]
    server.answers(bike)
    assert type(connect(built).vehicles.retrieve(2)) is built.type("Bike")
    lost = built.parse("Vehicle", {"kind": "tram", "id": 3, "line": 9})
    assert (lost.kind, lost.id) == ("tram", 3)
    own = built.parse("Car", car, strict=True)
    assert (own.kind, own.id, own.doors) == ("car", 1, 5)


def test_16_children_are_found_by_their_all_of_where_nothing_maps_them(make: Any) -> None:
    built = make(
        schemas="""
        Shape: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Circle: {allOf: [{$ref: '#/components/schemas/Shape'}, {type: object, properties: {radius: {type: number}}}]}
        Square: {allOf: [{$ref: '#/components/schemas/Shape'}, {type: object, properties: {side: {type: number}}}]}
        Cube: {allOf: [{$ref: '#/components/schemas/Square'}, {type: object, properties: {depth: {type: number}}}]}
        """
    )
    for name in ("Circle", "Square", "Cube"):
        assert type(built.parse("Shape", {"kind": name}, strict=True)) is built.type(name)
    plain = built.parse("Shape", {"kind": "Shape"})
    assert plain.kind == "Shape"


def test_a_child_that_pins_its_tag_wins_over_its_name(make: Any) -> None:
    built = make(
        schemas="""
        Shape: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
        Circle: {allOf: [{$ref: '#/components/schemas/Shape'}, {properties: {kind: {enum: [round]}, r: {type: number}}}]}
        Square: {allOf: [{$ref: '#/components/schemas/Shape'}, {properties: {kind: {const: flat}, side: {type: number}}}]}
        """
    )
    assert type(built.parse("Shape", {"kind": "round"}, strict=True)) is built.type("Circle")
    assert type(built.parse("Shape", {"kind": "flat"}, strict=True)) is built.type("Square")


def test_one_of_with_all_of_variants(make: Any) -> None:
    built = make(
        schemas="""
        Base: {type: object, required: [id], properties: {id: {type: integer}}}
        Thing:
          oneOf:
          - title: Book
            allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [kind, isbn], properties: {kind: {const: book}, isbn: {type: string}}}]
          - title: Disc
            allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [kind, tracks], properties: {kind: {const: disc}, tracks: {type: integer}}}]
        """
    )
    book = built.parse("Thing", {"id": 1, "kind": "book", "isbn": "x"}, strict=True)
    assert (type(book).__name__, book.id, book.isbn) == ("ThingBook", 1, "x")
    assert (
        type(built.parse("Thing", {"id": 1, "kind": "disc", "tracks": 3})).__name__ == "ThingDisc"
    )


def test_17_a_cycle_of_122_schemas(make: Any) -> None:
    size = 122
    schemas = "".join(
        f"Node{n}: {{type: object, required: [id], properties: {{id: {{type: integer}},"
        f" next: {{$ref: '#/components/schemas/Node{(n + 1) % size}'}},"
        f" many: {{type: array, items: {{$ref: '#/components/schemas/Node{(n * 7) % size}'}}}},"
        f" by: {{type: object, additionalProperties: {{$ref: '#/components/schemas/Either'}}}}}}}}\n"
        for n in range(size)
    )
    schemas += "Either: {anyOf: [{$ref: '#/components/schemas/Node0'}, {type: string}, {type: array, items: {$ref: '#/components/schemas/Either'}}]}\n"
    built = make(schemas=schemas)
    data: dict[str, Any] = {"id": 0}
    for number in range(60):
        data = {"id": number, "next": data, "by": {"a": "x", "b": [["y"], {"id": 4}]}}
    value = built.parse("Node3", data)
    assert value.next.next.next.id == 56
    assert built.accepts("Node3", {"id": 1, "next": {"id": 2, "many": [{"id": 3}]}})
    assert type(value.next.by["b"][1]) is built.type("Node0")


@pytest.mark.parametrize(
    "schemas",
    [
        "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/C'}\nC: {type: object, required: [x], properties: {x: {type: string, format: date}}}",
        "A: {allOf: [{$ref: '#/components/schemas/B'}]}\nB: {anyOf: [{$ref: '#/components/schemas/C'}]}\nC: {type: object, required: [x], properties: {x: {type: string, format: date}}}",
    ],
)
def test_chains_of_component_references(make: Any, schemas: str) -> None:
    built = make(schemas=schemas)
    for name in "ABC":
        assert built.parse(name, {"x": "2024-01-02"}, strict=True).x.day == 2
    assert not built.accepts("A", {})


def test_read_only_and_required_is_not_asked_for(make: Any, server: Any, connect: Any) -> None:
    built = make(
        openapi="3.0.3",
        paths="""
        /users:
          post:
            operationId: createUser
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
            responses: {"201": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
        """,
        schemas="""
        User:
          type: object
          required: [id, name, password]
          properties:
            id: {type: integer, readOnly: true}
            name: {type: string}
            password: {type: string, writeOnly: true}
        """,
    )
    server.answers({"id": 1, "name": "n"}, status=201)
    user = connect(built).users.create(name="n", password="p")
    assert server.last.body == b'{"name":"n","password":"p"}'
    assert user.id == 1
    assert built.accepts("User", {"id": 1, "name": "n"})


def test_keywords_that_no_type_says_do_no_harm(make: Any) -> None:
    built = make(
        schemas="""
        Range:
          type: object
          required: [kind]
          properties: {kind: {enum: [a, b]}, low: {type: integer}, high: {type: integer}}
          if: {properties: {kind: {const: a}}}
          then: {required: [low]}
          else: {required: [high]}
          not: {required: [low, high]}
          dependentRequired: {low: [kind]}
        Other: {not: {type: string}}
        """
    )
    assert built.accepts("Range", {"kind": "a", "low": 1})
    assert built.accepts("Other", 3)
    assert built.parse("Range", {"kind": "b", "high": 4}).high == 4


def test_variants_that_share_an_enum_for_their_tag(make: Any) -> None:
    built = make(
        schemas="""
        Kind: {type: string, enum: [cat, dog, cow]}
        Cat: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, lives: {type: integer}}}
        Dog: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, bark: {type: string}}}
        Pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}
        """
    )
    assert type(built.parse("Pet", {"kind": "dog"}, strict=True)) is built.type("Dog")
    assert type(built.parse("Pet", {"kind": "cat"}, strict=True)) is built.type("Cat")


def test_a_base_is_still_made_by_hand_and_sent(make: Any, server: Any, connect: Any) -> None:
    built = make(
        schemas=BASE + "Tram: {allOf: [{$ref: '#/components/schemas/Vehicle'}]}\n",
        paths="""
        /garages:
          post:
            operationId: createGarage
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Garage'}}}}
            responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Garage'}}}}}
        """,
        said={"stubs": True},
    )
    vehicle, car = (
        built.type("Vehicle")(kind="x", id=1),
        built.type("Car")(kind="car", id=2, doors=3),
    )
    garage = built.type("Garage")(best=vehicle, all=[car, vehicle])
    data = {
        "best": {"kind": "x", "id": 1},
        "all": [{"kind": "car", "id": 2, "doors": 3}, {"kind": "x", "id": 1}],
    }
    assert garage.to_dict() == data
    server.answers(data)
    back = connect(built).garages.create(best=vehicle, all=[car, {"kind": "x", "id": 1}])
    assert back == garage
    assert type(back.all[0]) is built.type("Car")
    assert type(built.parse("Vehicle", {"kind": "Tram", "id": 4})) is built.type("Tram")
    assert [
        type(v).__name__ for v in built.package.parse(list[built.type("Vehicle")], data["all"])
    ] == ["Car", "Vehicle"]


@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
def test_both_kinds_of_model_read_a_base_as_its_children(make: Any, models: str) -> None:
    built = make(schemas=BASE, said={"models": models})
    assert type(
        built.parse("Vehicle", {"kind": "car", "id": 1, "doors": 2}, strict=True)
    ) is built.type("Car")
    assert type(built.parse("Vehicle", {"kind": "tram", "id": 1})) is built.type("Vehicle")


def test_a_variant_that_is_true_or_false_beside_a_type(make: Any) -> None:
    built = make(
        schemas="""
        Named: {type: object, properties: {name: {type: string}}, anyOf: [true, {required: [name]}]}
        Either: {type: object, properties: {n: {type: integer}}, oneOf: [false, {properties: {b: {type: integer}}}]}
        """
    )
    assert built.accepts("Named", {})
    assert built.parse("Either", {"b": 2, "n": 1}, strict=True).b == 2
