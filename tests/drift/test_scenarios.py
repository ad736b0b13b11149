"""Edits that people make to documents, judged for the wire and for the client, each as a whole."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from instep.config import adhoc_client
from instep.drift.changes import Comparison
from instep.pipeline import compare_documents

Json = Any

BASE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1"},
    "servers": [{"url": "https://shelf.example"}],
    "security": [{"key": []}],
    "paths": {
        "/books/{book_id}": {
            "parameters": [
                {"name": "book_id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "operationId": "getBook",
                "tags": ["books"],
                "parameters": [
                    {"name": "user_name", "in": "query", "schema": {"type": "string"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                    {
                        "name": "fields",
                        "in": "query",
                        "schema": {"type": "array", "items": {"enum": ["a", "b"]}},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "d",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Book"}}
                        },
                    },
                    "default": {
                        "description": "d",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                        },
                    },
                },
            },
            "put": {
                "operationId": "putBook",
                "tags": ["books"],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/NewBook"}}
                    },
                },
                "responses": {"204": {"description": "d"}},
                "callbacks": {
                    "onRead": {
                        "{$request.body#/hook}": {
                            "post": {
                                "requestBody": {
                                    "content": {
                                        "application/json": {
                                            "schema": {"$ref": "#/components/schemas/Read"}
                                        }
                                    }
                                },
                                "responses": {"200": {"description": "d"}},
                            }
                        }
                    }
                },
            },
        }
    },
    "webhooks": {
        "lent": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Lent"}}
                    }
                },
                "responses": {"200": {"description": "d"}},
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Book": {
                "type": "object",
                "required": ["id", "title", "page"],
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string", "maxLength": 100},
                    "page": {"type": "integer"},
                    "isbn": {"type": ["string", "null"]},
                    "shelf": {"enum": ["fiction", "other"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}},
                    "secret": {"type": "string", "writeOnly": True},
                },
            },
            "NewBook": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string"},
                    "pages": {"type": "integer", "minimum": 1},
                    "format": {"type": "string", "enum": ["paper", "cloth"]},
                    "author": {"type": "object", "properties": {"name": {"type": "string"}}},
                    "hook": {"type": "string"},
                },
            },
            "Problem": {"type": "object", "properties": {"code": {"type": "string"}}},
            "Read": {"type": "object", "properties": {"by": {"type": "string"}}},
            "Lent": {
                "type": "object",
                "required": ["to"],
                "properties": {"to": {"type": "string"}, "until": {"type": "string"}},
            },
        },
    },
}

Edit = Callable[[Json], object]


def _get(d: Json) -> Json:
    return d["paths"]["/books/{book_id}"]["get"]


def _put(d: Json) -> Json:
    return d["paths"]["/books/{book_id}"]["put"]


def _schemas(d: Json) -> Json:
    return d["components"]["schemas"]


def _p(d: Json, name: str) -> Json:
    return _schemas(d)[name]["properties"]


def _to_components(d: Json) -> None:
    parameters = _get(d)["parameters"]
    d["components"]["parameters"] = {"User": parameters[0]}
    parameters[0] = {"$ref": "#/components/parameters/User"}
    d["components"]["responses"] = {"Book": _get(d)["responses"]["200"]}
    _get(d)["responses"]["200"] = {"$ref": "#/components/responses/Book"}
    d["components"]["requestBodies"] = {"Put": _put(d)["requestBody"]}
    _put(d)["requestBody"] = {"$ref": "#/components/requestBodies/Put"}


def _parameter_to_path(d: Json) -> None:
    _put(d)["parameters"] = [{"name": "user_name", "in": "query", "schema": {"type": "string"}}]


def _all_to_path(d: Json) -> None:
    """From where `_parameter_to_path` left it: the parameter stands at the path, once."""
    item = d["paths"]["/books/{book_id}"]
    item["parameters"].append(_get(d)["parameters"].pop(0))
    item["put"].pop("parameters", None)


def _wrapped(d: Json) -> None:
    _schemas(d)["Book"] = {"allOf": [_schemas(d)["Book"]]}


def _split(d: Json) -> None:
    whole = _schemas(d)["NewBook"]
    names = list(whole["properties"])
    parts = [
        {"type": "object", "properties": {n: whole["properties"][n] for n in some}}
        for some in (names[:2], names[2:])
    ]
    _schemas(d)["NewBook"] = {"allOf": [*parts, {"required": ["title"]}]}


def _nullable(d: Json) -> None:
    _p(d, "Book")["isbn"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _inline(d: Json) -> None:
    _get(d)["responses"]["default"]["content"]["application/json"]["schema"] = _schemas(d)[
        "Problem"
    ]


def _case(d: Json) -> None:
    _get(d)["parameters"][1]["name"] = "x-trace"
    content = _get(d)["responses"]["200"]["content"]
    content["Application/JSON"] = content.pop("application/json")


def _reordered(d: Json) -> None:
    for schema in _schemas(d).values():
        schema["properties"] = dict(reversed(schema["properties"].items()))
        schema["required"] = list(reversed(schema.get("required", [])))
    _get(d)["parameters"].reverse()
    d["paths"]["/books/{book_id}"] = dict(reversed(d["paths"]["/books/{book_id}"].items()))


def _const(d: Json) -> None:
    _p(d, "Book")["shelf"] = {"oneOf": [{"const": "fiction"}, {"const": "other"}]}


def _renamed_schema(d: Json) -> None:
    text = json.dumps(d).replace('"#/components/schemas/Book"', '"#/components/schemas/Volume"')
    d.clear()
    d.update(json.loads(text))
    _schemas(d)["Volume"] = _schemas(d).pop("Book")


def _rename(d: Json, schema: str, old: str, new: str) -> None:
    properties = _p(d, schema)
    properties[new] = properties.pop(old)
    required = _schemas(d)[schema].get("required", [])
    if old in required:
        required[required.index(old)] = new


def _path_moved(d: Json) -> None:
    d["paths"]["/volumes/{book_id}"] = d["paths"].pop("/books/{book_id}")


def _method_changed(d: Json) -> None:
    item = d["paths"]["/books/{book_id}"]
    item["patch"] = item.pop("put")


def _path_parameter(d: Json) -> None:
    item = d["paths"].pop("/books/{book_id}")
    item["parameters"][0]["name"] = "id"
    d["paths"]["/books/{id}"] = item


SCENARIOS: list[tuple[str, Edit, str, str]] = [
    # Nothing changes on the wire.
    ("moved into components", _to_components, "none", "none"),
    ("wrapped in allOf", _wrapped, "none", "none"),
    ("split by allOf", _split, "none", "none"),
    ("null in another spelling", _nullable, "none", "none"),
    ("other order", _reordered, "none", "none"),
    ("case of header and media type", _case, "none", "none"),
    ("title and examples", lambda d: _p(d, "NewBook")["title"].update(examples=["x"]), "none", "none"),
    ("minLength of nothing", lambda d: _p(d, "NewBook")["title"].update(minLength=0), "none", "none"),
    ("unknown extension", lambda d: _get(d).update({"x-internal": True}), "none", "none"),
    ("enum as constants", _const, "none", "none"),
    # Only names.
    ("schema renamed", _renamed_schema, "non-breaking", "breaking"),
    ("path parameter renamed", _path_parameter, "non-breaking", "breaking"),
    ("operationId", lambda d: _get(d).update(operationId="fetchBook"), "non-breaking", "none"),
    ("tag", lambda d: _get(d).update(tags=["shelves"]), "non-breaking", "none"),
    # What is sent.
    ("optional query", lambda d: _get(d)["parameters"].append(
        {"name": "q", "in": "query", "schema": {"type": "string"}}), "non-breaking", "compatible"),
    ("required cookie", lambda d: _get(d)["parameters"].append(
        {"name": "c", "in": "cookie", "required": True, "schema": {"type": "string"}}),
     "breaking", "breaking"),
    ("ignored header", lambda d: _get(d)["parameters"].append(
        {"name": "Content-Type", "in": "header", "required": True, "schema": {"type": "string"}}),
     "none", "none"),
    ("enum inside items loses a value",
     lambda d: _get(d)["parameters"][2]["schema"]["items"].update(enum=["a"]), "breaking", "breaking"),
    ("not exploded", lambda d: _get(d)["parameters"][2].update(explode=False), "breaking", "compatible"),
    ("query to header", lambda d: _get(d)["parameters"][0].update({"in": "header"}),
     "non-breaking", "compatible"),
    ("property deep inside removed", lambda d: _p(d, "NewBook")["author"]["properties"].clear(),
     "non-breaking", "breaking"),
    ("required read-only property", lambda d: (
        _p(d, "NewBook").update(id={"type": "string", "readOnly": True}),
        _schemas(d)["NewBook"]["required"].append("id")), "non-breaking", "compatible"),
    ("required property", lambda d: (_p(d, "NewBook").update(id={"type": "string"}),
        _schemas(d)["NewBook"]["required"].append("id")), "breaking", "breaking"),
    ("closed", lambda d: _schemas(d)["NewBook"].update(additionalProperties=False),
     "breaking", "compatible"),
    ("integer to number", lambda d: _p(d, "NewBook")["pages"].update(type="number"),
     "non-breaking", "compatible"),
    ("smaller bound", lambda d: _p(d, "NewBook")["pages"].update(minimum=5), "breaking", "none"),
    ("value added", lambda d: _p(d, "NewBook")["format"]["enum"].append("ebook"),
     "non-breaking", "compatible"),
    ("value removed", lambda d: _p(d, "NewBook")["format"]["enum"].pop(), "breaking", "breaking"),
    ("body optional", lambda d: _put(d)["requestBody"].update(required=False),
     "non-breaking", "compatible"),
    ("another media type", lambda d: _put(d)["requestBody"]["content"].update(
        {"application/xml": {"schema": {"type": "string"}}}), "non-breaking", "compatible"),
    # What is received.
    ("error body", lambda d: _p(d, "Problem").clear(), "non-breaking", "breaking"),
    ("error status", lambda d: _get(d)["responses"].update({"429": {"description": "d"}}),
     "non-breaking", "compatible"),
    ("bound loosened", lambda d: _p(d, "Book")["title"].pop("maxLength"), "breaking", "none"),
    ("integer to number, received", lambda d: _p(d, "Book")["page"].update(type="number"),
     "breaking", "breaking"),
    ("date", lambda d: _p(d, "Book")["id"].update(format="date-time"), "non-breaking", "breaking"),
    ("mail address", lambda d: _p(d, "Book")["id"].update(format="email"), "non-breaking", "none"),
    ("recursive property", lambda d: _p(d, "Book").pop("parts"), "non-breaking", "breaking"),
    ("write-only property", lambda d: _p(d, "Book").pop("secret"), "non-breaking", "breaking"),
    ("open enum grows", lambda d: _p(d, "Book")["shelf"]["enum"].append("new"),
     "breaking", "compatible"),
    ("not required any more", lambda d: _schemas(d)["Book"]["required"].remove("title"),
     "breaking", "breaking"),
    ("null no more", lambda d: _p(d, "Book")["isbn"].update(type="string"),
     "non-breaking", "compatible"),
    ("204 becomes 200 with a body", lambda d: _put(d).update(
        responses={"200": _get(d)["responses"]["200"]}), "breaking", "breaking"),
    # Who may call, and where.
    ("anybody may call", lambda d: d.update(security=[]), "non-breaking", "compatible"),
    ("another scope", lambda d: d.update(security=[{"key": ["admin"]}]), "breaking", "none"),
    ("another host", lambda d: d["servers"][0].update(url="https://evil.example"),
     "non-breaking", "breaking"),
    # What the API sends by itself.
    ("webhook's required property removed", lambda d: (_p(d, "Lent").pop("to"),
        _schemas(d)["Lent"].pop("required")), "breaking", "breaking"),
    ("webhook's property added", lambda d: _p(d, "Lent").update(x={"type": "string"}),
     "non-breaking", "compatible"),
    ("webhook removed", lambda d: d.pop("webhooks"), "breaking", "breaking"),
    ("callback's property removed", lambda d: _p(d, "Read").pop("by"), "non-breaking", "breaking"),
    ("callback removed", lambda d: _put(d).pop("callbacks"), "non-breaking", "none"),
    ("callback added", lambda d: _get(d).update(callbacks={"x": {"{$url}": {"post": {
        "responses": {}}}}}), "non-breaking", "none"),
    ("link added", lambda d: _get(d)["responses"]["200"].update(
        links={"self": {"operationId": "getBook"}}), "non-breaking", "none"),
]  # fmt: skip


def _compared(folder: Path, old: Json, new: Json, *, docs: bool = False) -> Comparison:
    for name, value in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(value))
    clients = [adhoc_client(str(folder / f"{name}.json")) for name in ("old", "new")]
    return compare_documents(*clients, today=date(2026, 1, 1), docs=docs)


def _edited(edit: Edit) -> Json:
    made = copy.deepcopy(BASE)
    edit(made)
    return made


@pytest.mark.parametrize(
    ("edit", "wire", "client"), [s[1:] for s in SCENARIOS], ids=[s[0] for s in SCENARIOS]
)
def test_an_edit(tmp_path: Path, edit: Edit, wire: str, client: str) -> None:
    comparison = _compared(tmp_path, BASE, _edited(edit))
    said = [(c.id, str(c.level), str(c.client.level)) for c in comparison.changes]
    assert (comparison.verdict, str(comparison.client_verdict)) == (wire, client), said


# ---------------------------------------------------------------------- what may have been renamed


def _renames(comparison: Comparison) -> list[str]:
    return [c.text for c in comparison.changes if "perhaps renamed" in c.text]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: _get(d)["parameters"][0].update(name="userName"), 'perhaps renamed to "userName"'),
        (lambda d: _rename(d, "NewBook", "pages", "page_count"), 'perhaps renamed to "page_count"'),
        (lambda d: _rename(d, "Book", "title", "name"), 'perhaps renamed to "name"'),
        (_path_moved, 'perhaps renamed to "GET /volumes/{book_id}"'),
        (_method_changed, 'perhaps renamed to "PATCH /books/{book_id}"'),
    ],
)  # fmt: skip
def test_a_likely_rename_is_named(tmp_path: Path, edit: Edit, said: str) -> None:
    """It is told as what it is, a removal, and the reader is spared the search."""
    comparison = _compared(tmp_path, BASE, _edited(edit))
    assert any(said in text for text in _renames(comparison)), [c.text for c in comparison.changes]


def test_a_schema_that_was_edited_and_renamed_is_found(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        _renamed_schema(d)
        _p(d, "Volume")["new"] = {"type": "string"}
        _schemas(d)["BookVolume"] = _schemas(d).pop("Volume")
        text = json.dumps(d).replace("schemas/Volume", "schemas/BookVolume")
        d.clear()
        d.update(json.loads(text))

    comparison = _compared(tmp_path, BASE, _edited(edit))
    assert any(
        'Book: schema removed, perhaps renamed to "BookVolume"' in t for t in _renames(comparison)
    )


def test_different_things_are_no_rename(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        _get(d)["parameters"][0]["name"] = "limit"
        _get(d)["parameters"][0]["schema"] = {"type": "integer"}
        _p(d, "NewBook").pop("pages")
        _p(d, "NewBook")["colour"] = {"type": "string"}

    assert _renames(_compared(tmp_path, BASE, _edited(edit))) == []


def test_a_parameter_that_moved_is_still_an_argument(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        _get(d)["parameters"][0]["in"] = "header"

    comparison = _compared(tmp_path, BASE, _edited(edit))
    assert {c.id for c in comparison.changes} == {
        "request-parameter-removed",
        "new-optional-request-parameter",
    }
    assert comparison.bump == "minor"


def test_a_parameter_may_stand_at_the_path(tmp_path: Path) -> None:
    old = _edited(_parameter_to_path)
    new = copy.deepcopy(old)
    _all_to_path(new)
    assert _compared(tmp_path, old, new).changes == ()


def test_words_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        d["info"]["description"] = "new"
        _get(d)["summary"] = "new"
        _p(d, "Book")["title"]["description"] = "new"
        _p(d, "NewBook")["title"]["examples"] = ["x"]

    new = _edited(edit)
    assert _compared(tmp_path, BASE, new).changes == ()
    comparison = _compared(tmp_path, BASE, new, docs=True)
    assert {c.id for c in comparison.changes} == {"documentation-changed"}
    assert sorted(c.pointer for c in comparison.changes) == [
        "/components/schemas/Book/properties/title",
        "/components/schemas/NewBook/properties/title",
        "/info",
        "/paths/~1books~1{book_id}/get",
    ]
    assert comparison.bump == "patch"
    (operation,) = (c for c in comparison.changes if c.operations)
    assert operation.operations == ("GET /books/{book_id}",)


def test_a_property_called_description_is_no_description(tmp_path: Path) -> None:
    old = _edited(lambda d: _p(d, "Book").update(description={"type": "string"}))
    new = copy.deepcopy(old)
    _p(new, "Book")["description"]["maxLength"] = 5
    ids = [c.id for c in _compared(tmp_path, old, new, docs=True).changes]
    assert ids == ["response-property-max-length-set"]


# ---------------------------------------------------------------------- commits of a real document


def _inline_batch() -> Json:
    return _edited(
        lambda d: _put(d)["requestBody"]["content"]["application/json"].update(
            schema={
                "type": "object",
                "properties": {
                    "window": {"type": "string"},
                    "errors": {
                        "type": "object",
                        "properties": {
                            "data": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "properties": {"code": {"type": "string"}},
                                },
                            }
                        },
                    },
                },
            }
        )
    )


def test_a_refactoring_into_components_takes_classes_away(tmp_path: Path) -> None:
    """No tool of the wire sees it: inline schemas move into components, and their classes' names go."""
    old = _inline_batch()
    new = copy.deepcopy(old)
    media = _put(new)["requestBody"]["content"]["application/json"]
    body = media["schema"]
    errors = body["properties"]["errors"]
    _schemas(new)["BatchError"] = errors["properties"]["data"]["items"]
    errors["properties"]["data"]["items"] = {"$ref": "#/components/schemas/BatchError"}
    _schemas(new)["BatchErrors"] = errors
    body["properties"]["errors"] = {"$ref": "#/components/schemas/BatchErrors"}
    _schemas(new)["CreateBatch"] = body
    media["schema"] = {"$ref": "#/components/schemas/CreateBatch"}
    comparison = _compared(tmp_path, old, new)
    assert comparison.verdict == "non-breaking"
    assert str(comparison.client_verdict) == "breaking"
    gone = [c for c in comparison.changes if c.id == "client-type-removed"]
    assert len(gone) == 3, [c.text for c in comparison.changes]


def test_a_length_that_is_not_checked_any_more_changes_no_code(tmp_path: Path) -> None:
    """116 errors for one tool, and not one file of the client differs."""
    old = _edited(lambda d: _p(d, "Book")["id"].update(minLength=1))
    comparison = _compared(tmp_path, old, _edited(lambda d: None))
    assert [c.id for c in comparison.changes] == ["response-property-min-length-decreased"] or [
        c.id for c in comparison.changes
    ] == ["response-property-min-length-unset"]
    assert (comparison.verdict, comparison.bump) == ("breaking", "patch")


def test_a_raised_length_changes_no_code(tmp_path: Path) -> None:
    comparison = _compared(
        tmp_path, BASE, _edited(lambda d: _p(d, "Book")["title"].update(maxLength=200))
    )
    assert [c.id for c in comparison.changes] == ["response-property-max-length-increased"]
    assert (comparison.verdict, comparison.bump) == ("breaking", "patch")
