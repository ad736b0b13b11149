"""Every OpenAPI parameter style, from the specification's own table, and back again."""

from __future__ import annotations

import datetime
import enum
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instep.runtime import _styles, core, spelling

# OpenAPI 3.1.1, section 4.8.12.4: style, explode, then string, array and object.
ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
PATH = [
    ("matrix", False, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("matrix", True, ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("label", False, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("label", True, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
]
QUERY = [
    ("form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("form", True, "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("spaceDelimited", False, None, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("pipeDelimited", False, None, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("deepObject", True, None, None, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "explode", "text", "array", "obj"), PATH)
def test_path_styles(style: Any, explode: bool, text: str, array: str, obj: str) -> None:
    param = spelling.Param("color", "path", style, explode)
    assert spelling.path_value(param, "blue") == text
    assert spelling.path_value(param, ARRAY) == array
    assert spelling.path_value(param, OBJECT) == obj


def test_an_empty_matrix_value_is_the_name_alone() -> None:
    assert spelling.path_value(spelling.Param("color", "path", "matrix"), "") == ";color"
    assert spelling.path_value(spelling.Param("color", "path", "label"), "") == "."


@pytest.mark.parametrize(("style", "explode", "text", "array", "obj"), QUERY)
def test_query_styles(
    style: Any, explode: bool, text: str | None, array: str | None, obj: str
) -> None:
    param = spelling.Param("color", "query", style, explode)
    for value, expected in (("blue", text), (ARRAY, array), (OBJECT, obj)):
        if expected is not None:
            assert "&".join(spelling.query_pairs(param, value)) == expected


@pytest.mark.parametrize("explode", [False, True])
def test_header_and_cookie_styles(explode: bool) -> None:
    header = spelling.Param("X", "header", explode=explode)
    assert spelling.header_value(header, ["a b", "é"]) == "a b,é"
    assert spelling.header_value(header, {"R": 1}) == ("R=1" if explode else "R,1")
    cookie = spelling.Param("c", "cookie", explode=explode)
    expected = ["c=a", "c=b"] if explode else ["c=a,b"]
    assert spelling.cookie_pairs(cookie, ["a", "b"]) == expected


def test_defaults_of_style_and_explode() -> None:
    assert (spelling.Param("a", "query").style, spelling.Param("a", "query").explode) == (
        "form",
        True,
    )
    assert (spelling.Param("a", "path").style, spelling.Param("a", "path").explode) == (
        "simple",
        False,
    )
    assert spelling.Param("a", "query", "pipeDelimited").explode is False
    assert spelling.Param("a", "query", "deepObject").explode is True


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (0, "0"),
        (10**30, "1" + "0" * 30),
        (0.1, "0.1"),
        (1e21, "1e%2B21"),
        (Colour.RED, "red"),
        (datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC), "2024-01-02T03%3A04%3A05Z"),
        (
            datetime.datetime(
                2024, 1, 2, 3, 4, 5, 600, datetime.timezone(datetime.timedelta(hours=2))
            ),
            "2024-01-02T03%3A04%3A05.000600%2B02%3A00",
        ),
        (datetime.date(2024, 1, 2), "2024-01-02"),
        ("a b+c&d=e#f/é~-._", "a%20b%2Bc%26d%3De%23f%2F%C3%A9~-._"),
        ("", ""),
    ],
)
def test_scalars(value: object, expected: str) -> None:
    assert spelling.query_pairs(spelling.Param("q", "query"), value) == [f"q={expected}"]


def test_numbers_that_json_does_not_have_are_refused() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(core.InvalidRequestError):
            spelling.query_pairs(spelling.Param("q", "query"), value)
    with pytest.raises(core.InvalidRequestError):
        spelling.query_pairs(spelling.Param("q", "query"), "\ud800")


def test_deep_objects_nest_in_brackets() -> None:
    value = {
        "a": {"b": {"c": 1}},
        "tags": ["x", "y"],
        "rows": [{"k": 1}, {"k": 2}],
        "é&": None,
    }
    pairs = spelling.query_pairs(spelling.Param("f", "query", "deepObject"), value)
    assert [unquote(pair) for pair in pairs] == [
        "f[a][b][c]=1",
        "f[tags][]=x",
        "f[tags][]=y",
        "f[rows][0][k]=1",
        "f[rows][1][k]=2",
        "f[é&]=null",
    ]
    pairs = spelling.query_pairs(spelling.Param("f", "query", "deepObject"), ["a", "b"])
    assert pairs == ["f%5B%5D=a", "f%5B%5D=b"]


def test_empty_arrays_and_objects_are_not_sent() -> None:
    for explode in (True, False):
        param = spelling.Param("q", "query", "form", explode)
        assert spelling.query_pairs(param, []) == []
        assert spelling.query_pairs(param, {}) == []


def test_allow_reserved_keeps_what_cannot_break_the_query() -> None:
    param = spelling.Param("q", "query", allow_reserved=True)
    value = ":/?@!$'()*,;=" + "#[]&+ %"
    assert spelling.query_pairs(param, value) == ["q=:/?@!$'()*,;=%23%5B%5D%26%2B%20%25"]


def test_content_parameters_are_json() -> None:
    param = spelling.Param("q", "query", content_type="application/json")
    assert spelling.query_pairs(param, {"a": ["b", None]}) == [
        "q=%7B%22a%22%3A%5B%22b%22%2Cnull%5D%7D"
    ]
    assert spelling.query_pairs(param, "x") == ["q=%22x%22"]
    plain = spelling.Param("q", "query", content_type="text/plain")
    assert spelling.query_pairs(plain, "x y") == ["q=x%20y"]


def test_a_whole_query_string() -> None:
    form = spelling.Param("q", "querystring", content_type="application/x-www-form-urlencoded")
    assert spelling.query_pairs(form, {"a": [1, 2], "b": "x y"}) == ["a=1", "a=2", "b=x%20y"]
    json = spelling.Param("q", "querystring", content_type="application/json")
    assert spelling.query_pairs(json, {"a": 1}) == ["%7B%22a%22%3A1%7D"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FLAT = st.one_of(TEXT, st.integers(), st.booleans())


@given(TEXT, st.booleans())
def test_decoding_gives_text_back(value: str, reserved: bool) -> None:
    pair = spelling.query_pairs(spelling.Param("n&=", "query", allow_reserved=reserved), value)[0]
    assert parse_qsl(pair, keep_blank_values=True) == [("n&=", value)]
    assert unquote(spelling.path_value(spelling.Param("n", "path"), value)) == value


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_decoding_gives_arrays_back(value: list[str]) -> None:
    pairs = "&".join(spelling.query_pairs(spelling.Param("q", "query"), value))
    assert [found for _, found in parse_qsl(pairs, keep_blank_values=True)] == value
    for style, mark in (("form", ","), ("spaceDelimited", "%20"), ("pipeDelimited", "%7C")):
        param = spelling.Param("q", "query", style, explode=False)  # type: ignore[arg-type]
        raw = spelling.query_pairs(param, value)[0].removeprefix("q=")
        if style == "form":
            assert [unquote(part) for part in raw.split(mark)] == value
        else:  # a value that has the mark in itself cannot be told apart: the style's own limit
            assert unquote(raw).split(unquote(mark)) == unquote(mark).join(value).split(
                unquote(mark)
            )


@given(st.dictionaries(TEXT, FLAT, min_size=1, max_size=5))
def test_decoding_gives_objects_back(value: dict[str, Any]) -> None:
    expected = [(key, _styles.text(one)) for key, one in value.items()]
    pairs = "&".join(spelling.query_pairs(spelling.Param("q", "query"), value))
    assert parse_qsl(pairs, keep_blank_values=True) == expected
    deep = "&".join(spelling.query_pairs(spelling.Param("q", "query", "deepObject"), value))
    found = parse_qsl(deep, keep_blank_values=True)
    assert [(name[2:-1], one) for name, one in found] == expected
