"""Edits that people make to documents, judged for the wire and for the client, each as a whole."""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shelf import (
    BASE,
    Edit,
    Json,
    compared,
    edited,
    get_of,
    properties_of,
    put_of,
    renamed_schema,
    schemas_of,
)


def _to_components(d: Json) -> None:
    parameters = get_of(d)["parameters"]
    d["components"]["parameters"] = {"User": parameters[0]}
    parameters[0] = {"$ref": "#/components/parameters/User"}
    d["components"]["responses"] = {"Book": get_of(d)["responses"]["200"]}
    get_of(d)["responses"]["200"] = {"$ref": "#/components/responses/Book"}
    d["components"]["requestBodies"] = {"Put": put_of(d)["requestBody"]}
    put_of(d)["requestBody"] = {"$ref": "#/components/requestBodies/Put"}


def _wrapped(d: Json) -> None:
    schemas_of(d)["Book"] = {"allOf": [schemas_of(d)["Book"]]}


def _two_parts(d: Json) -> None:
    schemas_of(d)["Signed"] = {
        "allOf": [{"$ref": "#/components/schemas/Book"}, {"properties": {"by": {"type": "string"}}}]
    }


def _split(d: Json) -> None:
    whole = schemas_of(d)["NewBook"]
    names = list(whole["properties"])
    parts = [
        {"type": "object", "properties": {n: whole["properties"][n] for n in some}}
        for some in (names[:2], names[2:])
    ]
    schemas_of(d)["NewBook"] = {"allOf": [*parts, {"required": ["title"]}]}


def _nullable(d: Json) -> None:
    properties_of(d, "Book")["isbn"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _case(d: Json) -> None:
    get_of(d)["parameters"][1]["name"] = "x-trace"
    content = get_of(d)["responses"]["200"]["content"]
    content["Application/JSON"] = content.pop("application/json")


def _reordered(d: Json) -> None:
    for schema in schemas_of(d).values():
        schema["properties"] = dict(reversed(schema["properties"].items()))
        schema["required"] = list(reversed(schema.get("required", [])))
    get_of(d)["parameters"].reverse()
    d["paths"]["/books/{book_id}"] = dict(reversed(d["paths"]["/books/{book_id}"].items()))


def _const(d: Json) -> None:
    properties_of(d, "Book")["shelf"] = {"oneOf": [{"const": "fiction"}, {"const": "other"}]}


def _lent_of(d: Json) -> Json:
    return d["webhooks"]["lent"]["post"]


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
    ("title and examples", lambda d: properties_of(d, "NewBook")["title"].update(examples=["x"]), "none", "none"),
    ("minLength of nothing", lambda d: properties_of(d, "NewBook")["title"].update(minLength=0), "none", "none"),
    ("unknown extension", lambda d: get_of(d).update({"x-internal": True}), "none", "none"),
    ("enum as constants", _const, "none", "none"),
    ("two of a kind, one wrapped", lambda d: (_two_parts(d), _wrapped(d)), "non-breaking", "compatible"),
    # Only names.
    ("schema renamed", renamed_schema, "non-breaking", "breaking"),
    ("path parameter renamed", _path_parameter, "non-breaking", "breaking"),
    ("operationId", lambda d: get_of(d).update(operationId="fetchBook"), "non-breaking", "none"),
    ("tag", lambda d: get_of(d).update(tags=["shelves"]), "non-breaking", "none"),
    # What is sent.
    ("optional query", lambda d: get_of(d)["parameters"].append(
        {"name": "q", "in": "query", "schema": {"type": "string"}}), "non-breaking", "compatible"),
    ("required cookie", lambda d: get_of(d)["parameters"].append(
        {"name": "c", "in": "cookie", "required": True, "schema": {"type": "string"}}),
     "breaking", "breaking"),
    ("ignored header", lambda d: get_of(d)["parameters"].append(
        {"name": "Content-Type", "in": "header", "required": True, "schema": {"type": "string"}}),
     "none", "none"),
    ("enum inside items loses a value",
     lambda d: get_of(d)["parameters"][2]["schema"]["items"].update(enum=["a"]), "breaking", "breaking"),
    ("not exploded", lambda d: get_of(d)["parameters"][2].update(explode=False), "breaking", "compatible"),
    ("query to header", lambda d: get_of(d)["parameters"][0].update({"in": "header"}),
     "non-breaking", "compatible"),
    ("property deep inside removed", lambda d: properties_of(d, "NewBook")["author"]["properties"].clear(),
     "non-breaking", "breaking"),
    ("required read-only property", lambda d: (
        properties_of(d, "NewBook").update(id={"type": "string", "readOnly": True}),
        schemas_of(d)["NewBook"]["required"].append("id")), "non-breaking", "compatible"),
    ("other values in a map", lambda d: properties_of(d, "NewBook")["labels"].update(
        additionalProperties={"type": "integer"}), "breaking", "breaking"),
    ("required property", lambda d: (properties_of(d, "NewBook").update(id={"type": "string"}),
        schemas_of(d)["NewBook"]["required"].append("id")), "breaking", "breaking"),
    ("closed", lambda d: schemas_of(d)["NewBook"].update(additionalProperties=False),
     "breaking", "compatible"),
    ("integer to number", lambda d: properties_of(d, "NewBook")["pages"].update(type="number"),
     "non-breaking", "compatible"),
    ("smaller bound", lambda d: properties_of(d, "NewBook")["pages"].update(minimum=5), "breaking", "none"),
    ("value added", lambda d: properties_of(d, "NewBook")["format"]["enum"].append("ebook"),
     "non-breaking", "compatible"),
    ("value removed", lambda d: properties_of(d, "NewBook")["format"]["enum"].pop(), "breaking", "breaking"),
    ("body optional", lambda d: put_of(d)["requestBody"].update(required=False),
     "non-breaking", "compatible"),
    ("another media type", lambda d: put_of(d)["requestBody"]["content"].update(
        {"application/xml": {"schema": {"type": "string"}}}), "non-breaking", "compatible"),
    # What is received.
    ("error body", lambda d: properties_of(d, "Problem").clear(), "non-breaking", "breaking"),
    ("error status", lambda d: get_of(d)["responses"].update({"429": {"description": "d"}}),
     "non-breaking", "compatible"),
    ("bound loosened", lambda d: properties_of(d, "Book")["title"].pop("maxLength"), "breaking", "none"),
    ("integer to number, received", lambda d: properties_of(d, "Book")["page"].update(type="number"),
     "breaking", "breaking"),
    ("anything, received", lambda d: properties_of(d, "Book").update(title={}), "breaking", "breaking"),
    ("date", lambda d: properties_of(d, "Book")["id"].update(format="date-time"), "non-breaking", "breaking"),
    ("mail address", lambda d: properties_of(d, "Book")["id"].update(format="email"), "non-breaking", "none"),
    ("recursive property", lambda d: properties_of(d, "Book").pop("parts"), "non-breaking", "breaking"),
    ("write-only property", lambda d: properties_of(d, "Book").pop("secret"), "non-breaking", "breaking"),
    ("open enum grows", lambda d: properties_of(d, "Book")["shelf"]["enum"].append("new"),
     "breaking", "compatible"),
    ("not required any more", lambda d: schemas_of(d)["Book"]["required"].remove("title"),
     "breaking", "breaking"),
    ("null no more", lambda d: properties_of(d, "Book")["isbn"].update(type="string"),
     "non-breaking", "compatible"),
    ("204 becomes 200 with a body", lambda d: put_of(d).update(
        responses={"200": get_of(d)["responses"]["200"]}), "breaking", "breaking"),
    # Who may call, and where.
    ("anybody may call", lambda d: d.update(security=[]), "non-breaking", "compatible"),
    ("another scope", lambda d: d.update(security=[{"key": ["admin"]}]), "breaking", "none"),
    ("another host", lambda d: d["servers"][0].update(url="https://evil.example"),
     "non-breaking", "breaking"),
    # What the API sends by itself.
    ("webhook's required property removed", lambda d: (properties_of(d, "Lent").pop("to"),
        schemas_of(d)["Lent"].pop("required")), "breaking", "breaking"),
    ("webhook's property added", lambda d: properties_of(d, "Lent").update(x={"type": "string"}),
     "non-breaking", "compatible"),
    ("webhook removed", lambda d: d.pop("webhooks"), "breaking", "breaking"),
    ("callback's property removed", lambda d: properties_of(d, "Read").pop("by"), "non-breaking", "breaking"),
    ("callback removed", lambda d: put_of(d).pop("callbacks"), "non-breaking", "none"),
    ("callback added", lambda d: get_of(d).update(callbacks={"x": {"{$url}": {"post": {
        "responses": {}}}}}), "non-breaking", "none"),
    ("webhook's answer holds more", lambda d: _lent_of(d)["responses"]["200"].update(content={
        "application/json": {"schema": {"type": "object", "required": ["ok"]}}}), "none", "none"),
    ("webhook is a PUT", lambda d: d["webhooks"]["lent"].update(put=d["webhooks"]["lent"].pop("post")),
     "breaking", "breaking"),
    ("webhook's media type", lambda d: _lent_of(d)["requestBody"]["content"].update({
        "text/xml": _lent_of(d)["requestBody"]["content"].pop("application/json")}), "breaking", "breaking"),
    ("webhook wants another answer", lambda d: _lent_of(d).update(responses={"202": {"description": "d"}}),
     "breaking", "breaking"),
    ("webhook's header", lambda d: _lent_of(d).update(parameters=[
        {"name": "X-Sent", "in": "header", "schema": {"type": "string"}}]), "non-breaking", "compatible"),
    ("link added", lambda d: get_of(d)["responses"]["200"].update(
        links={"self": {"operationId": "getBook"}}), "non-breaking", "none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "wire", "client"), [s[1:] for s in SCENARIOS], ids=[s[0] for s in SCENARIOS]
)
def test_an_edit(tmp_path: Path, edit: Edit, wire: str, client: str) -> None:
    comparison = compared(tmp_path, BASE, edited(edit))
    said = [(c.id, str(c.level), str(c.client.level)) for c in comparison.changes]
    assert (comparison.verdict, str(comparison.client_verdict)) == (wire, client), said


def _beside(item: Json, name: str) -> Json:
    """The same operations below a path that differs in the name of its parameter alone."""
    made = copy.deepcopy(item)
    made["parameters"][0]["name"] = name
    for method in ("get", "put"):
        made[method]["operationId"] += name
    return made


def test_paths_that_differ_in_a_name_alone_are_told_apart(tmp_path: Path) -> None:
    """Some documents have such paths, in whatever order."""
    path, item = next(iter(BASE["paths"].items()))
    other, twin = "/books/{isbn}", _beside(item, "isbn")
    old = {**BASE, "paths": {path: item, other: twin}}
    new = {**BASE, "paths": {other: twin, path: item}}
    assert compared(tmp_path, old, new).changes == ()
    assert {c.id for c in compared(tmp_path, old, BASE).changes} >= {
        "api-path-removed-without-deprecation"
    }


def test_a_wrapper_is_no_member(tmp_path: Path) -> None:
    """Where something else changed too, that alone is told."""

    def edit(d: Json) -> None:
        properties_of(d, "NewBook")["pages"].update(minimum=5)
        schemas_of(d)["NewBook"] = {"allOf": [schemas_of(d)["NewBook"]]}

    (change,) = compared(tmp_path, BASE, edited(edit)).changes
    assert change.id == "request-property-min-increased"


def test_what_a_condition_asks_for_is_no_argument(tmp_path: Path) -> None:
    """The client takes any map where a map was, whatever is asked of its keys."""

    def edit(d: Json, needed: list[str]) -> None:
        asked = {"required": needed, "properties": {name: {"type": "string"} for name in needed}}
        properties_of(d, "NewBook")["labels"].update({"if": {"required": ["a"]}, "then": asked})

    sides = [edited(lambda d, names=names: edit(d, names)) for names in (["b"], ["b", "c"])]
    (change,) = compared(tmp_path, *sides).changes
    assert (change.id, str(change.client.level)) == ("new-required-request-property", "compatible")
