"""Bundling: one closed tree out of many files, and never a byte from where it must not read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from instep.diagnostics import Code, Diagnostics, Severity
from instep.document import Document, RefError, load, validate
from instep.errors import DocumentError

Write = Callable[..., Document]


@pytest.fixture
def bundled(tmp_path: Path) -> Write:
    """Writes a root document with these members beside these files, and loads it."""

    def write(members: dict[str, Any], found: Diagnostics | None = None, **files: str) -> Document:
        root = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, **members}
        (tmp_path / "api").mkdir()
        (tmp_path / "api" / "root.json").write_text(json.dumps(root, indent=1))
        for name, text in files.items():
            path = tmp_path / "api" / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        collected = Diagnostics() if found is None else found
        return load("api/root.json", collected, base=tmp_path)

    return write


def response(schema: object) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"get": {"responses": {"200": {"description": "", "content": content}}}}


def test_schemas_of_other_files_become_components(bundled: Write) -> None:
    pet = (
        "type: object\nproperties:\n  owner: {$ref: 'people.yaml#/Owner'}\n  mother: {$ref: '#'}\n"
    )
    pet = pet.replace("'#'", "pet.yaml")
    people = "Owner:\n  type: object\n  properties:\n    pets: {type: array, items: {$ref: 'pet.yaml'}}\n"
    paths = {"/pets": response({"$ref": "models/pet.yaml", "description": "mine"})}
    document = bundled({"paths": paths}, models__pet_yaml=pet, models__people_yaml=people)
    schemas = document.root["components"]["schemas"]
    assert schemas == {
        "pet": {
            "type": "object",
            "properties": {
                "owner": {"$ref": "#/components/schemas/Owner"},
                "mother": {"$ref": "#/components/schemas/pet"},
            },
        },
        "Owner": {
            "type": "object",
            "properties": {
                "pets": {"type": "array", "items": {"$ref": "#/components/schemas/pet"}}
            },
        },
    }
    media = document.root["paths"]["/pets"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["schema"] == {
        "$ref": "#/components/schemas/pet",
        "description": "mine",
    }
    assert document.hoisted == {
        "Owner": "api/models/people.yaml#/Owner",
        "pet": "api/models/pet.yaml",
    }
    assert [f.location for f in document.files] == [
        "api/root.json",
        "api/models/pet.yaml",
        "api/models/people.yaml",
    ]


def test_places_lead_into_the_file_that_was_written(bundled: Write) -> None:
    paths = {"/pets": response({"$ref": "pet.yaml", "description": "mine"})}
    document = bundled(
        {"paths": paths}, pet_yaml="type: object\nproperties:\n  a:\n    type: string\n"
    )
    where = "#/components/schemas/pet/properties/a/type"
    assert str(document.locate(where)) == "api/pet.yaml:4:5"
    assert document.source_pointer(where) == "#/properties/a/type"
    assert document.source_pointer(where + "/no/such") == "#/properties/a/type"
    outer = "#/paths/~1pets/get/responses/200/content/application~1json/schema/description"
    assert str(document.locate(outer)).startswith("api/root.json:")
    assert document.source_pointer(outer) == outer


def test_a_component_that_is_only_a_reference_keeps_its_name(bundled: Write) -> None:
    schemas = {"Pet": {"$ref": "p.yaml"}, "Tag": {"type": "string"}}
    paths = {"/pets": response({"$ref": "p.yaml"})}
    document = bundled(
        {"paths": paths, "components": {"schemas": schemas}}, p_yaml="type: integer\n"
    )
    assert document.root["components"]["schemas"] == {
        "Pet": {"type": "integer"},
        "Tag": {"type": "string"},
    }
    used = document.root["paths"]["/pets"]["get"]["responses"]["200"]["content"]
    assert used["application/json"]["schema"] == {"$ref": "#/components/schemas/Pet"}
    assert str(document.locate("#/components/schemas/Pet/type")) == "api/p.yaml:1:1"


def test_names_are_clean_and_unique_whatever_their_case(bundled: Write) -> None:
    one = response(
        {"anyOf": [{"$ref": "a/pet.yaml"}, {"$ref": "b/pet.yaml"}, {"$ref": "c.yaml#/Pet"}]}
    )
    schemas = {"Pet": {"type": "null"}}
    document = bundled(
        {"paths": {"/": one}, "components": {"schemas": schemas}},
        a__pet_yaml="type: string\n",
        b__pet_yaml="type: integer\n",
        c_yaml="Pet: {type: boolean}\n",
    )
    assert {name: s["type"] for name, s in document.root["components"]["schemas"].items()} == {
        "Pet": "null",
        "a_pet": "string",
        "b_pet": "integer",
        "c_Pet": "boolean",
    }


def test_everything_else_is_put_in_place(bundled: Write) -> None:
    operation = "parameters:\n  - $ref: 'shared.yaml#/parameters/limit'\nresponses:\n  '200': {$ref: 'shared.yaml#/responses/ok'}\n"
    shared = (
        "parameters:\n  limit: {name: limit, in: query, schema: {$ref: '#/Limit'}}\n"
        "Limit: {type: integer}\n"
        "responses:\n  ok:\n    description: fine\n    headers: {$ref: 'shared.yaml#/headers'}\n"
        "    content:\n      application/json:\n        schema:\n          properties: {$ref: '#/props'}\n"
        "        examples: {one: {$ref: '#/example'}}\n"
        "headers:\n  X-Rate: {schema: {type: integer}}\n"
        "props:\n  a: {type: string}\n"
        "example: {value: {$ref: 'not-a-file.yaml'}}\n"
        "text: Hello\n"
    )
    paths = {"/a": {"get": {"$ref": "op.yaml", "operationId": "own"}}, "/b": {"$ref": "item.yaml"}}
    document = bundled(
        {"paths": paths, "info": {"title": "T", "description": {"$ref": "shared.yaml#/text"}}},
        op_yaml=operation,
        shared_yaml=shared,
        item_yaml="get: {$ref: op.yaml}\n",
    )
    expected = {
        "parameters": [
            {"name": "limit", "in": "query", "schema": {"$ref": "#/components/schemas/Limit"}}
        ],
        "responses": {
            "200": {
                "description": "fine",
                "headers": {"X-Rate": {"schema": {"type": "integer"}}},
                "content": {
                    "application/json": {
                        "schema": {"properties": {"a": {"type": "string"}}},
                        "examples": {"one": {"value": {"$ref": "not-a-file.yaml"}}},
                    }
                },
            }
        },
    }
    assert document.root["paths"]["/a"]["get"] == {**expected, "operationId": "own"}
    assert document.root["paths"]["/b"]["get"] == expected
    assert document.root["info"]["description"] == "Hello"
    header = "#/paths/~1b/get/responses/200/headers/X-Rate"
    assert document.source_pointer(header) == "#/headers/X-Rate"
    assert str(document.locate(header)) == "api/shared.yaml:14:3"


def test_references_of_the_root_document_stay_as_they_are(bundled: Write) -> None:
    odd = "#/paths/~1a%20b/get/responses/200/content/application~1json/schema"
    paths = {"/a b": response({"type": "string"}), "/b": response({"$ref": odd})}
    document = bundled({"paths": paths})
    assert document.root["paths"]["/b"] == paths["/b"]
    pointer, value = document.resolve(odd)
    assert value == {"type": "string"}
    assert pointer == "#/paths/~1a b/get/responses/200/content/application~1json/schema"


def test_anchors_and_ids_lead_to_pointers(bundled: Write) -> None:
    schemas = {
        "A": {"$anchor": "here", "type": "string"},
        "B": {"$id": "https://e.test/b", "$defs": {"x": {"type": "integer"}}, "$ref": "#/$defs/x"},
        "C": {"allOf": [{"$ref": "#here"}, {"$ref": "https://e.test/b"}]},
        "D": {"$ref": "https://e.test/b#/$defs/x"},
    }
    document = bundled({"components": {"schemas": schemas}})
    made = document.root["components"]["schemas"]
    assert made["B"]["$ref"] == "#/components/schemas/B/$defs/x"
    refs = [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]
    assert made["C"]["allOf"] == refs
    assert document.resolve(made["D"]["$ref"])[1] == {"type": "integer"}


def test_discriminator_mappings_to_files_are_hoisted(bundled: Write) -> None:
    union = {
        "oneOf": [{"$ref": "dog.yaml"}],
        "discriminator": {"propertyName": "t", "mapping": {"dog": "dog.yaml", "d": "Dog"}},
    }
    document = bundled({"components": {"schemas": {"Pet": union}}}, dog_yaml="type: object\n")
    pet = document.root["components"]["schemas"]["Pet"]
    assert pet["discriminator"]["mapping"] == {"dog": "#/components/schemas/dog", "d": "Dog"}


@pytest.mark.parametrize(
    "ref",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "../secret.yaml",
        "%2e%2e/secret.yaml",
        "sub/../../secret.yaml",
        "link.yaml",
        "\\\\host\\share\\x.yaml",
        "C:/x.yaml",
        "~/x.yaml",
        "data:application/json,{}",
        "gopher://127.0.0.1/x",
        "http+unix://x/y",
        "http://127.0.0.1:9/x.json",
        "HTTPS://127.0.0.1:9/x.json",
        "//127.0.0.1:9/x.json",
    ],
)
def test_references_out_of_the_folder_are_refused(bundled: Write, tmp_path: Path, ref: str) -> None:
    (tmp_path / "secret.yaml").write_text("canary: CANARY\n")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "api" / "root.json").write_text(
        json.dumps({"openapi": "3.1.0", "components": {"schemas": {"A": {"$ref": ref}}}})
    )
    with pytest.raises(DocumentError) as caught:
        load("api/root.json", Diagnostics(), base=tmp_path)
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.severity) == (Code.REF_REFUSED, Severity.ERROR)
    assert finding.pointer == "#/components/schemas/A/$ref"
    assert finding.hint
    assert "CANARY" not in str(caught.value)


def test_every_refusal_is_reported_at_once(bundled: Write) -> None:
    with pytest.raises(DocumentError) as caught:
        bundled({"components": {"schemas": {"A": {"$ref": "/a"}, "B": {"$ref": "http://b/b"}}}})
    assert len(caught.value.diagnostics) == 2


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("#/components/schemas/Nope", Code.REF_DANGLING),
        ("#/components/schemas/A/properties/0", Code.REF_DANGLING),
        ("missing.yaml", Code.REF_DANGLING),
        ("here.yaml#/nope", Code.REF_DANGLING),
        ("#nope", Code.REF_DANGLING),
        ("#/a%zz", Code.REF_INVALID),
        ("#", Code.REF_INVALID),
        ("", Code.REF_INVALID),
        ("#/components/schemas/A", Code.REF_CYCLE),
        (None, Code.REF_INVALID),
        (7, Code.REF_INVALID),
        ({}, Code.REF_INVALID),
    ],
)
def test_a_reference_that_leads_nowhere_stays_with_a_warning(
    bundled: Write, ref: object, code: Code
) -> None:
    found = Diagnostics()
    schemas = {"A": {"$ref": ref, "description": "kept"}}
    document = bundled({"components": {"schemas": schemas}}, found, here_yaml="a: 1\n")
    assert document.root["components"]["schemas"] == schemas
    (finding,) = found
    assert (finding.code, finding.severity) == (code, Severity.WARNING)
    assert finding.pointer.startswith("#/components/schemas/A")
    assert finding.location.line == 10


def test_files_that_refer_only_to_one_another_end(bundled: Write) -> None:
    found = Diagnostics()
    document = bundled(
        {"paths": {"/a": {"$ref": "a.yaml"}}},
        found,
        a_yaml="$ref: b.yaml\n",
        b_yaml="$ref: a.yaml\n",
    )
    assert document.root["paths"] == {"/a": {}}
    assert [d.code for d in found] == [Code.REF_CYCLE]


def test_a_broken_file_names_itself(bundled: Write) -> None:
    with pytest.raises(DocumentError, match=r"api/b\.yaml:2:\d+: error\[syntax\]"):
        bundled({"components": {"schemas": {"A": {"$ref": "b.yaml"}}}}, b_yaml="a: [\n")


def test_resolve_follows_chains_and_says_how_it_failed(bundled: Write) -> None:
    chain = {f"S{n}": {"$ref": f"#/components/schemas/S{n + 1}"} for n in range(50)}
    schemas = {**chain, "S50": {"type": "string"}, "X": {"$ref": "#/components/schemas/Y"}}
    schemas["Y"] = {"$ref": "#/components/schemas/X"}
    schemas["Z"] = {"$ref": "#/components/schemas/S50", "maxLength": 3}
    document = bundled({"components": {"schemas": schemas}})
    final = ("#/components/schemas/S50", {"type": "string"})
    assert document.resolve("#/components/schemas/S0") == final
    assert document.resolve("#/components/schemas/Z")[1] == schemas["Z"]
    for ref, code in [
        ("#/components/schemas/X", Code.REF_CYCLE),
        ("#/nope", Code.REF_DANGLING),
        ("other.json", Code.REF_INVALID),
        ("#", Code.REF_INVALID),
    ]:
        with pytest.raises(RefError) as caught:
            document.resolve(ref)
        assert caught.value.code is code


def test_a_pointer_may_lead_through_a_reference(bundled: Write) -> None:
    schemas = {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"properties": {"c": {"type": "string"}}},
    }
    document = bundled({"components": {"schemas": schemas}})
    resolved = document.resolve("#/components/schemas/A/properties/b/properties/c")
    assert resolved == ("#/components/schemas/B/properties/c", {"type": "string"})


def test_a_property_may_be_called_ref(bundled: Write) -> None:
    found = Diagnostics()
    schema = {"properties": {"$ref": {"type": "string"}}}
    document = bundled(
        {"components": {"schemas": {"A": schema, "B": {"$ref": "b.yaml"}}}}, found, b_yaml="{}\n"
    )
    assert document.root["components"]["schemas"]["A"] == schema
    assert not list(found)


def test_a_near_name_is_suggested(bundled: Write) -> None:
    found = Diagnostics()
    bundled(
        {"components": {"schemas": {"Thing": {}, "A": {"$ref": "#/components/schemas/Thingg"}}}},
        found,
    )
    assert [d.hint for d in found] == ['did you mean "#/components/schemas/Thing"?']


def test_a_long_chain_of_files_is_cut_off(bundled: Write) -> None:
    found = Diagnostics()
    files = {f"f{n}_yaml": f"$ref: f{n + 1}.yaml\n" for n in range(300)}
    document = bundled({"paths": {"/a": {"$ref": "f0.yaml"}}}, found, **files)
    assert document.root["paths"] == {"/a": {}}
    assert [d.code for d in found] == [Code.REF_CYCLE]


def test_files_that_nest_one_another_without_end_are_cut_off(bundled: Write) -> None:
    content = "content: {a/b: {encoding: {x: {headers: {H: {$ref: 'h.yaml'}}}}}}\n"
    found = Diagnostics()
    bundled({"components": {"headers": {"H": {"$ref": "h.yaml"}}}}, found, h_yaml=content)
    assert [d.code for d in found] == [Code.REF_CYCLE]


@pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0"])
def test_the_deepest_document_we_accept_is_walked(tmp_path: Path, version: str) -> None:
    schema: dict[str, Any] = {"$ref": "leaf.yaml"}
    for level in range(78):
        schema = {"allOf": [schema]} if level % 2 else {"properties": {"a": {"items": schema}}}
    named = {"S": schema}
    root = {"swagger": "2.0", "definitions": named}
    if version != "2.0":
        root = {"openapi": version, "components": {"schemas": named}}
    (tmp_path / "root.json").write_text(json.dumps({"info": {}, "paths": {}, **root}))
    (tmp_path / "leaf.yaml").write_text("type: string\nx-nullable: true\n")
    document = load("root.json", Diagnostics(), base=tmp_path)
    assert document.root["components"]["schemas"]["leaf"] == {"type": ["string", "null"]}
    validate(document, Diagnostics())
