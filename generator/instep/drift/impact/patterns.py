"""`match` statements: classes, attributes and constants in patterns are uses of the client too."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from instep.drift.impact.expressions import compared, evaluate
from instep.drift.impact.members import instance_of, member
from instep.drift.impact.narrowing import of_tag
from instep.drift.impact.scopes import Scope, written
from instep.drift.impact.values import (
    ClassValue,
    ConstantValue,
    Data,
    ListValue,
    Value,
    each,
    joined,
)

Run = Callable[[Scope, Sequence[ast.stmt]], bool]


def match_cases(scope: Scope, node: ast.Match, run: Run) -> bool:
    """Walk a `match`; True if what follows is never reached."""
    subject = evaluate(scope, node.subject, guard=True)
    before, said = dict(scope.names), dict(scope.narrowed)
    ends: list[dict[str, Value]] = []
    exhaustive = False
    for case in node.cases:
        scope.names.clear()
        scope.names.update(before)
        scope.narrowed = dict(said)
        value = _pattern(scope, case.pattern, subject, node.subject)
        if written(node.subject) and value is not None:
            scope.narrowed[written(node.subject)] = value
        _narrow_owner(scope, case.pattern, node.subject)
        if case.guard is not None:
            evaluate(scope, case.guard, guard=True)
        if not run(scope, case.body):
            ends.append(dict(scope.names))
        last = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        exhaustive = exhaustive or (last and case.guard is None)
    if not exhaustive:
        ends.append(before)
    scope.names.clear()
    scope.names.update(before)
    scope.narrowed = said
    for name in {name for names in ends for name in names}:
        scope.names[name] = joined(*(names.get(name) for names in ends))
    return not ends


def _narrow_owner(scope: Scope, pattern: ast.pattern, subject: ast.expr) -> None:
    """`match event.type: case "a"` says which event it is."""
    constants = _constants(pattern)
    if not constants or not isinstance(subject, ast.Attribute) or not written(subject.value):
        return
    owners = each(evaluate(scope, subject.value, guard=True))
    found = [
        of_tag(scope, one, subject.attr, list(constants)) for one in owners if isinstance(one, Data)
    ]
    if any(found):
        scope.narrowed[written(subject.value)] = joined(*found)


def _constants(pattern: ast.pattern) -> tuple[object, ...]:
    match pattern:
        case ast.MatchValue(value=ast.Constant(value=value)):
            return (value,)
        case ast.MatchOr(patterns=patterns):
            return tuple(value for inner in patterns for value in _constants(inner))
        case ast.MatchAs(pattern=inner) if inner is not None:
            return _constants(inner)
        case _:
            return ()


def _pattern(scope: Scope, pattern: ast.pattern, value: Value, subject: ast.expr) -> Value:
    """Go through a pattern; what the value is where it matches."""
    match pattern:
        case ast.MatchValue(value=expression):
            found = evaluate(scope, expression)
            if isinstance(found, ConstantValue):
                compared(scope, subject, value, (found,), pattern)
            return value
        case ast.MatchAs(pattern=inner, name=name):
            found = _pattern(scope, inner, value, subject) if inner is not None else value
            if name is not None:
                scope.bind(name, found)
            return found
        case ast.MatchOr(patterns=patterns):
            return joined(*(_pattern(scope, one, value, subject) for one in patterns))
        case ast.MatchClass():
            return _class(scope, pattern, value, subject)
        case ast.MatchSequence(patterns=patterns):
            for place, one in enumerate(patterns):
                element = (
                    value.positions[place]
                    if isinstance(value, ListValue) and place < len(value.positions)
                    else None
                )
                _pattern(scope, one, element, subject)
        case ast.MatchStar(name=name) if name is not None:
            scope.bind(name, None)
        case ast.MatchMapping(patterns=patterns):
            for one in patterns:
                _pattern(scope, one, None, subject)
        case _:
            pass
    return value


def _class(scope: Scope, pattern: ast.MatchClass, value: Value, subject: ast.expr) -> Value:
    made: Value = None
    for one in each(evaluate(scope, pattern.cls)):
        if isinstance(one, ClassValue) and one.kind == "types":
            made = instance_of(scope.project, one.name)
    for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        found = member(scope, inner, made, name) if isinstance(made, Data) else None
        _pattern(scope, inner, found, subject)
    for inner in pattern.patterns:
        _pattern(scope, inner, None, subject)
    return made if made is not None else value
