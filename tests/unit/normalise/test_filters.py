"""Filters: which operations stay, and what goes with those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Normalise

_ANSWER = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
PATHS: dict[str, Any] = {
    "/a": {"get": {"tags": ["alpha"], "responses": {"200": _ANSWER}}, "post": {"tags": ["beta"]}},
    "/a/b": {"get": {"tags": ["beta", "old"]}},
    "/c": {"get": {}},
}
SCHEMAS: dict[str, Any] = {
    "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
    "B": {},
    "C": {},
}


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, ["GET /a", "POST /a", "GET /a/b", "GET /c"]),
        ({"include_tags": ("alpha",)}, ["GET /a"]),
        ({"include_tags": ("*a",), "exclude_tags": ("old",)}, ["GET /a", "POST /a"]),
        ({"exclude_paths": ("/a*",)}, ["GET /c"]),
        ({"include_paths": ("GET /a",)}, ["GET /a"]),
        ({"include_tags": ("alpha",), "include_paths": ("/c",)}, ["GET /a", "GET /c"]),
    ],
)
def test_operations(
    normalised: Normalise, filters: dict[str, tuple[str, ...]], kept: list[str]
) -> None:
    assert list(normalised(SCHEMAS, PATHS, filters=filters).calls) == kept


def test_orphans_go_with_their_operations(normalised: Normalise) -> None:
    assert normalised(SCHEMAS, PATHS, filters={"include_tags": ("alpha",)}).names == ["A", "B"]


def test_a_pattern_that_matches_nothing_is_said(normalised: Normalise) -> None:
    assert normalised(SCHEMAS, PATHS, filters={"exclude_tags": ("gone",)}).codes == [
        "filter-unused"
    ]


def test_filters_that_leave_nothing_are_an_error(normalised: Normalise) -> None:
    found = normalised(SCHEMAS, PATHS, filters={"include_paths": ("/gone",)}).found
    assert [str(d.severity) for d in found] == ["error", "warning"]
    nothing_to_leave = normalised(SCHEMAS, {}, filters={"exclude_paths": ("/a",)}).found
    assert [str(d.severity) for d in nothing_to_leave] == ["warning"]


def test_a_tag_stands_for_those_that_are_nested_in_it(normalised: Normalise) -> None:
    tags = [{"name": "alpha", "parent": "top"}, {"name": "beta", "parent": "alpha"}]
    kept = normalised(SCHEMAS, PATHS, tags=tags, filters={"include_tags": ("top",)}).calls
    assert list(kept) == ["GET /a", "POST /a", "GET /a/b"]
