"""Pagination: what is plain is recognised, what is only likely is left alone, and the user decides."""

from __future__ import annotations

from typing import Any

import pytest

from instep.diagnostics import Severity
from instep.ir.paging import Pagination

from .conftest import Normalise, Result

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
FLAG = {"type": "boolean"}
URL = {"type": "string", "format": "uri"}
THINGS = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
THING = {"type": "object", "properties": {"id": TEXT}}


def box(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def documents(
    parameters: dict[str, Any], answer: dict[str, Any], *, method: str = "get", **given: Any
) -> dict[str, Any]:
    """The paths of a document with one operation."""
    operation: dict[str, Any] = {
        "responses": {
            "200": {
                "description": "",
                "content": {"application/json": {"schema": answer}},
                **given.pop("response", {}),
            }
        },
        **given,
    }
    if method == "get":
        operation["parameters"] = [
            {"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()
        ]
    else:
        content = {"application/json": {"schema": box(**parameters)}}
        operation["requestBody"] = {"content": content}
    return {"/things": {method: operation}}


def read(normalised: Normalise, *given: Any, **more: Any) -> Pagination | None:
    result: Result = normalised({"Thing": THING}, documents(*given, **more))
    return result.api.operations[0].pages


CURSORS = [
    ({"cursor": TEXT}, box(data=THINGS, next_cursor=TEXT), "cursor", ("next_cursor",)),
    ({"page_token": TEXT}, box(data=THINGS, nextPageToken=TEXT), "page_token", ("nextPageToken",)),
    ({"nextToken": TEXT}, box(data=THINGS, nextToken=TEXT), "nextToken", ("nextToken",)),
    ({"after": TEXT}, box(data=THINGS, last_id=TEXT, has_more=FLAG), "after", ("last_id",)),
    ({"page[cursor]": TEXT}, box(data=THINGS, meta=box(nextCursor=TEXT)), "page[cursor]",
     ("meta", "nextCursor")),
    ({"offset": TEXT, "limit": NUMBER}, box(data=THINGS, next_page=box(offset=TEXT, uri=URL)),
     "offset", ("next_page", "offset")),
    ({"after": TEXT}, box(results=THINGS, paging=box(next=box(after=TEXT, link=TEXT))), "after",
     ("paging", "next", "after")),
    ({"page": TEXT}, box(data=THINGS, next_page=TEXT), "page", ("next_page",)),
    ({"cursor": NUMBER}, box(data=THINGS, next_cursor=NUMBER), "cursor", ("next_cursor",)),
    ({"cursor": TEXT}, box(data=THINGS, next={"type": ["string", "null"]}), "cursor", ("next",)),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "answer", "argument", "following"), CURSORS)
def test_a_cursor_goes_into_the_argument_of_its_name(
    normalised: Normalise, parameters: Any, answer: Any, argument: str, following: Any
) -> None:
    pages = read(normalised, parameters, answer)
    assert pages is not None
    assert (pages.style, pages.argument, pages.next) == ("cursor", (argument,), following)
    assert pages.items == (("results",) if "results" in answer["properties"] else ("data",))


def test_a_cursor_may_go_into_the_body(normalised: Normalise) -> None:
    answer = box(results=THINGS, next_cursor=TEXT, has_more=FLAG)
    pages = read(normalised, {"start_cursor": TEXT, "query": TEXT}, answer, method="post")
    assert pages is not None
    assert (pages.argument, pages.in_body, pages.more) == (("start_cursor",), True, ("has_more",))


OTHERS = [
    ("last-id", {"after": TEXT}, box(data=THINGS, has_more=FLAG), {"more": ("has_more",)}),
    ("last-id", {"starting_after": TEXT}, box(data=THINGS, has_more=FLAG), {"next": ("id",)}),
    ("offset", {"offset": NUMBER, "limit": NUMBER}, THINGS, {"items": (), "start": 0}),
    ("offset", {"skip": NUMBER, "top": NUMBER}, box(d=THINGS, total=NUMBER), {"last": ("total",)}),
    ("offset", {"startIndex": {**NUMBER, "default": 1}, "count": NUMBER, "limit": NUMBER},
     box(Resources=THINGS, totalResults=NUMBER), {"start": 1, "last": ("totalResults",)}),
    ("page", {"page": {**NUMBER, "default": 1}, "per_page": NUMBER}, THINGS, {"start": 1}),
    ("page", {"page": {**NUMBER, "default": 0}, "size": NUMBER}, THINGS, {"start": 0}),
    ("page", {"page": {**NUMBER, "minimum": 1}, "per_page": NUMBER}, THINGS, {"start": 1}),
    ("page", {"page": NUMBER, "pageSize": NUMBER}, box(a=THINGS, pagination=box(
        page=NUMBER, pageCount=NUMBER)),
     {"next": ("pagination", "page"), "last": ("pagination", "pageCount")}),
    ("url", {"limit": NUMBER}, box(next=URL, results=THINGS), {"next": ("next",)}),
    ("url", {}, box(links=box(next=TEXT), results=THINGS), {"next": ("links", "next")}),
    ("url", {}, box(links=box(pages=box(next=TEXT)), d=THINGS), {"next": ("links", "pages", "next")}),
    ("url", {}, box(_links=box(next=box(href=TEXT)), _embedded=box(things=THINGS)),
     {"next": ("_links", "next", "href"), "items": ("_embedded", "things")}),
    ("url", {}, box(value=THINGS, **{"@odata.nextLink": TEXT}), {"next": ("@odata.nextLink",)}),
    ("url", {}, box(a=THINGS, next={**TEXT, "examples": ["/a?p=2"]}), {"next": ("next",)}),
]  # fmt: skip


@pytest.mark.parametrize(("style", "parameters", "answer", "facts"), OTHERS)
def test_what_is_plain_is_recognised(
    normalised: Normalise, style: str, parameters: Any, answer: Any, facts: dict[str, Any]
) -> None:
    pages = read(normalised, parameters, answer)
    assert pages is not None
    assert pages.style == style
    assert {name: getattr(pages, name) for name in facts} == facts


def test_a_documented_link_header_wins_over_numbers(normalised: Normalise) -> None:
    headers = {"headers": {"link": {"schema": TEXT}}}
    numbers = {"page": {**NUMBER, "default": 1}, "per_page": NUMBER}
    pages = read(normalised, numbers, THINGS, response=headers)
    assert pages is not None
    assert (pages.style, pages.argument) == ("link", ())
    assert read(normalised, {"q": TEXT}, THINGS, response=headers) is None


LIKELY = {
    "a page whose first number is not said": ({"page": NUMBER, "per_page": NUMBER}, THINGS),
    "an odd first number": ({"page": {**NUMBER, "default": 7}, "per_page": NUMBER}, THINGS),
    "an offset without a size": ({"offset": NUMBER}, THINGS),
    "a start index that may be 0 or 1": ({"start": NUMBER, "limit": NUMBER}, THINGS),
    "a next that may be URL or token": ({"limit": NUMBER}, box(data=THINGS, next=TEXT)),
    "a cursor that nothing takes": ({"limit": NUMBER}, box(data=THINGS, next_cursor=TEXT)),
    "an argument of another type": ({"cursor": NUMBER}, box(data=THINGS, next_cursor=TEXT)),
    "ids without a flag for more": ({"after": TEXT}, box(data=THINGS)),
    "an after of another type": ({"after": NUMBER}, box(data=THINGS, has_more=FLAG)),
    "two arrays, neither named": ({"cursor": TEXT}, box(a=THINGS, b=THINGS, next_cursor=TEXT)),
    "no array": ({"cursor": TEXT}, box(next_cursor=TEXT)),
    "a limit alone": ({"limit": NUMBER}, THINGS),
    "a property that a page has for itself": (
        {"cursor": TEXT},
        box(data=THINGS, next_cursor=TEXT, has_next_page=FLAG),
    ),
}


@pytest.mark.parametrize("case", LIKELY)
def test_what_is_only_likely_is_left_alone(normalised: Normalise, case: str) -> None:
    assert read(normalised, *LIKELY[case]) is None


def test_several_kinds_of_answer_are_no_pages(normalised: Normalise) -> None:
    paths = documents({"cursor": TEXT}, box(data=THINGS, next_cursor=TEXT))
    paths["/things"]["get"]["responses"]["206"] = {
        "description": "",
        "content": {"application/json": {"schema": box(other=TEXT)}},
    }
    assert normalised({"Thing": THING}, paths).api.operations[0].pages is None


def test_the_array_named_after_the_path_or_by_custom_is_it(normalised: Normalise) -> None:
    for name in ("things", "Things", "data"):
        answer = box(warnings={"type": "array", "items": TEXT}, next_cursor=TEXT, **{name: THINGS})
        pages = read(normalised, {"cursor": TEXT}, answer)
        assert pages is not None
        assert pages.items == (name,)


def chosen(normalised: Normalise, entry: Any, key: str = "GET /things") -> Result:
    answer = box(a=THINGS, b=THINGS, meta=box(resume=TEXT, last=NUMBER))
    paths = documents({"from": TEXT}, answer)
    return normalised({"Thing": THING}, paths, filters={"pagination": {key: entry}})


def test_the_configuration_decides(normalised: Normalise) -> None:
    entry = {"style": "cursor", "parameter": "from", "items": "b", "next": "/meta/resume"}
    result = chosen(normalised, entry)
    pages = result.api.operations[0].pages
    assert pages is not None
    assert (pages.items, pages.next, pages.configured) == (("b",), ("meta", "resume"), True)
    assert result.codes == []
    paths = documents({"cursor": TEXT}, box(data=THINGS, next_cursor=TEXT))
    refused = normalised({"Thing": THING}, paths, filters={"pagination": {"GET /things": False}})
    assert refused.api.operations[0].pages is None


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"style": "cursor", "parameter": "from", "next": "/meta/resume"}, "say with `items`"),
        ({"style": "cursor", "parameter": "from", "items": "c", "next": "x"}, "no array at c"),
        ({"style": "cursor", "parameter": "form", "items": "b", "next": "/meta/resume"},
         "neither its query nor its body has"),
        ({"style": "cursor", "parameter": "from", "items": "b"}, "needs `next`"),
        ({"style": "cursor", "items": "b", "next": "/meta/resume"}, "needs `parameter`"),
        ({"style": "url", "parameter": "from", "items": "b", "next": "x"}, "has no `parameter`"),
        ({"style": "url", "items": "b", "next": "/meta/other"}, "no meta/other there"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_an_error(normalised: Normalise, entry: Any, message: str) -> None:
    result = chosen(normalised, entry)
    (fault,) = result.found
    assert (str(fault.code), fault.severity) == ("pagination-invalid", Severity.ERROR)
    assert message in fault.message
    assert "GET /things" in fault.message
    assert result.api.operations[0].pages is None


def test_a_key_of_no_operation_is_a_warning(normalised: Normalise) -> None:
    assert chosen(normalised, False, "GET /thing").codes == ["override-unused"]
