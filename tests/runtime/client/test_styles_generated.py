"""From the document to the socket: a generated client sends the specification's own spellings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from built import Built, build, forget

from .driver import Driver
from .echo import Echo, echoing
from .test_styles_witness import CASES

STRINGS = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "object", "additionalProperties": {"type": "integer"}}
Row = tuple[dict[str, Any], Any, str]


def schema_of(value: Any) -> dict[str, Any]:
    """A schema for a value of the table."""
    return STRINGS if isinstance(value, list) else NUMBERS if isinstance(value, dict) else {"type": "string"}  # fmt: skip


def described(location: str, value: Any, **more: Any) -> dict[str, Any]:
    """A parameter."""
    return {
        "name": "color", "in": location, "schema": schema_of(value), "required": location == "path", **more,
    }  # fmt: skip


JSON = {"application/json": {"schema": NUMBERS}}
ROWS: list[Row] = [
    *((described(location, value, style=style, explode=explode), value, expected)
      for location, style, explode, value, expected in CASES),
    (described("query", ["a", "b"]), ["a", "b"], "color=a&color=b"),
    (described("path", ["a", "b"]), ["a", "b"], "a,b"),
    (described("query", "", allowEmptyValue=True), "", "color="),
    (described("query", "a/b?", allowReserved=True), "a/b?", "color=a/b?"),
    (described("query", "a/b?"), "a/b?", "color=a%2Fb%3F"),
    ({"name": "color", "in": "query", "content": JSON}, {"R": 1}, "color=%7B%22R%22%3A1%7D"),
    ({"name": "color", "in": "header", "content": JSON}, {"R": 1}, '{"R":1}'),
    ({"name": "whole", "in": "querystring", "content": {"application/x-www-form-urlencoded": {"schema": NUMBERS}}},
     {"R": 1, "G": 2}, "R=1&G=2"),
]  # fmt: skip
# Swagger 2.0, "Parameter Object", collectionFormat.
COLLECTIONS: list[Row] = [
    ({"in": "query", "collectionFormat": "csv"}, ["a", "b c"], "color=a,b%20c"),
    ({"in": "query", "collectionFormat": "ssv"}, ["a", "b"], "color=a%20b"),
    ({"in": "query", "collectionFormat": "tsv"}, ["a", "b"], "color=a%09b"),
    ({"in": "query", "collectionFormat": "pipes"}, ["a", "b"], "color=a%7Cb"),
    ({"in": "query", "collectionFormat": "multi"}, ["a", "b"], "color=a&color=b"),
    ({"in": "query"}, ["a", "b"], "color=a,b"),
    ({"in": "path", "required": True}, ["a", "b"], "a,b"),
    ({"in": "header"}, ["a", "b"], "a,b"),
    ({"in": "path", "required": True, "collectionFormat": "ssv"}, ["a", "b"], "a%20b"),
    ({"in": "path", "required": True, "collectionFormat": "tsv"}, ["a", "b"], "a%09b"),
    ({"in": "path", "required": True, "collectionFormat": "pipes"}, ["a", "b|c"], "a%7Cb%7Cc"),
    ({"in": "header", "collectionFormat": "ssv"}, ["a", "b"], "a b"),
    ({"in": "header", "collectionFormat": "tsv"}, ["a", "b"], "a\tb"),
    ({"in": "header", "collectionFormat": "pipes"}, ["a", "b"], "a|b"),
]


def documented(rows: list[Row], **head: Any) -> str:
    """A document with an operation for each row."""
    paths: dict[str, Any] = {}
    for index, (parameter, _, _) in enumerate(rows):
        path = f"/r{index}/x{{color}}y" if parameter["in"] == "path" else f"/r{index}"
        told = {"name": "color", **parameter}
        if "swagger" in head:
            told |= STRINGS
        responses = {"200": {"description": "fine"}}
        about = {"operationId": f"op{index}", "parameters": [told], "responses": responses}
        paths[path] = {"get": about}
    return json.dumps({**head, "info": {"title": "Styles", "version": "1"}, "paths": paths})


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with echoing() as app:
        yield app


@pytest.fixture(scope="module")
def modern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("modern")
    yield build(documented(ROWS, openapi="3.2.0"), folder, "styled_modern")
    forget("styled_modern")


@pytest.fixture(scope="module")
def swagger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("swagger")
    text = documented(COLLECTIONS, swagger="2.0", host="a.test", schemes=["https"])
    yield build(text, folder, "styled_swagger")
    forget("styled_swagger")


def check(driver: Driver, echo: Echo, built: Built, rows: list[Row]) -> None:
    """Make the call of each row, and compare what the server saw."""
    kind = built.package.AsyncClient if driver.is_async else built.package.Client
    client = kind(base_url=echo.url)
    calls = {int(key.split("/")[1].removeprefix("r")): call for key, call in built.calls.items()}
    for index, (parameter, value, expected) in enumerate(rows):
        method = client
        for part in calls[index].split("."):
            method = getattr(method, part)
        driver.run(method(**{parameter.get("name", "color"): value}))
        place = parameter["in"] if parameter["in"] != "querystring" else "query"
        assert echo.seen(place, "color") == expected, (parameter, value)
    driver.run(client.close())


def test_the_table_of_the_specification(driver: Driver, echo: Echo, modern: Built) -> None:
    check(driver, echo, modern, ROWS)


def test_collection_formats_of_swagger(driver: Driver, echo: Echo, swagger: Built) -> None:
    check(driver, echo, swagger, COLLECTIONS)
