"""The small decisions of rendering: defaults, order, wrapping, docstrings, templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from instep.ir.text import Doc, Text
from instep.ir.types import (
    MISSING,
    AnyType,
    Constraints,
    Definition,
    Json,
    ListType,
    LiteralType,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from instep.render.defaults import default_value
from instep.render.documentation import about, value_doc
from instep.render.ordering import in_order
from instep.render.python import Code, Prose, prose
from instep.render.templates import environment
from instep.render.wrapping import wrapped

from .samples import INTEGER, STRING, WHEN, alias, definitions, model

KNOWN = definitions(alias("Mood", LiteralType(("glad", "sad"))), model("Cat"))


@pytest.mark.parametrize(
    ("type_", "default", "expected"),
    [
        (STRING, MISSING, "None"),
        (STRING, None, "None"),
        (STRING, "a", '"a"'),
        (INTEGER, 3, "3"),
        (INTEGER, True, "None"),
        (INTEGER, 1.5, "None"),
        (ScalarType(ScalarKind.NUMBER), 1, "1"),
        (ScalarType(ScalarKind.BOOLEAN), False, "False"),
        (WHEN, "2024-01-01T00:00:00Z", "None"),
        (LiteralType(("a", "b")), "b", '"b"'),
        (LiteralType((1,)), True, "None"),
        (LiteralType(("a",)), "c", "None"),
        (LiteralType(("a",), open=True), "c", '"c"'),
        (NullableType(STRING), "a", '"a"'),
        (UnionType((INTEGER, STRING)), "a", '"a"'),
        (RefType("#/Mood"), "sad", '"sad"'),
        (RefType("#/Cat"), {}, "None"),
        (ListType(STRING), [], "None"),
        (AnyType(), "x", '"x"'),
    ],
)
def test_a_default_is_printed_where_the_attribute_can_have_it(
    type_: Type, default: Json, expected: str
) -> None:
    assert default_value(type_, default, KNOWN) == expected


def test_aliases_come_after_what_they_need() -> None:
    chain = [alias("A", RefType("#/B")), alias("B", ListType(RefType("#/C"))), alias("C", STRING)]
    assert [(one.name, late) for one, late in in_order(chain)] == [
        ("C", False),
        ("B", False),
        ("A", False),
    ]


def test_an_alias_in_a_cycle_is_marked() -> None:
    cycle: list[Definition] = [
        alias("A", ListType(RefType("#/B"))),
        alias("B", RefType("#/A")),
        model("M"),
    ]
    assert [(one.name, late) for one, late in in_order(cycle)] == [("A", True), ("B", False)]
    itself = [alias("Tree", ListType(RefType("#/Tree")))]
    assert [(one.name, late) for one, late in in_order(itself)] == [("Tree", True)]


WORDS = "alpha beta gamma delta epsilon zeta eta theta"


def test_paragraphs_and_items_are_wrapped() -> None:
    assert wrapped(prose(Text(WORDS)), 20).split("\n") == [
        "alpha beta gamma",
        "delta epsilon zeta",
        "eta theta",
    ]
    assert wrapped(prose(Text(f"- {WORDS}")), 20).split("\n")[1].startswith("  ")


def test_a_paragraph_that_does_not_fit_is_filled_as_a_whole() -> None:
    given = "alpha beta gamma delta epsilon\nzeta\neta theta\n\nshort\nlines"
    assert wrapped(prose(Text(given)), 20).split("\n") == [
        "alpha beta gamma",
        "delta epsilon zeta",
        "eta theta",
        "",
        "short",
        "lines",
    ]


def test_a_line_break_that_was_asked_for_stays() -> None:
    given = "alpha beta\\\ngamma delta epsilon zeta"
    assert wrapped(prose(Text(given)), 20).split("\n")[0] == "alpha beta\\"


@pytest.mark.parametrize(
    "kept",
    [
        f"| {WORDS} |",
        f"one | two\n--- | ---\n{'x' * 40} | three",
        f"```\nshort\n{WORDS}\n```",
        f"# {WORDS}",
        f"    {WORDS}",
        f"```\n{WORDS}\n```",
        f"<b>{WORDS}</b>",
        "alpha beta gamma - delta epsilon",
        "x" * 60,
    ],
)
def test_what_means_something_else_when_broken_is_not(kept: str) -> None:
    text = prose(Text("About.\nMore.\n" + kept))
    assert kept.strip() in wrapped(text, 17)


@given(st.text(alphabet="ab -#1.\n`|"))
def test_wrapping_keeps_every_word(text: str) -> None:
    before = prose(Text(text))
    assert wrapped(before, 10).split() == before.split()


def test_a_summary_is_not_said_twice() -> None:
    twice = Doc(summary=Text("List pets."), description=Text("List pets. All of them."))
    assert about(twice) == "List pets. All of them."
    assert about(Doc(summary=Text("One."), description=Text("Two."))) == "One.\n\nTwo."
    assert about(Doc(title=Text("Pet"), deprecated=True)) == "Pet\n\nDeprecated."


def test_a_value_is_documented_with_default_bounds_and_example() -> None:
    type_ = ScalarType(ScalarKind.NUMBER, Constraints(minimum=0, exclusive_maximum=2))
    words = value_doc(Doc(description=Text("How hot")), type_, 1, [0.5, 0.6], write_only=True)
    assert words == ("How hot. Default: `1`. Minimum: `0`. Below: `2`. Example: `0.5`. Write-only.")


def test_described_values_are_listed() -> None:
    type_ = NullableType(LiteralType(("a", "b"), docs=("First.", "")))
    assert value_doc(Doc(), type_, MISSING) == "- `a`: First."


def test_a_template_prints_nothing_but_code() -> None:
    env = environment()
    assert env.from_string("{{ x }}{{ y }}").render(x=Code("a"), y=1) == "a1"
    for value in ("a", Text("a"), Prose("a"), None, True, 1.5, ["a"]):
        with pytest.raises(TypeError, match="must be Code"):
            env.from_string("{{ x }}").render(x=value)
    with pytest.raises(TypeError):
        env.from_string("{{ x | join(', ') }}").render(x=["a"])
    with pytest.raises(TypeError):
        env.from_string("{{ 'a' }}").render()
    with pytest.raises(UndefinedError):
        env.from_string("{{ x.nothing }}").render(x=Code("a"))
