"""What somebody else wrote reaches a file as data, whatever it is."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instep.ir.text import Text
from instep.render.python import (
    DOC_LIMIT,
    EMPTY,
    Code,
    Prose,
    code,
    comment,
    doc,
    filename,
    ident,
    joined,
    lit,
    md,
    md_code,
    opening,
    prose,
    span,
    toml,
)

HOSTILE = (
    "",
    '"',
    "'",
    '"""',
    "'''",
    '""""""',
    "\\",
    '\\"',
    '\\"""',
    'ends with a quote "',
    'ends with two ""',
    "ends with a backslash \\",
    "\n",
    "a\r\nb",
    "a\rimport os",
    "a\u2028b\u2029c\x85d\x0be\x0cf",
    "\0",
    "\ud800 lone",
    "\u202eevil\u2066",
    "zero\u200bwidth\ufeff",
    "tag\U000e0041\U000e007f",
    "\ufe0f variation \U000e0100",
    '"""\nimport os\nos.system("id")\n"""',
    "{{ 7 * 191 }} {% raw %}",
    "# type: ignore\n# mypy: ignore-errors\n# noqa\n# fmt: off",
    "# -*- coding: rot13 -*-",
    "\\N{BULLET} \\x00 \\u0000 \\777",
    "%s {0} ${x}",
)

hostile = pytest.mark.parametrize("text", HOSTILE, ids=ascii)
TEXT = st.text(st.characters(codec=None, exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def unseen(source: str) -> list[str]:
    """Characters that no reviewer would see."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [c for c in source if c != "\n" and unicodedata.category(c) in kinds]


@given(JSON)
def test_a_literal_means_its_value(value: object) -> None:
    source = lit(value)
    assert ast.literal_eval(source) == value
    assert not unseen(source)
    assert "\n" not in source


@hostile
def test_a_hostile_literal_means_its_value(text: str) -> None:
    assert ast.literal_eval(lit(text)) == text
    assert not unseen(lit(text))


def test_a_tuple_of_one_stays_a_tuple() -> None:
    assert ast.literal_eval(lit(("a",))) == ("a",)
    assert ast.literal_eval(lit(())) == ()
    assert ast.literal_eval(lit((("a", "b"), ()))) == (("a", "b"), ())


def test_numbers_beyond_python_s_own_limits_are_literals() -> None:
    assert ast.literal_eval(lit(10**5000)) == 10**5000
    assert ast.literal_eval(lit(float("inf"))) == float("inf")
    assert ast.literal_eval(lit(float("-inf"))) == float("-inf")


def test_only_json_has_literals() -> None:
    with pytest.raises(TypeError):
        lit(object())


def docstring_of(source: str) -> str:
    """The docstring of a function that has this one."""
    tree = ast.parse(f"def f():\n    {source}\n    return 1\n")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert len(tree.body) == 1
    assert len(function.body) == 2
    found = ast.get_docstring(function)
    assert found is not None
    return found


@given(TEXT)
def test_a_docstring_stays_one_statement(text: str) -> None:
    source = doc(Text(text), 4)
    if source is EMPTY or not source:
        return
    assert docstring_of(source).split() == prose(Text(text)).split()
    assert not unseen(source)
    assert all(line == line.rstrip() for line in source.split("\n"))


@hostile
def test_a_hostile_docstring_stays_one_statement(text: str) -> None:
    source = doc(Text(text), 4)
    if source:
        assert docstring_of(source).split() == prose(Text(text)).split()


def test_a_docstring_keeps_markdown_and_indents_it() -> None:
    text = Text("First.\n\n  * one\n    * two\n\n      code\n")
    assert doc(text, 4) == ('"""First.\n\n    * one\n      * two\n\n        code\n    """')


def test_a_docstring_at_the_margin_cannot_set_options_of_mypy() -> None:
    source = doc(Text("About.\n# mypy: ignore-errors"))
    assert "\n# mypy:" not in source
    assert "# mypy: ignore-errors" in ast.literal_eval(source)


def test_a_docstring_is_bounded() -> None:
    assert len(doc(Text("word " * DOC_LIMIT))) < DOC_LIMIT + 100


@hostile
def test_a_comment_is_one_line_without_directives(text: str) -> None:
    source = comment(Text(text))
    assert source.startswith("#")
    assert source.isprintable()
    assert not re.search(r"#.*#|#\s*(type|noqa|fmt|mypy|pyright|ruff)\b", source)


@hostile
def test_markdown_has_no_active_parts(text: str) -> None:
    for shown in (md(Text(text)), md_code(text)):
        assert "\n" not in shown
        assert not unseen(shown)


def test_markdown_is_shown_and_not_interpreted() -> None:
    assert "<" not in md(Text("<script>alert(1)</script> <img src=x>"))
    assert md(Text("[x](y:z) *b*")) == "\\[x\\](y:z) \\*b\\*"
    assert "://" not in md(Text("https://evil.example"))
    assert md(Text("a `code` span | and_a_bar")) == "a `code` span \\| and\\_a\\_bar"
    assert md_code("a ` b | c") == "``a ` b \\| c``"


@given(st.text())
def test_toml_means_its_value(text: str) -> None:
    assert tomllib.loads(f"a = {toml(text)}") == {"a": text}


def test_toml_has_no_lone_surrogates() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        toml("\ud800")


@pytest.mark.parametrize("name", ["", "1a", "a b", "class", "a\n", "ﬁ", "a.b", "a-b", "__\u200b"])
def test_what_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        ident(name)


def test_identifiers_may_have_letters_of_any_script() -> None:
    assert ident("größe") == "größe"


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "a.py", "a" * 121, "ä", "a\0"])
def test_what_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="module"):
        filename(name)


def test_a_file_that_could_not_be_imported_gets_another_name() -> None:
    assert filename("global") == "global_"
    assert filename("match") == "match"


def test_only_code_composes_to_code() -> None:
    assert code("f({}, {})", Code("x"), 3) == "f(x, 3)"
    assert isinstance(joined(", ", [Code("a"), Code("b")]), Code)
    with pytest.raises(TypeError):
        code("{}", "x")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        code("{}", Prose("x"))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        joined(", ", [Code("a"), "b"])  # type: ignore[list-item]


def test_prose_says_values_shortly() -> None:
    assert span("a`b") == "`a'b`"
    assert span(None) == "`null`"
    assert span([1, "x"]) == '`[1, "x"]`'
    assert span("") == '`""`'
    assert len(span("x" * 500)) < 130


def test_the_opening_is_the_first_sentence() -> None:
    assert opening(Prose("One two.  Three.")) == "One two"
    assert opening(Prose("One\ntwo\n\nThree")) == "One two"
