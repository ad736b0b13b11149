"""Likely renames, differences in words, and commits of a real document made small."""

from __future__ import annotations

import copy
import json
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

from instep.drift.changes import Comparison


def _rename(d: Json, schema: str, old: str, new: str) -> None:
    properties = properties_of(d, schema)
    properties[new] = properties.pop(old)
    required = schemas_of(d)[schema].get("required", [])
    if old in required:
        required[required.index(old)] = new


def _path_moved(d: Json) -> None:
    d["paths"]["/volumes/{book_id}"] = d["paths"].pop("/books/{book_id}")


def _method_changed(d: Json) -> None:
    item = d["paths"]["/books/{book_id}"]
    item["patch"] = item.pop("put")


def _parameter_to_path(d: Json) -> None:
    put_of(d)["parameters"] = [{"name": "user_name", "in": "query", "schema": {"type": "string"}}]


def _all_to_path(d: Json) -> None:
    """From where `_parameter_to_path` left it: the parameter stands at the path, once."""
    item = d["paths"]["/books/{book_id}"]
    item["parameters"].append(get_of(d)["parameters"].pop(0))
    item["put"].pop("parameters", None)


# ---------------------------------------------------------------------- what may have been renamed


def _renames(comparison: Comparison) -> list[str]:
    return [c.text for c in comparison.changes if "perhaps renamed" in c.text]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: get_of(d)["parameters"][0].update(name="userName"), 'perhaps renamed to "userName"'),
        (lambda d: _rename(d, "NewBook", "pages", "page_count"), 'perhaps renamed to "page_count"'),
        (lambda d: _rename(d, "Book", "title", "name"), 'perhaps renamed to "name"'),
        (_path_moved, 'perhaps renamed to "GET /volumes/{book_id}"'),
        (_method_changed, 'perhaps renamed to "PATCH /books/{book_id}"'),
    ],
)  # fmt: skip
def test_a_likely_rename_is_named(tmp_path: Path, edit: Edit, said: str) -> None:
    """It is told as what it is, a removal, and the reader is spared the search."""
    comparison = compared(tmp_path, BASE, edited(edit))
    assert any(said in text for text in _renames(comparison)), [c.text for c in comparison.changes]


def test_a_schema_that_was_edited_and_renamed_is_found(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        renamed_schema(d)
        properties_of(d, "Volume")["new"] = {"type": "string"}
        schemas_of(d)["BookVolume"] = schemas_of(d).pop("Volume")
        text = json.dumps(d).replace("schemas/Volume", "schemas/BookVolume")
        d.clear()
        d.update(json.loads(text))

    comparison = compared(tmp_path, BASE, edited(edit))
    assert any(
        'Book: schema removed, perhaps renamed to "BookVolume"' in t for t in _renames(comparison)
    )


def test_different_things_are_no_rename(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        get_of(d)["parameters"][0]["name"] = "limit"
        get_of(d)["parameters"][0]["schema"] = {"type": "integer"}
        properties_of(d, "NewBook").pop("pages")
        properties_of(d, "NewBook")["colour"] = {"type": "string"}

    assert _renames(compared(tmp_path, BASE, edited(edit))) == []


def test_a_parameter_that_moved_is_still_an_argument(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        get_of(d)["parameters"][0]["in"] = "header"

    comparison = compared(tmp_path, BASE, edited(edit))
    assert {c.id for c in comparison.changes} == {
        "request-parameter-removed",
        "new-optional-request-parameter",
    }
    assert comparison.bump == "minor"


def test_a_parameter_may_stand_at_the_path(tmp_path: Path) -> None:
    old = edited(_parameter_to_path)
    new = copy.deepcopy(old)
    _all_to_path(new)
    assert compared(tmp_path, old, new).changes == ()


def test_words_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    def edit(d: Json) -> None:
        d["info"]["description"] = "new"
        get_of(d)["summary"] = "new"
        properties_of(d, "Book")["title"]["description"] = "new"
        properties_of(d, "NewBook")["title"]["examples"] = ["x"]

    new = edited(edit)
    assert compared(tmp_path, BASE, new).changes == ()
    comparison = compared(tmp_path, BASE, new, docs=True)
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
    old = edited(lambda d: properties_of(d, "Book").update(description={"type": "string"}))
    new = copy.deepcopy(old)
    properties_of(new, "Book")["description"]["maxLength"] = 5
    ids = [c.id for c in compared(tmp_path, old, new, docs=True).changes]
    assert ids == ["response-property-max-length-set"]


# ---------------------------------------------------------------------- commits of a real document


def _inline_batch() -> Json:
    return edited(
        lambda d: put_of(d)["requestBody"]["content"]["application/json"].update(
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
    media = put_of(new)["requestBody"]["content"]["application/json"]
    body = media["schema"]
    errors = body["properties"]["errors"]
    schemas_of(new)["BatchError"] = errors["properties"]["data"]["items"]
    errors["properties"]["data"]["items"] = {"$ref": "#/components/schemas/BatchError"}
    schemas_of(new)["BatchErrors"] = errors
    body["properties"]["errors"] = {"$ref": "#/components/schemas/BatchErrors"}
    schemas_of(new)["CreateBatch"] = body
    media["schema"] = {"$ref": "#/components/schemas/CreateBatch"}
    comparison = compared(tmp_path, old, new)
    assert comparison.verdict == "non-breaking"
    assert str(comparison.client_verdict) == "breaking"
    gone = [c for c in comparison.changes if c.id == "client-type-removed"]
    assert len(gone) == 3, [c.text for c in comparison.changes]


def test_a_length_that_is_not_checked_any_more_changes_no_code(tmp_path: Path) -> None:
    """116 errors for one tool, and not one file of the client differs."""
    old = edited(lambda d: properties_of(d, "Book")["id"].update(minLength=1))
    comparison = compared(tmp_path, old, edited(lambda d: None))
    assert [c.id for c in comparison.changes] == ["response-property-min-length-decreased"] or [
        c.id for c in comparison.changes
    ] == ["response-property-min-length-unset"]
    assert (comparison.verdict, comparison.bump) == ("breaking", "patch")


def test_a_raised_length_changes_no_code(tmp_path: Path) -> None:
    comparison = compared(
        tmp_path, BASE, edited(lambda d: properties_of(d, "Book")["title"].update(maxLength=200))
    )
    assert [c.id for c in comparison.changes] == ["response-property-max-length-increased"]
    assert (comparison.verdict, comparison.bump) == ("breaking", "patch")
