"""JSON is read as JSON, and its nodes are found without reading it all again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instep.document import jsontext
from instep.document.pointers import Tokens

TEXT = """{
  "openapi": "3.1.0",
  "a/b": {"x": [10, {"y\\u0041": "}]\\"["}, []], "empty": {}},
  "last": -1.50e3
}
"""


@pytest.mark.parametrize(
    ("tokens", "place"),
    [
        ((), (1, 1)),
        (("openapi",), (2, 3)),
        (("a/b",), (3, 3)),
        (("a/b", "x"), (3, 11)),
        (("a/b", "x", "0"), (3, 17)),
        (("a/b", "x", "1"), (3, 21)),
        (("a/b", "x", "1", "yA"), (3, 22)),
        (("a/b", "x", "2"), (3, 43)),
        (("a/b", "empty"), (3, 48)),
        (("last",), (4, 3)),
        (("last", "no", "such"), (4, 3)),
        (("missing",), (1, 1)),
    ],
)
def test_a_node_is_found(tokens: Tokens, place: tuple[int, int]) -> None:
    line, column = jsontext.JsonPlaces(TEXT).find(tokens)
    assert (line, column) == place


def test_a_number_is_found_as_it_is_written() -> None:
    places = jsontext.JsonPlaces(TEXT)
    assert places.text_of(("last",)) == "-1.50e3"
    assert places.text_of(("openapi",)) == ""
    assert places.text_of(("a/b",)) == ""


def test_repeated_keys_are_found_at_any_depth_with_both_places() -> None:
    text = '{"a": 1,\n "b": [{"c": 1, "c": 2}],\n "\\u0061": 3}'
    assert jsontext.parse(text).repeated
    found = sorted(jsontext.JsonPlaces(text).duplicates())
    assert found == [(("a",), (1, 2), (3, 2)), (("b", "0", "c"), (2, 9), (2, 17))]


@pytest.mark.parametrize("text", ["{a: 1}", '{"a": NaN}', '{"a": 1,}', '{"a": "\n"}', "{"])
def test_what_is_no_json_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(jsontext.JsonError) as caught:
        jsontext.parse(text)
    assert caught.value.place >= (1, 1)


def test_numbers_out_of_range_are_kept_as_text() -> None:
    digits = "9" * 5000
    parsed = jsontext.parse(f'{{"a": 1e999, "b": {digits}, "c": 12345678901234567890}}')
    assert parsed.value == {"a": "1e999", "b": digits, "c": 12345678901234567890}
    assert parsed.numbers == ["1e999", digits]


def test_hopeless_nesting_is_named() -> None:
    with pytest.raises(jsontext.TooDeep):
        jsontext.parse("[" * 100_000)


def test_surrogates_and_c1_controls_are_json() -> None:
    assert jsontext.parse('{"a": "\\ud800", "b": "\x80"}').value == {"a": "\ud800", "b": "\x80"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(value=JSON, indent=st.sampled_from([None, 0, 3]))
def test_every_node_of_any_document_is_found_where_its_text_is(
    value: object, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    places = jsontext.JsonPlaces(text)
    lines = text.split("\n")
    waiting: list[tuple[Tokens, object]] = [((), value)]
    while waiting:
        tokens, node = waiting.pop()
        line, column = places.find(tokens)
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        member = tokens and isinstance(parent_of(value, tokens), dict)
        assert rest.startswith(json.dumps(tokens[-1]) if member else json.dumps(node)[:1])
        if isinstance(node, dict):
            waiting += [((*tokens, key), child) for key, child in node.items()]
        elif isinstance(node, list):
            waiting += [((*tokens, str(index)), child) for index, child in enumerate(node)]


def parent_of(value: object, tokens: Tokens) -> object:
    for token in tokens[:-1]:
        assert isinstance(value, dict | list)
        value = value[token] if isinstance(value, dict) else value[int(token)]
    return value
