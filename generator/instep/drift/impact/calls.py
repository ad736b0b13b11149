"""Calls: of the client's methods, of its classes, and of the user's own functions."""

from __future__ import annotations

import ast

from instep.drift.impact.given import Given
from instep.drift.impact.items import called_on, item_of, of_entries, of_page
from instep.drift.impact.members import instance_of, member
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
    EntriesValue,
    ForeignValue,
    FunctionValue,
    Instance,
    Known,
    ListValue,
    MethodValue,
    ModuleValue,
    PageValue,
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
        results.append(_paged(old, new, Data(old.plain, now, symbols)))
    if asked is not False and old.item is not None:
        item = new.item if new else None
        if new is not None and new.item is None:
            said = f"`{old.call}` cannot stream any more"
            scope.project.tell(scope.source, given.node, Level.BREAKING, (old.call,), said)
        results.append(
            StreamValue(Data(old.item, item, (old.call, *both.old.shapes.names(old.item))))
        )
    return joined(*results)


def _paged(old: Method, new: Method | None, given: Data) -> Value:
    """The answer as a page, where the old client reads it as one."""
    before, after = old.operation.pages, new.operation.pages if new else None
    if before is None:
        return given
    item = Data(before.item, after.item if after else None)
    lost = new is not None and after is None
    return PageValue(given, item, old.call, lost=lost, is_list=not before.items)


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
    kept = {scheme.name for scheme in both.new.credentials.values()}
    for name, (where, _) in given.keywords.items():
        was, now = both.old.credentials.get(name), both.new.credentials.get(name)
        symbols = (f"client({name})", "client")
        if was is not None and now is None:
            said, level = f"argument `{name}` of the client is gone", Level.BREAKING
        elif was is not None and now is not None and was.name in kept - {now.name}:
            said, level = f"`{name}` is the credential of {now.name!r} now", Level.WARNING
        else:
            continue
        scope.project.tell(scope.source, where, level, symbols, said, call=given.node)
    if given.open or "base_url" in given.keywords:
        return
    if both.old.api.servers and not both.new.api.servers:
        said = "the document names no server any more: pass `base_url`"
        scope.project.tell(scope.source, given.node, Level.WARNING, ("client",), said)
    else:
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
        case PageValue():
            return of_page(owner, name)
        case EntriesValue():
            return of_entries(owner, name)
        case ForeignValue(name="mock"):
            return _of_double(scope, name, given)
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


def _of_double(scope: Scope, name: str, given: Given) -> Value:
    """`client.mock.example(client.a.b)` gives what the call gives."""
    first = given.positional[0][1] if given.positional else None
    if name != "example" or not isinstance(first, MethodValue):
        return None
    both = scope.project.both
    old, new = both.old.method(first.call), both.new.method(first.call)
    if old is None or old.plain is None:
        return None
    names = both.old.shapes.names(old.plain)
    return Data(old.plain, new.plain if new else None, (old.call, *names))


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
            more = (item_of(scope, value) for value in given.stars)
            return ListValue(joined(*values, *more), None, () if given.open else values)
        case "getattr" if len(given.positional) > 1:
            return _named(scope, given)
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


def _named(scope: Scope, given: Given) -> Value:
    """`getattr(a, "b")` is `a.b`; with a default, the code is ready for what is not there."""
    (_, owner), (where, name), *rest = given.positional
    if not isinstance(name, ConstantValue) or not isinstance(name.value, str):
        return None
    telling = scope.project.telling
    scope.project.telling = telling and not rest
    found = joined(*(member(scope, where, one, name.value) for one in each(owner)))
    scope.project.telling = telling
    return found


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
