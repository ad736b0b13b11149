"""What a call of the user's code passes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from instep.drift.impact.scopes import Scope
from instep.drift.impact.values import DictValue, Value, each

Evaluate = Callable[[Scope, ast.expr], Value]


@dataclass(frozen=True, slots=True)
class Given:
    """What a call passes."""

    node: ast.Call
    positional: tuple[tuple[ast.expr, Value], ...]
    keywords: dict[str, tuple[ast.AST, Value]]
    open: bool
    """There may be more, behind a star."""
    stars: tuple[Value, ...] = ()
    """What `*` unpacks."""

    def as_dict(self) -> DictValue:
        """The keywords as a dict."""
        keys = tuple(
            (name, node, value)
            for name, (node, value) in self.keywords.items()
            if isinstance(node, ast.expr | ast.keyword)
        )
        return DictValue(self.node, keys, self.open or bool(self.positional))  # type: ignore[arg-type]


def given_by(scope: Scope, node: ast.Call, evaluate: Evaluate) -> Given:
    """Evaluate the arguments of a call."""
    positional: list[tuple[ast.expr, Value]] = []
    keywords: dict[str, tuple[ast.AST, Value]] = {}
    stars: list[Value] = []
    for argument in node.args:
        value = evaluate(scope, argument)
        if isinstance(argument, ast.Starred):
            stars.append(value)
        else:
            positional.append((argument, value))
    is_open = bool(stars)
    for keyword in node.keywords:
        value = evaluate(scope, keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = (keyword, value)
            continue
        known = each(value)
        if not known or not all(isinstance(one, DictValue) for one in known):
            is_open = True
        for one in known:
            if isinstance(one, DictValue):
                is_open = is_open or one.open or len(known) > 1
                for key, where, inner in one.keys:
                    keywords.setdefault(key, (where, inner))
    return Given(node, tuple(positional), keywords, is_open, tuple(stars))
