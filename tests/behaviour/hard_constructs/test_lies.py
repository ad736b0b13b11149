"""Documents that are wrong about themselves (rows 29 and 30), and documents with parts missing."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

LIES = {
    "openapi": "3.0.3",
    "paths": """
    /monsters/{index}:
      get:
        operationId: getMonster
        security: [{oauth: null}]
        parameters: [{name: index, in: path, required: true, schema: {type: string}}]
        responses:
          "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Monster'}}}}
    """,
    "schemas": """
    Monster:
      type: object
      required: [index]
      properties:
        index: {type: string}
        page: {type: integer, default: 'null'}
        chunking: {oneOf: [{type: string, enum: [auto], default: [auto]}, {type: object, properties: {size: {type: integer}}}]}
        fixed: {type: FixedSizeList}
        lost: {$ref: '#/components/schemas/Lost'}
        merged: {allOf: {type: object, properties: {a: {type: string, format: date}}}}
        sentence: just a string
        listed: [a, b]
        empty:
        bounds: {type: string, minLength: '3', maximum: many}
        odd: {type: object, properties: [a, b], required: yes please}
    """,
    "components": """\
    securitySchemes: {oauth: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://a.example', scopes: null}}}}
    """,
}
"""Fragments of a document in which nearly everything is a lie."""


def test_29_values_that_lie(make: Any, server: Any, connect: Any) -> None:
    built = make(**LIES)
    assert built.report.api.coverage.left_out == ()
    data = {
        "index": "owlbear",
        "page": 3,
        "chunking": "auto",
        "fixed": [1],
        "lost": {"x": 1},
        "merged": {"a": "2024-01-02"},
        "sentence": 1,
        "listed": 2,
        "empty": [],
        "bounds": "abc",
        "odd": {"z": 1},
    }
    value = built.parse("Monster", data, strict=True)
    assert value.merged.a.day == 2
    bare = built.parse("Monster", {"index": "x"})
    assert (bare.page, bare.chunking) == (None, None)
    server.answers(data)
    assert connect(built).monsters.retrieve("owlbear").page == 3
    for code in ("default-invalid", "type-unknown", "ref-dangling", "schema-invalid"):
        assert code in built.codes


def test_29_one_odd_node_costs_that_node_only(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /good:
          get: {operationId: getGood, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Good'}}}}}}
        /odd:
          get:
            operationId: 17
            tags: {a: b}
            parameters: [3, {name: q}, {name: x, in: nowhere, schema: {}}, {$ref: '#/components/parameters/Lost'}]
            requestBody: 3
            responses: {"200": nothing, weird: {description: x}, "404": null}
        /list: []
        """,
        schemas="""
        Good: {type: object, required: [a], properties: {a: {type: integer}}}
        Odd: 7
        """,
        said={"allow_left_out": True},
    )
    assert "GET /good" in built.calls
    assert "GET /odd" in built.calls
    server.answers({"a": 1})
    assert type(connect(built).good.retrieve()) is built.type("Good")
    assert built.accepts("Odd", {"x": 1})


PATTERNS = [
    r"^(?!-)[a-z-]+$",
    r"(?<=x)y",
    r"(a)\\1",
    r"^\\p{Lu}$",
    r"[",
    r"(?<name>a)",
    r"a{2,1}",
    r"^[\\w-.]+$",
    r"\\d+\\/\\d+",
    r"/^abc$/i",
    r"^\\S{1,100000}$",
]


def test_30_patterns_that_an_engine_refuses(make: Any) -> None:
    fields = "".join(
        f"    p{n}: {{type: string, pattern: '{p}'}}\n" for n, p in enumerate(PATTERNS)
    ).replace("\\\\", "\\")
    built = make(
        schemas=f"Patterns:\n  type: object\n  properties:\n{fields}Code: {{type: string, pattern: '^[A-Z]{{2}}$'}}\n"
    )
    importlib.import_module(built.package.__name__ + ".types.patterns")
    value = built.parse("Patterns", {f"p{n}": "a" for n in range(len(PATTERNS))})
    assert value.p0 == "a"
    assert built.accepts("Code", "AB")
    assert not built.accepts("Code", "abc")
    assert "pattern-unsupported" in built.codes


def test_webhooks_that_share_a_tag_with_paths(make: Any, server: Any, connect: Any) -> None:
    built = make(
        paths="""
        /pets: {get: {tags: [pets], operationId: listPets, responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}}}
        """,
        schemas="Pet: {type: object, required: [id], properties: {id: {type: integer}}}",
        more="""\
        webhooks:
          newPet:
            post:
              tags: [pets]
              operationId: newPet
              requestBody: {content: {application/json: {schema: {type: object, required: [pet], properties: {pet: {$ref: '#/components/schemas/Pet'}, at: {type: string, format: date}}}}}}
              responses: {"200": {description: ok}}
          listPets:
            post: {tags: [pets], operationId: listPets, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {"200": {description: ok}}}
        """,
    )
    assert built.calls == {"GET /pets": "pets.list"}
    server.answers([{"id": 1}])
    assert connect(built).pets.list()[0].id == 1
    webhook = next(
        d.name for d in built.report.api.definitions if d.key.startswith("#/webhooks/newPet")
    )
    assert built.parse(webhook, {"pet": {"id": 1}, "at": "2024-01-02"}, strict=True).at.day == 2


def test_a_document_without_paths(make: Any) -> None:
    built = make(
        {
            "openapi.yaml": 'openapi: "3.1.0"\ninfo: {title: Hooks, version: "1"}\n'
            "components: {schemas: {Pet: {type: object, required: [id], properties: {id: {type: integer}}}}}\n"
        }
    )
    assert built.calls == {}
    assert built.parse("Pet", {"id": 1}, strict=True).id == 1
    with built.package.Client(base_url="http://127.0.0.1:9") as client:
        assert isinstance(client, built.package.Client)


@pytest.mark.parametrize("openapi", ["3.0.3", "3.1.0"])
def test_defaults_that_are_right_are_read(make: Any, openapi: str) -> None:
    built = make(
        openapi=openapi,
        schemas="Page: {type: object, properties: {size: {type: integer, default: 20}, sort: {type: string, enum: [up, down], default: sideways}}}",
    )
    page = built.parse("Page", {})
    assert (page.size, page.sort) == (20, None)
    assert built.codes.count("default-invalid") == 1


def test_parameters_where_a_path_belongs_are_no_lost_operation(make: Any) -> None:
    built = make(
        paths="""
        parameters: [{name: tenant, in: query, schema: {type: string}}]
        /a: {get: {responses: {"204": {description: ok}}}}
        """
    )
    assert built.calls == {"GET /a": "a.retrieve"}
    assert "operation-invalid" in built.codes_at("#/paths/parameters")
    assert not built.report.api.coverage.left_out
