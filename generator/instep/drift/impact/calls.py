"""Calls: of the client's methods, of its classes, and of the user's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from instep.drift.impact.items import called_on, item_of
from instep.drift.impact.members import instance_of
from instep.drift.impact.project import Project
from instep.drift.impact.scopes import Scope
from instep.drift.impact.sending import Slot, construct, send
from instep.drift.impact.surface import OPTIONS, Method
from instep.drift.impact.values import (
    BoundValue,
    ClassValue,
    ClientValue,
    ConstantValue,
    Data,
    DictValue,
    ForeignValue,
    FunctionValue,
    Instance,
    Known,
    ListValue,
    MethodValue,
    ModuleValue,
    RawValue,
    ResourceValue,
    StreamValue,
    UserClass,
    Value,
    each,
    joined,
)
from instep.drift.law import Level
from instep.ir.types import ScalarType

_SAME = frozenset(
    {
        "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "aiter", "filter",
        "run", "create_task", "ensure_future", "wait_for", "run_until_complete", "shield", "closing",
        "aclosing", "enter_context", "enter_async_context", "deepcopy", "copy",
    }
)  # fmt: skip
"""Functions that give back what they were given, or hold it."""
Evaluate = Callable[[Scope, ast.expr], Value]


@dataclass(frozen=True, slots=True)
class Given:
    """What a call passes."""

    node: ast.Call
    positional: tuple[tuple[ast.expr, Value], ...]
    keywords: dict[str, tuple[ast.AST, Value]]
    open: bool
    """There may be more, behind a star."""

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
    is_open = False
    for argument in node.args:
        value = evaluate(scope, argument)
        if isinstance(argument, ast.Starred):
            is_open = True
        else:
            positional.append((argument, value))
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
    return Given(node, tuple(positional), keywords, is_open)


def call(scope: Scope, called: Value, given: Given) -> Value:
    """What the call gives; says so where the new client refuses it."""
    return joined(*(_call(scope, one, given) for one in each(called)))


def _call(scope: Scope, called: Known, given: Given) -> Value:
    match called:
        case MethodValue():
            return _method(scope, called, given)
        case ClassValue():
            return _class(scope, called, given)
        case BoundValue(owner=owner, name=name):
            return _bound(scope, owner, name, given)
        case FunctionValue():
            return _function(scope.project, called, given)
        case UserClass(key=key):
            info = scope.project.classes.get(key)
            made = info.attributes.get("__init__") if info else None
            if isinstance(made, FunctionValue):
                _function(scope.project, FunctionValue(made.key, made.node, bound=True), given)
            return Instance(key)
        case ForeignValue(name=name):
            return _foreign(scope, name.rpartition(".")[2], given)
        case _:
            return None


# ---------------------------------------------------------------------- methods of the client


def _method(scope: Scope, called: MethodValue, given: Given, *, partial: bool = False) -> Value:
    both = scope.project.both
    old, new = both.old.method(called.call), both.new.method(called.call)
    if old is None:
        return None
    passed = dict(given.keywords)
    for place, (where, value) in enumerate(given.positional):
        if place < len(old.positional):
            passed.setdefault(old.positional[place], (where, value))
    if new is not None:
        _compare_arguments(scope, old, new, passed, given)
        if not partial and not given.open:
            _compare_required(scope, old, new, set(passed), given)
    result = _result(scope, old, new, passed, given)
    return RawValue(result) if called.view else result


def _compare_arguments(
    scope: Scope, old: Method, new: Method, passed: dict[str, tuple[ast.AST, Value]], given: Given
) -> None:
    both = scope.project.both
    by_place = {id(where) for where, _ in given.positional}
    for name, (where, value) in passed.items():
        had, has = old.arguments.get(name), new.arguments.get(name)
        if name in OPTIONS or had is None:
            continue
        place = old.positional.index(name) if name in old.positional else -1
        if id(where) in by_place and place < len(new.positional):
            has = new.arguments.get(new.positional[place])  # its name is not written here
        symbols = (f"{old.call}({name})", *both.old.shapes.names(had.type))
        if has is None:
            said = f"argument `{name}` of `{old.call}` is gone"
            scope.project.tell(scope.source, where, Level.BREAKING, symbols, said, call=given.node)
            continue
        if isinstance(value, ConstantValue) and value.value is None and not had.required:
            continue  # None says that it is not sent
        send(scope, where, value, Slot(had.type, has.type, symbols, given.node))


def _compare_required(
    scope: Scope, old: Method, new: Method, passed: set[str], given: Given
) -> None:
    count = len(given.positional)
    before = old.missing(frozenset(passed | set(old.positional[:count])))
    for name in sorted(new.missing(frozenset(passed | set(new.positional[:count]))) - before):
        said = f"`{old.call}` needs `{name}` now"
        symbols = (f"{old.call}({name})",)
        scope.project.tell(scope.source, given.node, Level.BREAKING, symbols, said)


def _result(
    scope: Scope,
    old: Method,
    new: Method | None,
    passed: dict[str, tuple[ast.AST, Value]],
    given: Given,
) -> Value:
    both = scope.project.both
    asked = _streams(old, passed)
    symbols = (old.call, *both.old.shapes.names(old.plain))
    results: list[Value] = []
    if asked is not True and old.plain is not None:
        now = new.plain if new else None
        if new is not None:
            _compare_result(scope, old, new, given)
        results.append(Data(old.plain, now, symbols))
    if asked is not False and old.item is not None:
        item = new.item if new else None
        if new is not None and new.item is None:
            said = f"`{old.call}` cannot stream any more"
            scope.project.tell(scope.source, given.node, Level.BREAKING, (old.call,), said)
        results.append(
            StreamValue(Data(old.item, item, (old.call, *both.old.shapes.names(old.item))))
        )
    return joined(*results)


def _streams(method: Method, passed: dict[str, tuple[ast.AST, Value]]) -> bool | None:
    """Does the call ask for a stream? None: that is only known when it runs."""
    if method.item is None:
        return False
    if method.always or method.plain is None:
        return True
    flag = passed.get(method.flag)
    if flag is None:
        return False
    return bool(flag[1].value) if isinstance(flag[1], ConstantValue) else None


def _compare_result(scope: Scope, old: Method, new: Method, given: Given) -> None:
    both = scope.project.both
    if new.always and not old.always:
        said = f"`{old.call}` always streams now"
    else:
        before = {_kind(a) for a in both.old.shapes.atoms(old.plain)}
        after = {_kind(a) for a in both.new.shapes.atoms(new.plain)}
        if not before or not after or before & after or "AnyType" in before | after:
            return
        shown = both.new.shapes.said(new.plain), both.old.shapes.said(old.plain)
        said = f"`{old.call}` gives `{shown[0]}` now, it was `{shown[1]}`"
    scope.project.tell(scope.source, given.node, Level.BREAKING, (old.call,), said)


def _kind(atom: object) -> str:
    if isinstance(atom, ScalarType):
        return str(atom.kind)
    name = type(atom).__name__
    return "ModelDef" if name == "MapType" else name


# ---------------------------------------------------------------------- classes, and methods of values


def _class(scope: Scope, called: ClassValue, given: Given) -> Value:
    match called.kind:
        case "client" | "async-client":
            _client(scope, given)
            return ClientValue(called.kind == "async-client")
        case "types" | "params":
            construct(scope, called, given.as_dict())
            return instance_of(scope.project, called.name)
        case "call":
            method = MethodValue(called.name)
            _method(scope, method, given, partial=True)
            return given.as_dict()
        case "resource":
            return ResourceValue(scope.project.both.old.classes[called.name])
        case _:
            return None


def _client(scope: Scope, given: Given) -> None:
    both = scope.project.both
    for name, (where, _) in given.keywords.items():
        if name in both.old.credentials - both.new.credentials:
            said = f"argument `{name}` of the client is gone"
            scope.project.tell(
                scope.source, where, Level.BREAKING, (f"client({name})", "client"), said,
                call=given.node,
            )  # fmt: skip
    if not given.open and "base_url" not in given.keywords:
        scope.project.tell(scope.source, given.node, Level.INFO, ("client",), "")


def _bound(scope: Scope, owner: Known, name: str, given: Given) -> Value:
    match owner:
        case ClientValue():
            return owner
        case MethodValue():
            return _method(scope, owner, given, partial=True)
        case RawValue(parsed=parsed):
            return parsed if name == "parse" else None
        case ClassValue(kind="types", name=cls) if name.startswith(("model_", "from_")):
            return instance_of(scope.project, cls)
        case ModuleValue() if name == "parse" and given.positional:
            made = given.positional[0][1]
            one = isinstance(made, ClassValue) and made.kind == "types"
            return instance_of(scope.project, made.name) if one else None  # type: ignore[union-attr]
        case Data():
            return called_on(scope, owner, name)
        case ListValue(item=item):
            return item if name in ("pop", "__getitem__") else owner if name == "copy" else None
        case StreamValue():
            return owner
        case DictValue(keys=keys) if name in ("get", "pop") and given.positional:
            wanted = given.positional[0][1]
            return joined(*(v for k, _, v in keys if wanted == ConstantValue(k)))
        case DictValue() if name == "copy":
            return owner
        case _:
            return None


# ---------------------------------------------------------------------- other functions


def _function(project: Project, called: FunctionValue, given: Given) -> Value:
    spec = called.node.args
    names = [a.arg for a in (*spec.posonlyargs, *spec.args)][1 if called.bound else 0 :]
    for name, (_, value) in zip(names, given.positional, strict=False):
        project.learn_parameter(called.key, name, _shareable(value))
    for keyword, (_, value) in given.keywords.items():
        project.learn_parameter(called.key, keyword, _shareable(value))
    return project.returns.get(called.key)


def _shareable(value: Value) -> Value:
    """What is written out at a call is judged there, not again in the function."""
    kept = [v for v in each(value) if not isinstance(v, DictValue | ConstantValue)]
    return joined(*kept)


def _foreign(scope: Scope, name: str, given: Given) -> Value:
    first = given.positional[0][1] if given.positional else None
    match name:
        case "cast" if len(given.positional) > 1:
            meant = (_as_annotation(scope, one) for one in each(first))
            return joined(*meant) or given.positional[1][1]
        case "dict":
            return given.as_dict() if not given.positional else first
        case "partial" if len(given.positional) >= 1:
            for one in each(first):
                if isinstance(one, MethodValue):
                    rest = Given(given.node, given.positional[1:], given.keywords, True)
                    _method(scope, one, rest, partial=True)
                    return BoundValue(one, "partial")
            return first
        case "next" | "anext" | "min" | "max":
            return item_of(scope, first)
        case "enumerate":
            return ListValue(ListValue(None, None, (None, item_of(scope, first))))
        case "zip":
            items = tuple(item_of(scope, value) for _, value in given.positional)
            return ListValue(ListValue(None, None, items))
        case "gather":
            values = tuple(value for _, value in given.positional)
            return ListValue(joined(*values), None, () if given.open else values)
        case "Depends":
            return joined(
                *(
                    _function(scope.project, f, given)
                    for f in each(first)
                    if isinstance(f, FunctionValue)
                )
            )
        case _ if name in _SAME:
            return first
        case _:
            return None


def _as_annotation(scope: Scope, value: Known) -> Value:
    match value:
        case ClassValue(kind="types" | "params", name=name):
            return instance_of(scope.project, name)
        case ClassValue(kind="client" | "async-client" as kind):
            return ClientValue(kind == "async-client")
        case UserClass(key=key):
            return Instance(key)
        case _:
            return None
