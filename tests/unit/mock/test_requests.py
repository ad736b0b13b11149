"""Parameters by style and bodies by media type, judged by the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from instep.ir.operation import Encoding, Style

INTS = {"type": "array", "items": {"type": "integer"}, "const": [3, 4, 5]}
RGB = {
    "type": "object",
    "properties": {n: {"type": "integer"} for n in "RGB"},
    "additionalProperties": False,
    "const": {"R": 100, "G": 200, "B": 150},
}
FIVE = {"type": "integer", "const": 5}

# Each schema admits one value only, so a request is accepted exactly if it is read as that value.
PATHS = [
    ("simple", False, FIVE, "5"),
    ("simple", False, INTS, "3,4,5"),
    ("simple", True, INTS, "3,4,5"),
    ("simple", False, RGB, "R,100,G,200,B,150"),
    ("simple", True, RGB, "R=100,G=200,B=150"),
    ("label", False, FIVE, ".5"),
    ("label", False, INTS, ".3,4,5"),
    ("label", True, INTS, ".3.4.5"),
    ("label", False, RGB, ".R,100,G,200,B,150"),
    ("label", True, RGB, ".R=100.G=200.B=150"),
    ("matrix", False, FIVE, ";p=5"),
    ("matrix", False, INTS, ";p=3,4,5"),
    ("matrix", True, INTS, ";p=3;p=4;p=5"),
    ("matrix", False, RGB, ";p=R,100,G,200,B,150"),
    ("matrix", True, RGB, ";R=100;G=200;B=150"),
    ("simple", False, {"const": "a/b,c é"}, "a%2Fb%2Cc%20%C3%A9"),
]
QUERIES = [
    ("form", True, FIVE, "p=5"),
    ("form", True, INTS, "p=3&p=4&p=5"),
    ("form", False, INTS, "p=3,4,5"),
    ("form", True, RGB, "R=100&G=200&B=150"),
    ("form", False, RGB, "p=R,100,G,200,B,150"),
    ("spaceDelimited", False, INTS, "p=3%204%205"),
    ("spaceDelimited", False, INTS, "p=3+4+5"),
    ("pipeDelimited", False, INTS, "p=3|4|5"),
    ("pipeDelimited", False, INTS, "p=3%7C4%7C5"),
    ("pipeDelimited", False, RGB, "p=R|100|G|200|B|150"),
    ("deepObject", True, RGB, "p[R]=100&p[G]=200&p%5BB%5D=150"),
    (
        "deepObject",
        True,
        {"type": "object", "const": {"a": {"b": ["1", "2"]}}},
        "p[a][b][]=1&p[a][b][]=2",
    ),
    ("form", True, {"const": "a b&c=d+e,f"}, "p=a+b%26c%3Dd%2Be,f"),
    ("form", True, {"type": "boolean", "const": True}, "p=true"),
    ("form", True, {"type": ["integer", "string"], "const": "5"}, "p=5"),
    ("form", False, {"oneOf": [{"type": "string", "maxLength": 1}, INTS]}, "p=3,4,5"),
    ("form", True, {"type": "array", "const": []}, "p="),
]


@pytest.mark.parametrize(("style", "explode", "schema", "raw"), PATHS)
def test_path_styles(
    build: Any, ask: Callable[..., Any], style: str, explode: bool, schema: Any, raw: str
) -> None:
    parameter = build.parameter("p", "path", schema, style, explode=explode)
    api = build.api(build.operation("GET /x/{p}", parameter))
    assert ask(api, "GET", f"/x/{raw}").faults == ()
    assert ask(api, "GET", f"/x/{raw}9").status == 400


@pytest.mark.parametrize(("style", "explode", "schema", "raw"), QUERIES)
def test_query_styles(
    build: Any, ask: Callable[..., Any], style: str, explode: bool, schema: Any, raw: str
) -> None:
    parameter = build.parameter("p", "query", schema, style, explode=explode, required=True)
    api = build.api(build.operation("GET /x", parameter))
    assert (
        ask(api, "GET", f"/x?undocumented=1&{raw}" if "R=" not in raw else f"/x?{raw}").faults == ()
    )
    reply = ask(api, "GET", "/x")
    assert [(f.where, f.pointer, f.reason) for f in reply.faults] == [
        ("query", "/p", "required, and missing")
    ]


@pytest.mark.parametrize(
    ("explode", "schema", "raw"),
    [
        (False, INTS, "3, 4,5"),
        (False, RGB, "R,100,G,200,B,150"),
        (True, RGB, "R=100,G=200,B=150"),
        (False, {"const": "a%20b"}, "a%20b"),
    ],
)
def test_headers(build: Any, ask: Callable[..., Any], explode: bool, schema: Any, raw: str) -> None:
    parameter = build.parameter("X-P", "header", schema, explode=explode, required=True)
    api = build.api(build.operation("GET /x", parameter))
    assert ask(api, "GET", "/x", {"X-P": raw}).faults == ()
    assert ask(api, "GET", "/x", {"X-P": raw + "9"}).status == 400
    assert ask(api, "GET", "/x").status == 400


def test_cookies(build: Any, ask: Callable[..., Any]) -> None:
    one = build.parameter("n", "cookie", FIVE, required=True)
    many = build.parameter("ids", "cookie", INTS, explode=False)
    api = build.api(build.operation("GET /x", one, many))
    assert ask(api, "GET", "/x", {"Cookie": "other=1; n=5; ids=3,4,5"}).faults == ()
    assert ask(api, "GET", "/x", {"Cookie": "n=6"}).faults[0].pointer == "/n"


def test_a_parameter_with_content_is_json(build: Any, ask: Callable[..., Any]) -> None:
    parameter = build.parameter(
        "f", "query", {"const": {"a": [1]}}, content_type="application/json"
    )
    api = build.api(build.operation("GET /x", parameter))
    assert ask(api, "GET", "/x?f=%7B%22a%22:[1]%7D").faults == ()
    assert "not JSON" in ask(api, "GET", "/x?f=nope").faults[0].reason


def test_json_bodies(build: Any, ask: Callable[..., Any]) -> None:
    schema = {"$ref": "#/components/schemas/Order"}
    order = {
        "type": "object",
        "required": ["id", "items"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "items": {"type": "array", "items": {"type": "object", "required": ["n"]}},
            "mode": {"enum": ["a", "b"]},
        },
    }
    api = build.api(
        build.operation("POST /x", body=(build.media(schema),)), schemas={"Order": order}
    )

    def pointers(body: Any) -> list[str]:
        return [fault.pointer for fault in ask(api, "POST", "/x", body=body).faults]

    assert pointers({"items": [], "undocumented": 1}) == []
    assert pointers({}) == ["/items"]
    assert pointers({"items": [{"n": 1}, {}]}) == ["/items/1/n"]
    assert pointers({"items": [], "mode": "c"}) == ["/mode"]
    assert pointers([]) == [""]
    assert ask(api, "POST", "/x").faults[0].reason == "a request body is required"
    json = {"Content-Type": "application/json"}
    for wrong in (b"{", b"NaN", b"[" * 100_000, b"\xff", b"1" * 5000):
        assert ask(api, "POST", "/x", json, wrong).status == 400
    assert ask(api, "POST", "/x", {"Content-Type": "text/csv"}, b"a").status == 415


def test_the_nearest_variant_says_what_is_wrong(build: Any, ask: Callable[..., Any]) -> None:
    schema = {
        "oneOf": [
            {
                "type": "object",
                "required": ["type", "text"],
                "properties": {"type": {"const": "t"}, "text": {"type": "string"}},
            },
            {"type": "object", "required": ["type", "url"], "properties": {"type": {"const": "u"}}},
        ]
    }
    api = build.api(build.operation("POST /x", body=(build.media(schema),)))
    assert ask(api, "POST", "/x", body={"type": "t", "text": 1}).faults[0].pointer == "/text"
    assert ask(api, "POST", "/x", body={"type": "u"}).faults[0].pointer == "/url"
    assert ask(api, "POST", "/x", body={"type": "zzz"}).faults[0].pointer == "/type"


def test_forms(build: Any, ask: Callable[..., Any]) -> None:
    schema = {
        "type": "object",
        "required": ["n"],
        "properties": {
            "n": FIVE,
            "ids": INTS,
            "meta": {"type": "object", "const": {"k": "v"}},
            "piped": INTS,
        },
    }
    media = build.media(
        schema,
        "application/x-www-form-urlencoded",
        encoding=(
            Encoding("meta", style=Style.DEEP_OBJECT, explode=True),
            Encoding("piped", style=Style.PIPE_DELIMITED, explode=False),
        ),
    )
    api = build.api(build.operation("POST /x", body=(media,)))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    good = b"n=5&ids=3&ids=4&ids=5&meta[k]=v&piped=3%7C4%7C5"
    assert ask(api, "POST", "/x", kind, good).faults == ()
    assert ask(api, "POST", "/x", kind, b"n=6").faults[0].pointer == "/n"
    assert ask(api, "POST", "/x", kind, b"").faults[0].pointer == "/n"


def test_multipart(build: Any, ask: Callable[..., Any]) -> None:
    schema = {
        "type": "object",
        "required": ["file", "meta"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "meta": {"type": "object", "required": ["a"]},
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        },
    }
    api = build.api(build.operation("POST /x", body=(build.media(schema, "multipart/form-data"),)))
    kind = {"Content-Type": "multipart/form-data; boundary=B"}
    file = b'--B\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n\x00\xff\r\n'
    meta = (
        b'--B\r\nContent-Disposition: form-data; name="meta"\r\n'
        b'Content-Type: application/json\r\n\r\n{"a": 1}\r\n'
    )
    tag = b'--B\r\nContent-Disposition: form-data; name="tags"\r\n\r\nt\r\n'
    end = b"--B--\r\n"
    assert ask(api, "POST", "/x", kind, file + meta + tag + tag + end).faults == ()
    assert ask(api, "POST", "/x", kind, file + end).faults[0].pointer == "/meta"
    assert ask(api, "POST", "/x", kind, file + meta + tag + end).faults[0].pointer == "/tags"
    assert "not multipart" in ask(api, "POST", "/x", kind, file).faults[0].reason
    no_boundary = {"Content-Type": "multipart/form-data"}
    assert "boundary" in ask(api, "POST", "/x", no_boundary, file + end).faults[0].reason


def test_text_and_bytes(build: Any, ask: Callable[..., Any]) -> None:
    text = build.media({"type": "string", "maxLength": 2}, "text/plain")
    api = build.api(build.operation("PUT /x", body=(text, build.media(True, "image/png"))))
    assert ask(api, "PUT", "/x", {"Content-Type": "text/plain"}, "é!".encode()).faults == ()
    assert ask(api, "PUT", "/x", {"Content-Type": "text/plain"}, b"abc").status == 400
    assert ask(api, "PUT", "/x", {"Content-Type": "text/plain; charset=rot13"}, b"a").status == 400
    assert ask(api, "PUT", "/x", {"Content-Type": "image/png"}, b"\x00").faults == ()


@pytest.mark.parametrize(
    ("format_", "value", "allowed"),
    [
        ("int32", 2**31 - 1, True),
        ("int32", 2**31, False),
        ("int32", -(2**31) - 1, False),
        ("int64", 2**31, True),
        ("int64", 2**63, False),
        ("uint8", -1, False),
        ("uint8", 255, True),
        ("other", 2**80, True),
    ],
)
def test_formats_of_integers_have_bounds(
    build: Any, ask: Callable[..., Any], format_: str, value: int, allowed: bool
) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "format": format_}}}
    api = build.api(build.operation("POST /x", body=(build.media(schema),)))
    assert (ask(api, "POST", "/x", body={"n": value}).status < 300) is allowed
