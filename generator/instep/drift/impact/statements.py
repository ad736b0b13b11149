"""Walks the user's statements in their order, and keeps what names stand for."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from instep.drift.impact.annotations import annotated
from instep.drift.impact.expressions import evaluate
from instep.drift.impact.items import item_of
from instep.drift.impact.members import entry_of, member, of_package, require_value, walked
from instep.drift.impact.narrowing import apply, narrowed
from instep.drift.impact.patterns import match_cases
from instep.drift.impact.project import UserClassInfo
from instep.drift.impact.scopes import Scope, written
from instep.drift.impact.sending import Slot, send
from instep.drift.impact.values import (
    AliasValue,
    Data,
    DictValue,
    EntriesValue,
    ForeignValue,
    FunctionValue,
    Instance,
    ListValue,
    ModuleValue,
    UserClass,
    Value,
    each,
    joined,
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def run(scope: Scope, body: Sequence[ast.stmt]) -> bool:
    """Walk some statements; True if what follows them is never reached."""
    over = False
    for statement in body:  # what is never reached may still be looked at
        over = _statement(scope, statement) or over
    return over


def _statement(scope: Scope, node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            _imports(scope, node)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _function(scope, node)
        case ast.ClassDef():
            _class(scope, node)
        case ast.Return(value=value):
            if value is not None and scope.function:
                found = evaluate(scope, value)
                scope.project.learn(scope.project.returns, scope.function, found)
            return True
        case ast.Raise(exc=raised):
            if raised is not None:
                evaluate(scope, raised)
            return True
        case ast.Break() | ast.Continue():
            return True
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            _assignment(scope, node)
        case ast.If() | ast.While() | ast.For() | ast.AsyncFor():
            return _branching(scope, node)
        case ast.With() | ast.AsyncWith():
            return _with(scope, node)
        case ast.Try() | ast.TryStar():
            return _try(scope, node)
        case ast.Match():
            return match_cases(scope, node, run)
        case ast.Assert(test=test):
            evaluate(scope, test, guard=True)
            apply(scope, narrowed(scope, test, True, evaluate))
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    evaluate(scope, child)
    return False


# ---------------------------------------------------------------------- names


def _imports(scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    project = scope.project
    if isinstance(node, ast.Import):
        for alias in node.names:
            found = project.imported(scope.source, alias.name, 0)
            if alias.asname is None and "." in alias.name:
                start = alias.name.split(".")[0]
                known = isinstance(found, ModuleValue) and start in project.both.packages
                scope.bind(start, ModuleValue(()) if known else ForeignValue(start))
            else:
                scope.bind(alias.asname or alias.name, found)
        return
    module = project.imported(scope.source, node.module or "", node.level)
    for alias in node.names:
        name = alias.asname or alias.name
        if isinstance(module, ModuleValue):
            if alias.name == "*":
                _everything(scope, module)
            else:
                scope.bind(name, of_package(scope, alias, module.path, alias.name))
            continue
        dotted = module.name if isinstance(module, ForeignValue) else ""
        names = project.names_of(dotted)
        if alias.name == "*":
            scope.names.update(names or {})
        elif names is not None and alias.name in names:
            scope.bind(name, names[alias.name])
        else:
            scope.bind(name, project.imported(scope.source, f"{dotted}.{alias.name}", 0))


def _everything(scope: Scope, module: ModuleValue) -> None:
    """`from package.types import *`: what the file writes of it, told where it is written."""
    for node in ast.walk(scope.source.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found = of_package(scope, node, module.path, node.id)
            if not isinstance(found, ModuleValue) or (not module.path and node.id in _MODULES):
                scope.bind(node.id, found)


_MODULES = frozenset({"types", "params"})


def bind_target(scope: Scope, target: ast.expr, value: Value) -> None:
    """Give what stands left of `=` (or after `for`) its value."""
    match target:
        case ast.Name(id=name):
            scope.bind(name, value)
        case ast.Attribute(value=owner, attr=attr):
            scope.forget(written(target))
            for one in each(evaluate(scope, owner)):
                if isinstance(one, Instance) and one.key in scope.project.classes:
                    info = scope.project.classes[one.key]
                    scope.project.learn(info.attributes, attr, value)
                elif isinstance(one, Data) and one.symbols:
                    member(scope, target, one, attr)
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpack(scope, elements, value)
        case ast.Starred(value=inner):
            bind_target(scope, inner, ListValue(value))
        case ast.Subscript():
            evaluate(scope, target)
            scope.forget(written(target))
        case _:
            return


def _unpack(scope: Scope, elements: list[ast.expr], value: Value) -> None:
    options = [one for one in each(value) if isinstance(one, ListValue)]
    for place, element in enumerate(elements):
        found = [
            one.positions[place] if place < len(one.positions) else one.item for one in options
        ]
        bind_target(scope, element, joined(*found) if options else item_of(scope, value))


def _assignment(scope: Scope, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            found = evaluate(scope, value) or _named_type(scope, value)
            for target in targets:
                bind_target(scope, target, found)
                if isinstance(target, ast.Subscript):
                    _key_added(scope, target, found)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            said = annotated(scope, annotation)
            found = evaluate(scope, value) if value is not None else None
            _against(scope, value, found, said)
            bind_target(scope, target, _kept(found, said))
            if scope.owner and isinstance(target, ast.Name):
                info = scope.project.classes[scope.owner]
                scope.project.learn(info.attributes, target.id, said or found)
        case ast.AugAssign(target=target, value=value):
            evaluate(scope, target)
            evaluate(scope, value)


def _kept(found: Value, said: Value) -> Value:
    """What is written out says more than its annotation, which says what may be added."""
    if isinstance(found, DictValue) and isinstance(said, Data):
        return replace(found, typed=said)
    if not isinstance(found, DictValue | ListValue):
        return said or found
    return joined(found, said) if isinstance(said, EntriesValue | ListValue) else found


def _named_type(scope: Scope, node: ast.expr) -> Value:
    """`Sdk = Annotated[Client, ...]`, `Either = Client | AsyncClient`."""
    if not isinstance(node, ast.Subscript | ast.BinOp):
        return None
    meant = annotated(scope, node)
    return AliasValue(meant) if meant is not None else None


def _key_added(scope: Scope, target: ast.Subscript, value: Value) -> None:
    """`body["key"] = value` on a dict that was written out before."""
    name = written(target.value)
    known = scope.lookup(name) if name.isidentifier() else None
    if isinstance(known, DictValue):
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        keys = (*known.keys, (key, target, value)) if isinstance(key, str) else known.keys
        is_open = known.open or not isinstance(key, str)
        if known.typed is not None and isinstance(key, str):
            entry_of(scope, target, known.typed, key)
        scope.bind(name, replace(known, keys=keys, open=is_open))


def _against(scope: Scope, node: ast.expr | None, value: Value, said: Value) -> None:
    """A dict or list that is written out, against the type that the code gives it."""
    if node is None or not isinstance(value, DictValue | ListValue):
        return
    for one in each(said):
        if isinstance(one, Data) and one.new is not None:
            send(scope, node, value, Slot(one.old, one.new, one.symbols, node))


# ---------------------------------------------------------------------- blocks


def _branching(scope: Scope, node: ast.If | ast.While | ast.For | ast.AsyncFor) -> bool:
    if isinstance(node, ast.For | ast.AsyncFor):
        source = evaluate(scope, node.iter)
        for one in each(source):
            if isinstance(one, Data):
                require_value(scope, ast.Attribute(value=node.iter, attr=""), one, "a loop")
            walked(scope, node.iter, one)
        bind_target(scope, node.target, item_of(scope, source))
        branches(scope, [([], node.body), ([], node.orelse)])
        return False
    evaluate(scope, node.test, guard=True)
    is_type_checking = written(node.test).endswith("TYPE_CHECKING")
    if is_type_checking:
        run(scope, node.body)
        return False
    over = branches(scope, [([(node.test, True)], node.body), ([(node.test, False)], node.orelse)])
    return all(over) if isinstance(node, ast.If) else False


def branches(
    scope: Scope, parts: Sequence[tuple[Sequence[tuple[ast.expr, bool]], Sequence[ast.stmt]]]
) -> list[bool]:
    """Walk alternatives, each under its own tests; afterwards names are what any of them made."""
    before, said = dict(scope.names), dict(scope.narrowed)
    ends: list[tuple[dict[str, Value], dict[str, Value]]] = []
    over: list[bool] = []
    for tests, body in parts:
        scope.names.clear()
        scope.names.update(before)
        scope.narrowed = dict(said)
        for test, truth in tests:
            apply(scope, narrowed(scope, test, truth, evaluate))
        over.append(run(scope, body))
        if not over[-1]:
            ends.append((dict(scope.names), dict(scope.narrowed)))
    scope.names.clear()
    scope.names.update(before)
    for name in {name for names, _ in ends for name in names}:
        scope.names[name] = joined(*(names.get(name) for names, _ in ends))
    scope.narrowed = dict(ends[0][1]) if len(ends) == 1 else said
    return over


def _with(scope: Scope, node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        value = evaluate(scope, item.context_expr)
        if item.optional_vars is not None:
            bind_target(scope, item.optional_vars, value)
    return run(scope, node.body)


def _try(scope: Scope, node: ast.Try | ast.TryStar) -> bool:
    over = _guarded(scope, node) if _catches_imports(node) else run(scope, node.body)
    parts: list[tuple[Sequence[tuple[ast.expr, bool]], Sequence[ast.stmt]]] = [([], node.orelse)]
    for handler in node.handlers:
        if handler.type is not None:
            evaluate(scope, handler.type)
        parts.append(([], handler.body))
    ends = branches(scope, parts)
    last = run(scope, node.finalbody)
    return last or (over and all(ends[1:]))


def _catches_imports(node: ast.Try | ast.TryStar) -> bool:
    """Is the code ready for a name that is not there?"""
    caught = [
        written(one).rpartition(".")[2]
        for handler in node.handlers
        if handler.type is not None
        for one in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    ]
    return bool(set(caught) & {"ImportError", "ModuleNotFoundError", "AttributeError"})


def _guarded(scope: Scope, node: ast.Try | ast.TryStar) -> bool:
    """Imports that may fail are not reported; everything else is."""
    project, over = scope.project, False
    telling = project.telling
    for statement in node.body:
        project.telling = telling and not isinstance(statement, ast.Import | ast.ImportFrom)
        over = run(scope, [statement]) or over
    project.telling = telling
    return over


# ---------------------------------------------------------------------- definitions


def _function(scope: Scope, node: _Function) -> None:
    key = f"{scope.prefix}{node.name}"
    project = scope.project
    value = FunctionValue(key, node)
    scope.bind(node.name, value)
    if scope.owner:
        project.learn(project.classes[scope.owner].attributes, node.name, value)
    for decorator in node.decorator_list:
        evaluate(scope, decorator)
    inner = Scope(project, scope.source, {}, scope, f"{key}.", function=key)
    _parameters(scope, inner, node)
    if node.returns is not None:
        project.learn(project.returns, key, annotated(scope, node.returns))
    run(inner, node.body)
    if any(_is_fixture(decorator) for decorator in node.decorator_list):
        given = _given(project.returns.get(key))
        project.learn(project.fixtures, project.fixture_key(scope.source, node.name), given)


def _given(value: Value) -> Value:
    """A fixture that yields gives what it yields."""
    return joined(*(one.item if isinstance(one, ListValue) else one for one in each(value)))


def _is_fixture(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    return written(target).rpartition(".")[2] == "fixture"


def _parameters(scope: Scope, inner: Scope, node: _Function) -> None:
    spec, project = node.args, scope.project
    positional = [*spec.posonlyargs, *spec.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
    pairs = [
        *zip(positional, [*defaults, *spec.defaults], strict=True),
        *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
    ]
    is_test = node.name.startswith("test") or any(map(_is_fixture, node.decorator_list))
    static = any(written(d) == "staticmethod" for d in node.decorator_list)
    for place, (argument, default) in enumerate(pairs):
        name = argument.arg
        value = annotated(scope, argument.annotation)
        given = evaluate(scope, default) if default is not None else None
        if place == 0 and scope.owner and not static:
            is_class = any(written(d) == "classmethod" for d in node.decorator_list)
            value = UserClass(scope.owner) if is_class else Instance(scope.owner)
        elif value is None:
            value = joined(given, project.parameters.get((inner.function, name)))
            if value is None and argument.annotation is None and is_test:
                value = project.fixture(scope.source, name)
        inner.names[name] = value
    for rest in (spec.vararg, spec.kwarg):
        if rest is not None:
            inner.names[rest.arg] = None


def _class(scope: Scope, node: ast.ClassDef) -> None:
    key = f"{scope.prefix}{node.name}"
    info = scope.project.classes.setdefault(key, UserClassInfo(node.name))
    info.bases = [evaluate(scope, base) for base in node.bases]
    for decorator in node.decorator_list:
        evaluate(scope, decorator)
    scope.bind(node.name, UserClass(key))
    inner = Scope(scope.project, scope.source, {}, scope, f"{key}.", owner=key)
    run(inner, node.body)
    for name, value in inner.names.items():
        scope.project.learn(info.attributes, name, value)
