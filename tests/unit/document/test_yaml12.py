"""YAML is read by the core schema of 1.2, within limits, with the places of its nodes."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from instep.document import yaml12


def value(text: str) -> object:
    return yaml12.parse(text, 200).value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("y", "y"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("0123", "0123"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        ("<<x", "<<x"),
        ("'true'", "true"),
        ('"1"', "1"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("0o17", 15),
        ("0xFF", 255),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("!!str 12", "12"),
        ("!!int 12", 12),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    read = value(f"k: {written}")
    assert read == {"k": meant}
    assert isinstance(read, dict)
    assert type(read["k"]) is type(meant)


def test_numbers_that_json_lacks_stay_text_and_are_reported() -> None:
    parsed = yaml12.parse("a: .nan\nb: -.inf\nc: 1e999\n", 200)
    assert parsed.value == {"a": ".nan", "b": "-.inf", "c": "1e999"}
    assert parsed.numbers == [".nan", "-.inf", "1e999"]


def test_keys_are_the_text_that_was_written() -> None:
    assert value("200: a\ntrue: b\nnull: c\n1.10: d\nno: e") == {
        "200": "a",
        "true": "b",
        "null": "c",
        "1.10": "d",
        "no": "e",
    }


def test_a_node_is_found_at_its_key_and_an_element_where_it_begins() -> None:
    places = yaml12.parse("a:\n  b:\n    - x\n    - y: 1\n", 200).places
    assert places.find(("a",)) == (1, 1)
    assert places.find(("a", "b")) == (2, 3)
    assert places.find(("a", "b", "1")) == (4, 7)
    assert places.find(("a", "b", "1", "y")) == (4, 7)
    assert places.find(("a", "b", "9", "nothing")) == (2, 3)


def test_the_text_of_a_number_can_be_asked_for() -> None:
    assert yaml12.parse("info: {version: 1.10}", 200).places.text_of(("info", "version")) == "1.10"


def test_a_repeated_key_is_found_with_both_places() -> None:
    repeated = yaml12.parse("a:\n  - {k: 1}\n  - k: 1\n    j: 2\n    k: 3\n", 200).repeated
    assert [(r.tokens, r.first, r.again) for r in repeated] == [(("a", "1", "k"), (3, 5), (5, 5))]


def test_200_and_quoted_200_are_one_key() -> None:
    assert len(yaml12.parse("200: a\n'200': b", 200).repeated) == 1


def test_anchors_and_merge_keys_work_and_own_keys_win() -> None:
    text = "base: &b {x: 1, y: 2}\nmade:\n  <<: *b\n  y: 3\ntwo:\n  <<: [*b, {x: 9, z: 4}]\n"
    assert value(text) == {
        "base": {"x": 1, "y": 2},
        "made": {"x": 1, "y": 3},
        "two": {"x": 1, "y": 2, "z": 4},
    }


def test_a_merged_member_is_found_where_it_was_written() -> None:
    places = yaml12.parse("base: &b\n  x: 1\nmade:\n  <<: *b\n", 200).places
    assert places.find(("made", "x")) == (2, 3)


@pytest.mark.parametrize(
    "text",
    ["a: !!python/object/apply:os.system [x]", "a: !!binary aGk=", "a: !own x", "a: !!set {x}"],
)
def test_tags_are_refused(text: str) -> None:
    with pytest.raises(yaml12.YamlError, match="tag") as caught:
        yaml12.parse(text, 200)
    assert caught.value.place == (1, 4)


@pytest.mark.parametrize("text", ["? [a]\n: 1", "{{a: 1}: 2}", "a: 1\n---\nb: 2", "a: *missing"])
def test_what_has_no_json_meaning_is_refused(text: str) -> None:
    with pytest.raises(yaml12.YamlError):
        yaml12.parse(text, 200)


def test_a_syntax_error_has_its_place() -> None:
    with pytest.raises(yaml12.YamlError) as caught:
        yaml12.parse("a: 1\nb:\n\t- x\n", 200)
    assert caught.value.place[0] == 3


def test_an_alias_bomb_is_refused_before_it_is_walked() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(yaml12.YamlLimit, match="5000000 nodes"):
        yaml12.parse("\n".join(lines), 200)


def test_a_large_expansion_of_little_text_is_refused() -> None:
    text = f"a: &a [{', '.join('x' * 500)}]\nb: [{', '.join(['*a'] * 400)}]\n"
    with pytest.raises(yaml12.YamlLimit, match="more than 20 times"):
        yaml12.parse(text, 200)


def test_an_alias_within_its_own_anchor_is_refused() -> None:
    with pytest.raises(yaml12.YamlLimit, match="inside the node"):
        yaml12.parse("a: &a\n  b: *a\n", 200)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000 + "a", "{a: " * 300])
def test_deep_nesting_is_refused_without_recursion(text: str) -> None:
    with pytest.raises(yaml12.YamlLimit, match="200 levels"):
        yaml12.parse(text, 200)


def test_a_control_character_is_refused_with_its_place() -> None:
    with pytest.raises(yaml12.YamlError) as caught:
        yaml12.parse("a: 1\nb: x\x07y\n", 200)
    assert caught.value.place[0] == 2


def test_a_plain_scalar_costs_one_call_a_member() -> None:
    def calls(members: int) -> int:
        text = "".join(f"key{n}: some text\n" for n in range(members))
        count = 0

        def watch(frame: FrameType, event: str, _: object) -> None:
            nonlocal count
            count += event == "call" and frame.f_code.co_filename == yaml12.__file__

        sys.setprofile(watch)
        try:
            yaml12.parse(text, 200)
        finally:
            sys.setprofile(None)
        return count

    assert calls(200) - calls(100) == 100
