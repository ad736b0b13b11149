"""Parameters on the wire: an independent reader gets the values back, and a server the exact bytes.

The reader is the one that generated contract tests use; it shares nothing with the client.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from instep.contract import styles as witness
from instep.runtime import _styles, spelling

from .driver import Driver, operation
from .echo import Echo, echoing

EMPTY, TEXT, ARRAY, OBJECT = "", "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
NO: Any = None
# OpenAPI 3.2.0, section 4.12.6, "Style Examples", row by row: empty, string, array, object. What is
# `NO` there is "n/a" or undefined. The specification's space and pipe are percent-encoded there too.
TABLE: list[tuple[str, str, bool, Any, Any, Any, Any]] = [
    ("path", "matrix", False, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    ("path", "matrix", True, ";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"),
    ("path", "label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", False, NO, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", True, NO, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("query", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("query", "form", True, "color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, NO, NO, "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, NO, NO, "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, NO, NO, NO, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("header", "simple", False, "", "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("header", "simple", True, "", "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("cookie", "form", False, "color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"),
]  # fmt: skip
CASES = [
    (location, style, explode, value, expected)
    for location, style, explode, *row in TABLE
    for value, expected in zip((EMPTY, TEXT, ARRAY, OBJECT), row, strict=True)
    if expected is not NO
]
# Values that the table does not have: (parameter, value, what is sent).
MORE: list[tuple[spelling.Param, Any, str]] = [
    (spelling.Param("q", "query"), "a b+c&d=é/?#[]@:~", "q=a%20b%2Bc%26d%3D%C3%A9%2F%3F%23%5B%5D%40%3A~"),
    (spelling.Param("q", "query", allow_reserved=True), "a/b?c=d;e,f:g@h&i#j", "q=a/b?c=d;e,f:g@h%26i%23j"),
    (spelling.Param("q", "query"), "", "q="),  # `allowEmptyValue`
    (spelling.Param("q", "query"), ["", "x"], "q=&q=x"),
    (spelling.Param("q", "query", explode=False), ["a,b", "c d"], "q=a%2Cb,c%20d"),
    (spelling.Param("q", "query"), True, "q=true"),
    (spelling.Param("q", "query"), ["a", None, 1.5], "q=a&q=null&q=1.5"),
    (spelling.Param("a[]", "query"), [1, 2], "a%5B%5D=1&a%5B%5D=2"),
    (spelling.Param("q", "query", content_type="application/json"), {"a": [1, None]}, "q=%7B%22a%22%3A%5B1%2Cnull%5D%7D"),
    (spelling.Param("f", "query", "deepObject"), {"a": {"b": [1, 2]}}, "f%5Ba%5D%5Bb%5D%5B%5D=1&f%5Ba%5D%5Bb%5D%5B%5D=2"),
    (spelling.Param("f", "query", "deepObject"), {"r": [{"k": 1}]}, "f%5Br%5D%5B0%5D%5Bk%5D=1"),
    (spelling.Param("w", "querystring", content_type="application/json"), {"a": 1}, "%7B%22a%22%3A1%7D"),
    (spelling.Param("w", "querystring", content_type="application/x-www-form-urlencoded"), {"a": [1, 2], "b": "x"}, "a=1&a=2&b=x"),
    (spelling.Param("w", "querystring", content_type="application/jsonpath"), "$.a[?(@.b)]", "%24.a%5B%3F%28%40.b%29%5D"),
    (spelling.Param("p", "path"), "a/b?c#d%2e é", "a%2Fb%3Fc%23d%252e%20%C3%A9"),
    (spelling.Param("q", "query", "tabDelimited"), ["a b", "c"], "q=a%20b%09c"),
    (spelling.Param("p", "path"), ["a,b", "c/d"], "a%2Cb,c%2Fd"),
    (spelling.Param("p", "path", content_type="application/json"), {"a": 1}, "%7B%22a%22%3A1%7D"),
    (spelling.Param("X-H", "header"), "a b,c=d", "a b,c=d"),
    (spelling.Param("X-H", "header", content_type="application/json"), {"a": "b c"}, '{"a":"b c"}'),
    (spelling.Param("c", "cookie"), "a;b=é", "c=a%3Bb%3D%C3%A9"),
]  # fmt: skip


def spelled(param: spelling.Param, value: Any) -> str:
    """A value as the client writes it."""
    if param.location == "path":
        return spelling.fill(f"/x{{{param.name}}}y", (param,), {param.name: value})[2:-1]
    if param.location == "header":
        return spelling.header_value(param, value)
    if param.location == "cookie":
        return "; ".join(spelling.cookie_pairs(param, value))
    return "&".join(spelling.query_pairs(param, value))


def read_back(param: spelling.Param, raw: str, like: Any) -> Any:
    """What the independent reader finds."""
    described = {
        "name": param.name,
        "style": param.style,
        "explode": param.explode,
        "content": param.content_type,
    }
    if param.location == "path":
        return witness.in_path(described, raw, like)
    if param.location == "header":
        return witness.in_header(described, raw, like)
    mark = ";" if param.location == "cookie" else "&"
    return witness.in_pairs(described, witness.pairs_of(raw, mark), like)


@pytest.mark.parametrize(("location", "style", "explode", "value", "expected"), CASES)
def test_the_table_of_the_specification(
    location: Any, style: Any, explode: bool, value: Any, expected: str
) -> None:
    param = spelling.Param("color", location, style, explode)
    assert spelled(param, value) == expected
    if value != EMPTY:
        assert read_back(param, expected, value) == value


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.text(LETTERS, min_size=1, max_size=12)
NAMES = st.text("abcdefgXYZ09_-é ", min_size=1, max_size=6).filter(
    lambda name: name.strip() == name
)
SCALARS = st.one_of(
    WORDS, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)
)
STYLES = [(location, style, explode) for location, style, explode, *_ in TABLE]


def can_say(location: str, style: str, value: Any) -> bool:
    """Whether a style can express a value at all: its own marks are not escaped, by its definition."""
    texts = [
        _styles.text(one)
        for one in (value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else [value])
    ]  # fmt: skip
    if style in ("spaceDelimited", "pipeDelimited"):
        mark = " " if style == "spaceDelimited" else "|"
        return isinstance(value, list) and not any(mark in text for text in texts)
    if style == "deepObject":
        return isinstance(value, dict)
    if style == "label":
        return not any("." in text for text in texts)
    if location == "header":
        plain = all(
            text.isascii() and text.isprintable() and text.strip() == text for text in texts
        )
        many = isinstance(value, list | dict)
        return plain and not (many and any("," in text or "=" in text for text in texts))
    return True


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(STYLES),
    st.one_of(SCALARS, st.lists(WORDS, min_size=1, max_size=4), st.dictionaries(NAMES, WORDS, min_size=1, max_size=4)),
)  # fmt: skip
def test_an_independent_reader_gets_the_value_back(
    where: tuple[str, str, bool], value: Any
) -> None:
    location, style, explode = where
    assume(can_say(location, style, value))
    param = spelling.Param("color", cast("Any", location), cast("Any", style), explode)
    raw = spelled(param, value)
    assert raw.isascii()
    assert read_back(param, raw, value) == value


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with echoing() as app:
        yield app


def test_a_server_sees_exactly_these_bytes(driver: Driver, echo: Echo) -> None:
    table = [
        (
            spelling.Param("color", cast("Any", location), cast("Any", style), explode),
            value,
            expected,
        )
        for location, style, explode, value, expected in CASES
    ]
    client = driver.client(None, base_url=echo.url)
    for param, value, expected in (*table, *MORE):
        place = "query" if param.location == "querystring" else param.location
        path = f"/x{{{param.name}}}y" if place == "path" else "/x"
        op = operation("GET", path, parameters=(param,))
        driver.call(client, op, **{place: {param.name: value}})
        assert echo.seen(place, param.name) == expected, (param, value)
    driver.run(client.close())
