"""Templates print what a view says. A budget, read from their syntax trees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FILTERS = {"join", "indent"}
LINES, DEPTH = 60, 3
SUFFIXES = {".jinja", ".jinja2"}
"""The second is what datamodel-code-generator looks for."""

_PROBLEMS: tuple[tuple[tuple[type[nodes.Node], ...], str], ...] = (
    ((nodes.Assign, nodes.AssignBlock), "assignment: put it on the view"),
    ((nodes.Compare,), "comparison: name the question on the view"),
    ((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Mod, nodes.Concat), "arithmetic"),
)


def problems(source: str) -> Iterator[str]:
    """What the template does besides printing."""
    tree = Environment(autoescape=False).parse(source)
    imported = {
        name if isinstance(name, str) else name[1]
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    }
    macros = {macro.name for macro in tree.find_all(nodes.Macro)} | imported
    for call in tree.find_all(nodes.Call):
        if not (isinstance(call.node, nodes.Name) and call.node.name in macros | {"caller"}):
            yield f"{call.lineno}: call: compute it in the view"
    for kinds, message in _PROBLEMS:
        for node in tree.find_all(kinds):
            yield f"{node.lineno}: {message}"
    for used in tree.find_all(nodes.Filter):
        if used.name not in FILTERS:
            yield f"{used.lineno}: filter {used.name!r} is not on the list"
    yield from _deep(tree, 0)
    if source.count("\n") > LINES:
        yield f"{source.count(chr(10))} lines, more than {LINES}"


def _deep(node: nodes.Node, depth: int) -> Iterator[str]:
    depth += isinstance(node, nodes.If | nodes.For)
    if depth > DEPTH:
        yield f"{node.lineno}: nested deeper than {DEPTH}"
        return
    for child in node.iter_child_nodes():
        yield from _deep(child, depth)


def test_every_template_keeps_the_budget(root: Path) -> None:
    templates = sorted((root / "templates").rglob("*.jinja*"))
    assert templates
    found = {t.relative_to(root).as_posix(): list(problems(t.read_text())) for t in templates}
    assert {name: said for name, said in found.items() if said} == {}


def test_there_is_nothing_but_templates(root: Path) -> None:
    others = [
        p
        for p in (root / "templates").rglob("*")
        if p.is_file() and p.suffix not in SUFFIXES and ".ruff_cache" not in p.parts
    ]
    assert others == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ op.name.upper() }}", "call"),
        ("{% set x = 1 %}", "assignment"),
        ("{% if a == b %}{% endif %}", "comparison"),
        ("{{ a ~ b }}", "arithmetic"),
        ("{{ a + b }}", "arithmetic"),
        ("{{ a | replace('a', 'b') }}", "filter"),
        ("{% if a %}" * 4 + "{% endif %}" * 4, "nested"),
        ("\n" * 61, "61 lines"),
    ],
)
def test_the_budget_refuses(source: str, message: str) -> None:
    assert any(message in said for said in problems(source))


def test_the_budget_allows_printing() -> None:
    source = "{% macro m(a) %}{{ a }}{% endmacro %}{% for x in y %}{{ m(x) }}{% endfor %}"
    assert list(problems(source)) == []
