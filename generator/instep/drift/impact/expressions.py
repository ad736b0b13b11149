"""Evaluates the user's expressions as far as they have to do with the client."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from instep.drift.impact.calls import call
from instep.drift.impact.given import Given, given_by
from instep.drift.impact.items import item_of
from instep.drift.impact.members import entry_of, member, note_widened, require_value, walked
from instep.drift.impact.narrowing import ASKED, apply, narrowed
from instep.drift.impact.scopes import Scope, spot, written
from instep.drift.impact.values import (
    BoundValue,
    ConstantValue,
    Data,
    DictValue,
    EntriesValue,
    ForeignValue,
    ListValue,
    PageValue,
    Value,
    each,
    joined,
)
from instep.drift.law import Level
from instep.ir.types import MapType


def evaluate(scope: Scope, node: ast.expr, *, guard: bool = False) -> Value:
    """What an expression stands for. `guard`: it is only asked whether there is a value."""
    match node:
        case ast.Constant(value=value):
            plain = value is None or isinstance(value, str | int | float | bool)
            return ConstantValue(value) if plain else None  # type: ignore[arg-type]
        case ast.Name(id=name):
            return scope.narrowed.get(name) or scope.lookup(name)
        case ast.Attribute():
            return _attribute(scope, node, guard=guard)
        case ast.Call():
            called = evaluate(scope, node.func)
            given = given_by(scope, node, evaluate)
            mapped = _lambdas(scope, called, given)
            return mapped or call(scope, called, given)
        case ast.Await(value=value) | ast.Starred(value=value):
            return evaluate(scope, value, guard=guard)
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            found = evaluate(scope, value, guard=guard)
            scope.bind(name, found)
            return found
        case ast.Subscript():
            return _subscript(scope, node)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            values = tuple(evaluate(scope, element) for element in elements)
            return ListValue(None, node, values)
        case ast.Dict():
            return _dict(scope, node)
        case ast.BoolOp():
            return _logical(scope, node, guard=guard)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            evaluate(scope, test, guard=True)
            yes = _under(scope, test, body, truth=True)
            return joined(yes, _under(scope, test, orelse, truth=False))
        case ast.Compare():
            return _compare(scope, node)
        case _:
            return _other(scope, node)


def _other(scope: Scope, node: ast.expr) -> Value:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            evaluate(scope, operand, guard=True)
        case ast.BinOp(left=left, right=right):
            first, second = evaluate(scope, left), evaluate(scope, right)
            if isinstance(first, DictValue) and isinstance(second, DictValue):
                return DictValue(node, (*first.keys, *second.keys), first.open or second.open)
            for side, value in ((left, first), (right, second)):
                _needs(scope, side, value, "an operator")
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return _comprehension(scope, node)
        case ast.Lambda(body=body):
            evaluate(scope.inner(), body)
        case ast.Yield(value=ast.expr() as given) if scope.function:
            found = evaluate(scope, given)
            scope.project.learn(scope.project.returns, scope.function, found)
        case ast.YieldFrom(value=value):
            evaluate(scope, value)
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    evaluate(scope, child)
    return None


def _needs(scope: Scope, node: ast.expr, value: Value, used: str) -> None:
    for one in each(value):
        if isinstance(one, Data):
            fake = ast.Attribute(value=node, attr="")
            require_value(scope, fake, one, used)


def _attribute(scope: Scope, node: ast.Attribute, *, guard: bool) -> Value:
    if f"{written(node)}{ASKED}" in scope.narrowed:
        return None  # the code asks whether it is there
    owner = evaluate(scope, node.value)
    found = joined(*(member(scope, node, one, node.attr) for one in each(owner)))
    known = scope.narrowed.get(written(node))
    if known is not None:
        return known
    if not guard and any(isinstance(one, Data) for one in each(owner)):
        for one in each(found):
            note_widened(scope, node, one)
    return found


def _subscript(scope: Scope, node: ast.Subscript) -> Value:
    owner = evaluate(scope, node.value)
    evaluate(scope, node.slice)
    known = scope.narrowed.get(written(node))
    if known is not None:
        return known
    return joined(*(_at(scope, node, one) for one in each(owner)))


def _at(scope: Scope, node: ast.Subscript, owner: Value) -> Value:
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    match owner:
        case Data():
            require_value(scope, node, owner, "an index")
            if isinstance(node.slice, ast.Slice):
                return owner
            item = item_of(scope, owner)
            if item is None and isinstance(key, str):
                item = entry_of(scope, node, owner, key)
            return item if item is not None else _entry(scope, owner)
        case PageValue(data=data):
            return _at(scope, node, data)
        case EntriesValue(item=item):
            return item
        case ListValue(positions=positions) if isinstance(key, int) and -len(
            positions
        ) <= key < len(positions):
            return positions[key]
        case ListValue():
            return owner if isinstance(node.slice, ast.Slice) else item_of(scope, owner)
        case DictValue(keys=keys):
            return joined(*(value for name, _, value in keys if name == key))
        case _:
            return None


def _entry(scope: Scope, owner: Data) -> Value:
    both = scope.project.both
    old = next((a for a in both.old.shapes.atoms(owner.old) if isinstance(a, MapType)), None)
    new = next((a for a in both.new.shapes.atoms(owner.new) if isinstance(a, MapType)), None)
    return Data(old.value, new.value if new else None, owner.symbols) if old else None


def _dict(scope: Scope, node: ast.Dict) -> Value:
    keys: list[tuple[str, ast.expr, Value]] = []
    is_open = False
    for key, value in zip(node.keys, node.values, strict=True):
        found = evaluate(scope, value)
        if key is None:
            is_open = is_open or not isinstance(found, DictValue) or found.open
            keys += found.keys if isinstance(found, DictValue) else ()
            continue
        name = evaluate(scope, key)
        if isinstance(name, ConstantValue) and isinstance(name.value, str):
            keys.append(
                (name.value, value if isinstance(found, DictValue | ListValue) else key, found)
            )
        else:
            is_open = True
    return DictValue(node, tuple(keys), is_open)


def _logical(scope: Scope, node: ast.BoolOp, *, guard: bool) -> Value:
    """`a and b`, `a or b`: each operand under what those before it say."""
    truth = isinstance(node.op, ast.And)
    before = dict(scope.narrowed)
    results: list[Value] = []
    for operand in node.values:
        results.append(evaluate(scope, operand, guard=True))
        if not truth and not guard and isinstance(operand, ast.Attribute):
            for one in each(_certain(results[-1])):  # what there is, is handed on
                note_widened(scope, operand, one)
        apply(scope, narrowed(scope, operand, truth, evaluate))
    scope.narrowed = before
    return results[-1] if truth else joined(*(_certain(value) for value in results))


def _certain(value: Value) -> Value:
    from instep.drift.impact.narrowing import not_null

    return joined(*(not_null(one) for one in each(value)))


def _under(scope: Scope, test: ast.expr, body: ast.expr, *, truth: bool) -> Value:
    before = dict(scope.narrowed)
    apply(scope, narrowed(scope, test, truth, evaluate))
    found = evaluate(scope, body)
    scope.narrowed = before
    return found


def _comprehension(
    scope: Scope, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> Value:
    from instep.drift.impact.statements import bind_target

    inner = scope.inner()
    for part in node.generators:
        source = evaluate(inner, part.iter)
        _needs(inner, part.iter, source, "a loop")
        for one in each(source):
            walked(inner, part.iter, one)
        bind_target(inner, part.target, item_of(inner, source))
        for test in part.ifs:
            evaluate(inner, test, guard=True)
            apply(inner, narrowed(inner, test, True, evaluate))
    if isinstance(node, ast.DictComp):
        evaluate(inner, node.key)
        return EntriesValue(evaluate(inner, node.value))
    return ListValue(evaluate(inner, node.elt))


_BY_ITEM = frozenset({"sorted", "min", "max", "filter", "map", "groupby", "sort"})
"""Functions that ask a function about each item."""


def _lambdas(scope: Scope, called: Value, given: Given) -> Value:
    """Functions written at a call that gets what they are asked about; what `map` makes of it."""
    written_here = [
        node
        for node in (*(n for n, _ in given.positional), *_keyword_values(given))
        if isinstance(node, ast.Lambda)
    ]
    if not written_here:
        return None
    for one in each(called):
        match one:
            case ForeignValue(name=name) if name.rpartition(".")[2] in _BY_ITEM:
                rest = [v for n, v in given.positional if not isinstance(n, ast.Lambda)]
                item = joined(*(item_of(scope, value) for value in rest[:1]))
                is_map = name.endswith(".map")
            case BoundValue(owner=owner, name="sort"):
                item, is_map = item_of(scope, owner), False
            case _:
                continue
        made = [_applied(scope, node, item) for node in written_here]
        return ListValue(joined(*made)) if is_map else None
    return None


def _keyword_values(given: Given) -> list[ast.expr]:
    return [node.value for node, _ in given.keywords.values() if isinstance(node, ast.keyword)]


def _applied(scope: Scope, node: ast.Lambda, item: Value) -> Value:
    inner = scope.inner()
    for argument in node.args.args[:1]:
        inner.bind(argument.arg, item)
    return evaluate(inner, node.body)


# ---------------------------------------------------------------------- comparisons


def _compare(scope: Scope, node: ast.Compare) -> Value:
    left = node.left
    first = evaluate(scope, left, guard=True)
    for operator, right in zip(node.ops, node.comparators, strict=True):
        second = evaluate(scope, right, guard=True)
        if isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            compared(scope, left, first, _constants(second), right)
            compared(scope, right, second, _constants(first), left)
        elif isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
            _needs(scope, left, first, "an operator")
            _needs(scope, right, second, "an operator")
        left, first = right, second
    return None


def _constants(value: Value) -> tuple[ConstantValue, ...]:
    match value:
        case ConstantValue():
            return (value,)
        case ListValue(positions=positions):
            return tuple(one for one in positions if isinstance(one, ConstantValue))
        case _:
            return ()


def compared(
    scope: Scope,
    node: ast.expr,
    value: Value,
    constants: Iterable[ConstantValue],
    where: ast.AST,
) -> None:
    """What was read is compared with constants: can it still be one of them?"""
    both = scope.project.both
    for one in each(value):
        if not isinstance(one, Data) or not one.symbols:
            continue
        old, new = both.old.shapes.literals(one.old), both.new.shapes.literals(one.new)
        asked = [c.value for c in constants if c.value is not None]
        for constant in asked:
            if constant in old and one.new is not None and new and constant not in new:
                last = one.symbols[0].rpartition(".")[2]
                said = f"`{last}` is never {constant!r} any more"
                scope.project.tell(scope.source, where, Level.WARNING, one.symbols, said)
        more = [v for v in new if v not in old]
        if asked and old and more:
            listed = ", ".join(repr(v) for v in more[:3])
            spotted = spot(node) if isinstance(node, ast.Attribute) else node
            said = f"may be {listed} now, which this does not compare with"
            scope.project.tell(scope.source, spotted, Level.INFO, one.symbols, said)
