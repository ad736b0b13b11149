"""References: encoded, into paths and properties, across files, dynamic (rows 18 to 20)."""

from __future__ import annotations

from typing import Any

from instep.sampling.generate import example_of

HEAD = 'openapi: "3.0.3"\ninfo: {title: Case, version: "1"}\nservers: [{url: https://api.example.com}]\n'


def test_18_percent_encoded_references_into_paths(make: Any, server: Any, connect: Any) -> None:
    built = make(
        openapi="3.0.3",
        paths="""
        /companies/{companyId}:
          parameters: [{name: companyId, in: path, required: true, schema: {type: string, format: uuid}}]
          get:
            operationId: getCompany
            responses:
              "200":
                description: ok
                content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}, since: {type: string, format: date}}}}}
        /companies/{companyId}/config:
          parameters: [{$ref: '#/paths/~1companies~1%7BcompanyId%7D/parameters/0'}]
          get:
            operationId: getConfig
            responses:
              "200": {$ref: '#/paths/~1companies~1%7BcompanyId%7D/get/responses/200'}
        """,
        schemas="""
        Since: {$ref: '#/paths/~1companies~1%7BcompanyId%7D/get/responses/200/content/application~1json/schema/properties/since'}
        """,
    )
    server.answers({"name": "n", "since": "2024-01-02"})
    config = connect(built).companies.config.retrieve("7e57d004-2b97-0e7a-b45f-5387367791cd")
    assert config.since.year == 2024
    assert server.last.target == "/companies/7e57d004-2b97-0e7a-b45f-5387367791cd/config"
    assert built.accepts("Since", "2024-01-02")
    assert "ref-dangling" not in built.codes


FILES = {
    "openapi.yaml": HEAD
    + """
paths:
  /support/ip: {$ref: '#/paths/~1ip'}
  /ip:
    get: {operationId: getIp, responses: {"200": {description: ok, content: {text/plain: {schema: {type: string}}}}}}
  /disks: {$ref: 'paths/disks.yaml'}
  /disks/{id}:
    get: {$ref: 'paths/one.yml#/operations/get'}
components:
  schemas:
    Disk: {$ref: 'schemas/disk.yml'}
""",
    "paths/disks.yaml": """
get:
  operationId: listDisks
  responses:
    "200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '../schemas/disk.yml'}}}}}
""",
    "paths/one.yml": """
operations:
  get:
    operationId: getDisk
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '../schemas/disk.yml'}}}}}
""",
    "schemas/disk.yml": """
type: object
required: [id]
properties: {$ref: 'disk_properties.yml'}
""",
    "schemas/disk_properties.yml": """
id: {type: string}
state: {type: string, enum: [on, off]}
made: {type: string, format: date-time}
""",
}


def test_19_path_items_and_operations_that_are_references(
    make: Any, server: Any, connect: Any
) -> None:
    built = make(FILES)
    assert len(built.calls) == 4
    assert built.report.api.coverage.left_out == ()
    client = connect(built)
    server.answers({"id": "a", "state": "off"})
    assert type(client.disks.retrieve("a")) is built.type("Disk")
    assert server.last.target == "/disks/a"
    server.answers([{"id": "a"}])
    assert [type(disk) for disk in client.disks.list()] == [built.type("Disk")]
    server.answers(b"127.0.0.1", "text/plain")
    resource, method = built.calls["GET /support/ip"].rsplit(".", 1)
    found = client
    for part in resource.split("."):
        found = getattr(found, part)
    assert getattr(found, method)() == "127.0.0.1"
    assert server.last.target == "/support/ip"


def test_20_properties_that_are_a_reference(make: Any) -> None:
    built = make(FILES)
    disk = built.parse(
        "Disk", {"id": "a", "state": "off", "made": "2024-01-01T00:00:00Z"}, strict=True
    )
    assert (disk.state, disk.made.year) == ("off", 2024)
    assert not built.accepts("Disk", {"id": 1})
    inside = make(
        schemas="""
        Common: {properties: {id: {type: integer}, at: {type: string, format: date}}}
        Pool: {type: object, required: [id], properties: {$ref: '#/components/schemas/Common/properties'}}
        """,
    )
    assert inside.parse("Pool", {"id": 1, "at": "2024-01-02"}, strict=True).at.day == 2


def test_definitions_inside_a_schema(make: Any) -> None:
    built = make(
        schemas="""
        Order:
          type: object
          properties:
            line: {$ref: '#/components/schemas/Order/$defs/Line'}
            named: {$ref: '#line'}
          $defs:
            Line: {$anchor: line, type: object, required: [sku], properties: {sku: {type: string}, at: {type: string, format: date}}}
        """
    )
    order = built.parse(
        "Order", {"line": {"sku": "a", "at": "2024-01-02"}, "named": {"sku": "b"}}, strict=True
    )
    assert order.line.at.day == 2
    assert type(order.line) is type(order.named)
    assert not built.accepts("Order", {"line": {}})


def test_dynamic_references_with_a_finite_meaning(make: Any) -> None:
    built = make(
        schemas="""
        Tree:
          $dynamicAnchor: node
          type: object
          required: [value]
          properties:
            value: {type: integer}
            children: {type: array, items: {$dynamicRef: '#node'}}
        """
    )
    tree = built.parse(
        "Tree", {"value": 1, "children": [{"value": 2, "children": [{"value": 3}]}]}, strict=True
    )
    assert tree.children[0].children[0].value == 3
    assert type(tree.children[0]) is built.type("Tree")
    assert not built.accepts("Tree", {"value": 1, "children": [{}]})


def test_components_that_are_references_to_components(make: Any, server: Any, connect: Any) -> None:
    built = make(
        openapi="3.0.3",
        paths="""
        /things:
          post:
            operationId: createThing
            parameters: [{$ref: '#/components/parameters/First'}]
            requestBody: {$ref: '#/components/requestBodies/First'}
            responses: {"200": {$ref: '#/components/responses/First'}}
        """,
        components="""\
        parameters:
          First: {$ref: '#/components/parameters/Second'}
          Second: {name: limit, in: query, schema: {type: integer}}
        requestBodies:
          First: {$ref: '#/components/requestBodies/Second'}
          Second: {content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}}
        responses:
          First: {$ref: '#/components/responses/Second'}
          Second:
            description: ok
            headers: {X-Rate: {$ref: '#/components/headers/First'}}
            content: {application/json: {schema: {type: object, properties: {ok: {type: boolean}}}}}
        headers:
          First: {$ref: '#/components/headers/Second'}
          Second: {schema: {type: integer}}
        """,
    )
    server.answers({"ok": True})
    assert connect(built).things.create(limit=3, name="n").ok is True
    assert (server.last.target, server.last.body) == ("/things?limit=3", b'{"name":"n"}')
    (operation,) = built.report.api.operations
    assert [h.wire for h in operation.responses[0].headers] == ["X-Rate"]


def test_a_dynamic_reference_without_one_meaning_is_raw(make: Any) -> None:
    built = make(
        schemas="""
        List: {$dynamicAnchor: item, type: object, properties: {items: {type: array, items: {$dynamicRef: '#item'}}}}
        Other: {$dynamicAnchor: item, type: string}
        """
    )
    assert built.accepts("List", {"items": [1, "a", {}]})
    assert built.codes.count("schema-raw") == 1


def test_one_dangling_reference_is_one_finding(make: Any) -> None:
    built = make(
        schemas="Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}, id: {type: integer}}}"
    )
    assert built.codes == ["ref-dangling"]
    assert [entry.pointer for entry in built.report.api.coverage.raw] == [
        "#/components/schemas/Pet/properties/owner"
    ]
    assert built.accepts("Pet", {"owner": {"any": 1}, "id": 3})


def test_what_stands_beside_a_reference_is_named_by_a_pointer(make: Any) -> None:
    built = make(
        schemas="""
        Base: {type: object, properties: {id: {type: integer}}}
        More: {$ref: '#/components/schemas/Base', properties: {size: {type: integer}}}
        Use: {type: object, required: [size], properties: {size: {$ref: '#/components/schemas/More/properties/size'}}}
        """
    )
    assert built.accepts("Use", {"size": 1})
    assert not built.accepts("Use", {"size": "a"})
    # The samples of the mock and of contract tests follow the same pointers.
    sample = example_of({"$ref": "#/components/schemas/Use"}, built.report.api.root)
    assert sample == {"size": 1}


def test_a_hash_alone_is_the_schema_that_the_file_or_the_id_is_of(make: Any) -> None:
    built = make(
        {
            "api.yaml": HEAD.replace("3.0.3", "3.1.0") + "components:\n  schemas:\n"
            "    Folder: {$ref: 'parts/folder.yaml'}\n"
            "    Node: {$id: 'https://example.com/node', type: object, properties: "
            "{next: {$ref: '#'}, kin: {$ref: 'node#'}}}\n",
            "parts/folder.yaml": "type: object\nrequired: [name]\n"
            "properties: {name: {type: string}, parent: {$ref: '#'}, kind: {$ref: '#/$defs/Kind'}}\n"
            "$defs: {Kind: {type: object, properties: {k: {type: string}}}}\n",
        }
    )
    folder = built.parse(
        "Folder", {"name": "a", "parent": {"name": "b"}, "kind": {"k": "x"}}, strict=True
    )
    assert type(folder.parent) is type(folder)
    assert type(folder.kind) is built.type("Kind")
    node = built.parse("Node", {"next": {"kin": {}}}, strict=True)
    assert type(node.next.kin) is built.type("Node")
    assert built.codes == []


GENERIC = """
Page: {$defs: {T: {$dynamicAnchor: T}}, type: object, required: [items], properties: {items: {type: array, items: {$dynamicRef: '#T'}}, next: {type: string}}}
Cat: {type: object, required: [name], properties: {name: {type: string}}}
CatPage: {$defs: {T: {$dynamicAnchor: T, $ref: '#/components/schemas/Cat'}}, $ref: '#/components/schemas/Page'}
IntPage: {$defs: {T: {$dynamicAnchor: T, type: integer}}, $ref: '#/components/schemas/Page', properties: {total: {type: integer}}}
Tree: {$dynamicAnchor: node, type: object, properties: {data: {type: integer}, children: {type: array, items: {$dynamicRef: '#node'}}}}
NamedTree: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', required: [name], properties: {name: {type: string}}}
Listed: {$id: listed, type: array, items: {$dynamicRef: '#item'}, $defs: {any: {$dynamicAnchor: item}}}
Dates: {$id: dates, $ref: listed, $defs: {date: {$dynamicAnchor: item, type: string, format: date}}}
"""


def test_a_part_that_is_left_open_is_filled_in_by_what_refers_to_it(make: Any) -> None:
    built = make(schemas=GENERIC)
    page = built.parse("CatPage", {"items": [{"name": "Tom"}], "next": "n"}, strict=True)
    assert type(page.items[0]) is built.type("Cat")
    assert not built.accepts("CatPage", {"items": [{}]})
    assert built.accepts("IntPage", {"items": [1], "total": 1})
    assert not built.accepts("IntPage", {"items": ["a"], "total": 1})
    assert built.accepts("Page", {"items": [1, "a", None]})
    tree = built.parse("NamedTree", {"children": [{"name": "b"}], "name": "a"}, strict=True)
    assert type(tree.children[0]) is built.type("NamedTree")
    assert not built.accepts("NamedTree", {"children": [{}], "name": "a"})
    assert built.accepts("Tree", {"children": [{"children": []}]})
    assert built.parse("Dates", ["2024-01-02"], strict=True)[0].day == 2
    assert built.codes == []
