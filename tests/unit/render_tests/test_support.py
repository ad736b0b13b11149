"""What the contract tests stand on: readers of styles, bodies and streams that are not the client's."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

# Only copied, never imported by instep itself; here it is what is tested.
styles = importlib.import_module("instep.contract.styles")
bodies = importlib.import_module("instep.contract.bodies")
events = importlib.import_module("instep.contract.events")
compare = importlib.import_module("instep.contract.compare")
validity = importlib.import_module("instep.contract.validity")
sent = importlib.import_module("instep.contract.sent")
server = importlib.import_module("instep.contract.server")
cases = importlib.import_module("instep.contract.cases")

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def _parameter(style: str, explode: bool, **more: Any) -> dict[str, Any]:
    return {"name": "color", "style": style, "explode": explode, **more}


# The table of style examples (OpenAPI 3.1, section 4.8.12.4).
@pytest.mark.parametrize(
    ("style", "explode", "raw", "value"),
    [
        ("matrix", False, ";color=blue", "blue"),
        ("matrix", False, ";color=blue,black,brown", ARRAY),
        ("matrix", False, ";color=R,100,G,200,B,150", OBJECT),
        ("matrix", True, ";color=blue;color=black;color=brown", ARRAY),
        ("matrix", True, ";R=100;G=200;B=150", OBJECT),
        ("label", False, ".blue", "blue"),
        ("label", False, ".blue,black,brown", ARRAY),
        ("label", True, ".blue.black.brown", ARRAY),
        ("label", True, ".R=100.G=200.B=150", OBJECT),
        ("simple", False, "blue,black,brown", ARRAY),
        ("simple", False, "R,100,G,200,B,150", OBJECT),
        ("simple", True, "R=100,G=200,B=150", OBJECT),
        ("simple", False, "a%2Fb%20c", "a/b c"),
    ],
)
def test_path_styles(style: str, explode: bool, raw: str, value: Any) -> None:
    assert styles.in_path(_parameter(style, explode), raw, value) == value


@pytest.mark.parametrize(
    ("style", "explode", "query", "value"),
    [
        ("form", True, "color=blue", "blue"),
        ("form", False, "color=blue,black,brown", ARRAY),
        ("form", True, "color=blue&color=black&color=brown", ARRAY),
        ("form", False, "color=R,100,G,200,B,150", OBJECT),
        ("form", True, "R=100&G=200&B=150", OBJECT),
        ("spaceDelimited", False, "color=blue%20black%20brown", ARRAY),
        ("pipeDelimited", False, "color=blue%7Cblack%7Cbrown", ARRAY),
        ("deepObject", True, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150", OBJECT),
        ("form", True, "color=a+b%2Bc", "a b+c"),
        ("form", True, "color=true", True),
        ("form", True, "color=1.5", 1.5),
    ],
)
def test_query_styles(style: str, explode: bool, query: str, value: Any) -> None:
    pairs = styles.pairs_of(query)
    assert styles.in_pairs(_parameter(style, explode), pairs, value) == value
    assert pairs == []


@pytest.mark.parametrize(
    ("style", "explode", "query"),
    [
        ("form", False, "color=blue&color=black&color=brown"),
        ("form", True, "color=blue,black,brown"),
        ("form", True, "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown"),
        ("pipeDelimited", False, "color=blue,black,brown"),
    ],
)
def test_another_style_is_not_taken_for_this_one(style: str, explode: bool, query: str) -> None:
    assert styles.in_pairs(_parameter(style, explode), styles.pairs_of(query), ARRAY) != ARRAY


def test_what_is_not_sent_is_absent() -> None:
    assert styles.in_pairs(_parameter("form", True), [], "x") is styles.ABSENT


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        ({"a": [1, 2]}, {"a": [1, 2.0]}, ""),
        ({"a": 1}, {"a": True}, "/a: expected 1, found true"),
        ({"a": {"b/c": 1}}, {"a": {"b/c": 2}}, "/a/b~1c: expected 1, found 2"),
        ({"a": None}, {}, "/a: expected null, found nothing"),
        ({}, {"a": None}, "/a: expected nothing, found null"),
        ([1], [1, 2], "expected 1 items, found 2"),
    ],
)
def test_differences(expected: Any, found: Any, said: str) -> None:
    assert compare.difference(expected, found) == said


def test_multipart_is_read_part_by_part() -> None:
    content = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n\x00\xff\r\n'
        b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n--b--\r\n'
    )
    said = bodies.body_problem(
        {"kind": "multipart"},
        content,
        "multipart/form-data; boundary=b",
        {"file": b"\x00\xff", "n": 1},
    )
    assert said == ""
    said = bodies.body_problem(
        {"kind": "multipart"}, content, "multipart/form-data; boundary=b", {"file": b"\x00\xff"}
    )
    assert said == "/n: the document does not know this part"


def test_a_schema_problem_has_its_pointer() -> None:
    schemas = validity.Schemas(
        {"A": {"properties": {"b": {"$ref": "#/$defs/B"}}}, "B": {"type": "integer"}}
    )
    assert schemas.problem({"$ref": "#/$defs/A"}, {"b": 1}) == ""
    assert schemas.problem({"$ref": "#/$defs/A"}, {"b": "x"}).startswith("/b: ")


def test_written_events_are_cut_and_whole() -> None:
    answer = {"kind": "events", "events": [{"type": "a", "text": "ü\u2028"}]}
    raw = b"".join(events.written(answer)).decode()
    assert events.values({"kind": "events", "text": raw}) == answer["events"]
    assert len(events.written(answer)) == 2


def test_a_documented_stream_ends_before_done() -> None:
    text = ": hi\n\nevent: a\ndata: {\ndata: }\n\ndata: [DONE]\n\n"
    assert events.values({"kind": "events", "text": text}) == [{}]


def _read(**request: Any) -> str:
    operation: dict[str, Any] = {
        "key": "GET /a b/{id}",
        "method": "GET",
        "path": "/a b/{id}",
        "parameters": [
            {
                **_parameter("simple", False),
                "name": "id",
                "argument": "id_",
                "in": "path",
                "schema": {},
            }
        ],
        "arguments": {"id_": "x/y"},
        "credentials": [],
    }
    recorded = server.Recorded(
        **{"method": "GET", "target": "/base/a%20b/x%2Fy", "headers": (), "body": b"", **request}
    )
    reader = sent.Reader(cases.Case("c", operation, {}), recorded, {}, validity.Schemas({}))
    return str(reader.problem())


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({}, ""),
        ({"method": "POST"}, "the method is POST"),
        ({"target": "/a%20b/x%2Fy"}, "does not fit"),
        ({"target": "/base/a%20b/x/y"}, "does not fit"),
        ({"target": "/base/a%20b/z"}, "expected"),
        ({"target": "/base/a%20b/x%2Fy?spy=1"}, "the query parameter 'spy'"),
        ({"headers": (("X-Spy", "1"),)}, "the header 'x-spy'"),
        ({"headers": (("Cookie", "spy=1"),)}, "the cookie 'spy'"),
        ({"headers": (("Authorization", "Bearer x"),)}, "the header 'authorization'"),
        ({"body": b"{}"}, "a body was sent"),
    ],
)
def test_what_the_document_does_not_say_is_noticed(request_: dict[str, Any], words: str) -> None:
    said = _read(**request_)
    assert words in said
    assert bool(said) == bool(words)


def test_a_request_can_be_repeated_by_hand() -> None:
    headers = (("Host", "h"), ("X-A", "1"), ("Authorization", "Bearer it's-secret"))
    recorded = server.Recorded("POST", "/base/a?b='", headers, b'{"a": 1}')
    line = recorded.curl("http://127.0.0.1:1", {"it's-secret": "$PLACE_TOKEN"})
    assert line.startswith("curl -X POST 'http://127.0.0.1:1/base/a?b=")
    assert "-H 'X-A: 1'" in line
    assert "Host" not in line
    assert line.partition("-H ")[2].count("secret") == 0
    assert "-H 'Authorization: Bearer '\"$PLACE_TOKEN\"" in line
