"""What a test says about names and attributes where it holds, and where it does not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence

from instep.drift.impact.members import instance_of
from instep.drift.impact.scopes import Scope, written
from instep.drift.impact.values import (
    Choice,
    ClassValue,
    ConstantValue,
    Data,
    Known,
    ListValue,
    Value,
    each,
    joined,
)
from instep.drift.shapes import field_of, without_null
from instep.ir.types import LiteralType, RefType, Type, UnionType

ASKED = "?"
"""Ends what is written where `hasattr` has asked for it."""
Evaluate = Callable[[Scope, ast.expr], Value]


def narrowed(scope: Scope, test: ast.expr, truth: bool, evaluate: Evaluate) -> Mapping[str, Value]:
    """What is known where the test is true, or false, by how it is written."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return narrowed(scope, operand, not truth, evaluate)
        case ast.BoolOp(op=ast.And(), values=values) if truth:
            return _all(scope, values, True, evaluate)
        case ast.BoolOp(op=ast.Or(), values=values) if not truth:
            return _all(scope, values, False, evaluate)
        case ast.Call(func=ast.Name(id="isinstance"), args=[what, classes]) if truth:
            return _instance(scope, what, classes, evaluate)
        case ast.Call(func=ast.Name(id="hasattr"), args=[what, ast.Constant(value=str() as name)]):
            asked = written(what)
            return {f"{asked}.{name}{ASKED}": ConstantValue(True)} if asked and truth else {}
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(scope, left, operator, right, truth, evaluate)
        case ast.NamedExpr(target=target):
            return _there(scope, target, evaluate) if truth else {}
        case ast.Name() | ast.Attribute() | ast.Subscript() if truth:
            return _there(scope, test, evaluate)
        case _:
            return {}


def _all(
    scope: Scope, tests: Iterable[ast.expr], truth: bool, evaluate: Evaluate
) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for test in tests:
        found.update(narrowed(scope, test, truth, evaluate))
    return found


def apply(scope: Scope, found: Mapping[str, Value]) -> None:
    """Hold on to what a test says."""
    scope.narrowed.update(found)


def _quiet(scope: Scope, node: ast.expr, evaluate: Evaluate) -> Value:
    """Evaluate without saying anything: it was said when the test itself was looked at."""
    project = scope.project
    before, project.telling = project.telling, False
    try:
        return evaluate(scope, node)
    finally:
        project.telling = before


def _there(scope: Scope, node: ast.expr, evaluate: Evaluate) -> Mapping[str, Value]:
    """It is not None; where it is an attribute, what it belongs to is not None either."""
    key = written(node)
    value = _quiet(scope, node, evaluate) if key else None
    return {} if value is None else {key: joined(*(not_null(one) for one in each(value)))}


def not_null(value: Known) -> Value:
    """The value, known not to be None."""
    if isinstance(value, Data):
        old, new = without_null(value.old), without_null(value.new)
        return Data(old, new, value.symbols) if old is not None else None
    return None if value == ConstantValue(None) else value


def _instance(
    scope: Scope, what: ast.expr, classes: ast.expr, evaluate: Evaluate
) -> Mapping[str, Value]:
    key = written(what)
    named = _quiet(scope, classes, evaluate)
    options = named.positions if isinstance(named, ListValue) else each(named)
    found = [
        instance_of(scope.project, one.name)
        for option in options
        for one in each(option)
        if isinstance(one, ClassValue) and one.kind == "types"
    ]
    return {key: joined(*found)} if key and found else {}


def _comparison(
    scope: Scope,
    left: ast.expr,
    operator: ast.cmpop,
    right: ast.expr,
    truth: bool,
    evaluate: Evaluate,
) -> Mapping[str, Value]:
    nothing = isinstance(right, ast.Constant) and right.value is None
    if nothing and isinstance(operator, ast.IsNot | ast.NotEq if truth else ast.Is | ast.Eq):
        return _there(scope, left, evaluate)
    equal = isinstance(operator, ast.Eq | ast.In if truth else ast.NotEq | ast.NotIn)
    if not equal or nothing:
        return {}
    value = _quiet(scope, right, evaluate)
    listed = value.positions if isinstance(value, ListValue) else (value,)
    constants = [one.value for one in listed if isinstance(one, ConstantValue)]
    if not constants:
        return {}
    found = dict(_there(scope, left, evaluate))
    match left:
        case ast.Attribute(value=owner, attr=name) if written(owner):
            chosen = [
                of_tag(scope, one, name, constants)
                for one in each(_quiet(scope, owner, evaluate))
                if isinstance(one, Data)
            ]
            if any(chosen):
                found[written(owner)] = joined(*chosen)
        case _:
            pass
    return found


def of_tag(scope: Scope, value: Data, name: str, constants: Sequence[object]) -> Data | None:
    """The members of a union whose attribute is one of some constants; None: that tells nothing."""
    both = scope.project.both
    old = [
        RefType(m.key)
        for m in both.old.shapes.models(value.old)
        if (f := field_of(m, name)) and _is_one(f.type, constants)
    ]
    if not old or len(old) == len(both.old.shapes.models(value.old)):
        return None
    new = [
        RefType(m.key)
        for m in both.new.shapes.models(value.new)
        if (f := field_of(m, name)) and _is_one(f.type, constants)
    ]
    names = tuple(f"types.{m.name}" for m in both.old.shapes.models(_either(old)))
    return Data(_either(old) or value.old, _either(new), names)


def _is_one(type_: Type, constants: Sequence[object]) -> bool:
    return isinstance(type_, LiteralType) and any(c in type_.values for c in constants)


def _either(types: list[RefType]) -> Type | None:
    if len(types) > 1:
        return UnionType(tuple(types))
    return types[0] if types else None


__all__ = ["Choice", "apply", "narrowed", "not_null", "of_tag"]
