"""What an attribute of something known is, in both clients, and what that means for the code."""

from __future__ import annotations

import ast

from instep.drift.fits import beyond
from instep.drift.impact.project import Project
from instep.drift.impact.scopes import Scope, spot
from instep.drift.impact.values import (
    BoundValue,
    ClassValue,
    ClientValue,
    Data,
    DictValue,
    EntriesValue,
    ForeignValue,
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
    joined,
)
from instep.drift.law import Level
from instep.drift.shapes import field_of, property_of
from instep.drift.surface import read_as
from instep.ir.types import Field, ModelDef, RefType, Type, UnionType

_VIEWS = frozenset({"with_raw_response", "with_streaming_response"})
_CLONES = frozenset({"with_options", "copy"})
_STREAMS = frozenset({"Stream", "AsyncStream"})
_RAW = frozenset({"APIResponse", "AsyncAPIResponse", "StreamedResponse", "AsyncStreamedResponse"})


def member(scope: Scope, node: ast.AST, owner: Known, name: str) -> Value:
    """The attribute `name` of a value; says so where the new client does not have it."""
    match owner:
        case Data():
            return _of_data(scope, node, owner, name)
        case PageValue():
            return _of_page(scope, node, owner, name)
        case ClientValue():
            if name in _CLONES:
                return BoundValue(owner, "clone")
            if name == "mock" and ("mock",) not in scope.project.both.old.resources:
                return ForeignValue("mock")
            return _of_resource(scope, node, (), "", name)
        case ForeignValue(name="mock"):
            return BoundValue(owner, name)
        case ResourceValue(path=path, view=view):
            return _of_resource(scope, node, path, view, name)
        case ModuleValue(path=path):
            return of_package(scope, node, path, name)
        case ForeignValue(name=module):
            names = scope.project.names_of(module)
            if names is not None:
                return names.get(name)
            return ForeignValue(f"{module}.{name}")
        case Instance(key=key):
            return _of_user_class(scope.project, key, name, bound=True)
        case UserClass(key=key):
            return _of_user_class(scope.project, key, name, bound=False)
        case (
            EntriesValue()
            | RawValue()
            | ClassValue()
            | DictValue()
            | ListValue()
            | StreamValue()
            | MethodValue()
        ):
            return BoundValue(owner, name)
        case _:
            return None


_WALKING = frozenset({"page_items", "iter_pages", "get_next_page", "has_next_page"})


def _of_page(scope: Scope, node: ast.AST, page: PageValue, name: str) -> Value:
    if name not in _WALKING:
        return member(scope, node, page.data, name)
    if page.lost:
        where = spot(node) if isinstance(node, ast.Attribute) else node
        said = f"what `{page.call}` gives is no page now, and has no `{name}`"
        scope.project.tell(scope.source, where, Level.BREAKING, (page.call,), said)
    return BoundValue(page, name)


def walked(scope: Scope, node: ast.AST, value: Known) -> None:
    """Say so where a loop walks pages that the new client does not know as such."""
    if isinstance(value, PageValue) and value.lost:
        if value.is_list:
            level, said = Level.WARNING, f"`{value.call}` gives its first page alone now"
        else:
            level, said = Level.BREAKING, f"what `{value.call}` gives is no page now"
        scope.project.tell(scope.source, node, level, (value.call,), said)


def _of_resource(scope: Scope, node: ast.AST, path: tuple[str, ...], view: str, name: str) -> Value:
    both = scope.project.both
    if name in _VIEWS:
        return ResourceValue(path, name)
    if (*path, name) in both.old.resources:
        return ResourceValue((*path, name), view)
    call = ".".join((*path, name))
    if not both.old.has(call):
        return None
    where = spot(node) if isinstance(node, ast.Attribute) else node
    if not both.new.has(call):
        now = both.origin.get(call)
        said = f"`{call}` is `{now}` now" if now else f"`{call}` is gone"
        scope.project.tell(scope.source, where, Level.BREAKING, (call,), said)
    else:
        scope.project.tell(scope.source, where, Level.INFO, (call,), "")
    return MethodValue(call, view)


def of_package(scope: Scope, node: ast.AST, path: tuple[str, ...], name: str) -> Value:
    """A name that the package, or a module in it, exports."""
    both = scope.project.both
    home = path[0] if path else ""
    pascal = {"".join(w[:1].upper() + w[1:] for w in p.split("_")) for p in both.packages} | {
        "Client"
    }
    if home == "testing":
        pascal = {"MockClient"}
    if home in ("", "_client", "testing"):
        if name in pascal:
            return ClassValue("client", name)
        if name.removeprefix("Async") in pascal:
            return ClassValue("async-client", name)
        if name in ("parse", "dump"):
            return BoundValue(ModuleValue(()), name)
        if name in _STREAMS or name in _RAW:
            return ClassValue("stream" if name in _STREAMS else "raw", name)
    elif home in ("types", "params"):
        if home == "params" and name in both.old.calls:
            return ClassValue("call", both.old.calls[name])
        if name in both.old.types:
            _type_used(scope, node, home, name)
            return ClassValue(home, name)
    elif home == "resources" and name.removeprefix("Async") in both.old.classes:
        return ClassValue("resource", name.removeprefix("Async"))
    return ModuleValue((*path, name))


def _type_used(scope: Scope, node: ast.AST, home: str, name: str) -> None:
    both = scope.project.both
    symbol = f"types.{name}"
    where = spot(node) if isinstance(node, ast.Attribute) else node
    now = both.new.types.get(name)
    unsent = home == "params" and both.old.types[name].sent and now is not None and not now.sent
    if now is None or unsent:
        said = f"`{home}.{name}` is gone"
        scope.project.tell(scope.source, where, Level.BREAKING, (symbol,), said)
    else:
        scope.project.tell(scope.source, where, Level.INFO, (symbol,), "")


def instance_of(project: Project, name: str) -> Data:
    """An object of `types.NAME`, or a dict of `params.NAME`."""
    old, new = project.both.old.types[name], project.both.new.types.get(name)
    return Data(RefType(old.key), RefType(new.key) if new else None, (f"types.{name}",))


def _of_user_class(project: Project, key: str, name: str, *, bound: bool, depth: int = 0) -> Value:
    info = project.classes.get(key)
    if info is None or depth > 10:
        return None
    if name in info.attributes:
        found = info.attributes[name]
        return found if not bound else _bound(project, found)
    for base in info.bases:
        match base:
            case UserClass(key=above):
                found = _of_user_class(project, above, name, bound=bound, depth=depth + 1)
                if found is not None:
                    return found
            case ClassValue(kind="client" | "async-client"):
                return _of_plain_client(project, name)
            case _:
                continue
    return None


def _of_plain_client(project: Project, name: str) -> Value:
    if (name,) in project.both.old.resources:
        return ResourceValue((name,))
    return BoundValue(ClientValue(), "clone") if name in _CLONES else None


def _bound(project: Project, value: Value) -> Value:
    from instep.drift.impact.values import FunctionValue

    if not isinstance(value, FunctionValue):
        return value
    decorators = {_last(d) for d in value.node.decorator_list}
    if decorators & {"property", "cached_property"}:
        return project.returns.get(value.key)
    return FunctionValue(value.key, value.node, bound="staticmethod" not in decorators)


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return _last(func)
        case _:
            return ""


# ---------------------------------------------------------------------- attributes of what came back


def _of_data(scope: Scope, node: ast.AST, value: Data, name: str) -> Value:
    both = scope.project.both
    models = [m for m in both.old.shapes.models(value.old) if field_of(m, name) is not None]
    require_value(scope, node, value, f"`.{name}`")
    if not models:
        return BoundValue(value, name)
    found: list[Value] = []
    for model in models:
        had = field_of(model, name)
        if had is not None:
            found.append(
                _attribute(scope, node, (model, had), value.new, name, alone=len(models) == 1)
            )
    return joined(*found)


def _attribute(
    scope: Scope,
    node: ast.AST,
    had: tuple[ModelDef, Field],
    now: Type | None,
    name: str,
    *,
    alone: bool,
) -> Data:
    both = scope.project.both
    model, field = had
    symbols = (f"types.{model.name}.{name}", *both.old.shapes.names(field.type))
    old = read_as(field)
    if now is None or both.new.shapes.says_nothing(now):
        return Data(old, None, symbols)
    left = both.new.shapes.models(now)
    same = [m for m in left if m.name == model.name]
    holders = [f for m in same or left if (f := field_of(m, name)) is not None]
    where = spot(node) if isinstance(node, ast.Attribute) else node
    if holders:
        types = tuple(dict.fromkeys(read_as(f) for f in holders))
        scope.project.tell(scope.source, where, Level.INFO, symbols, "")
        return Data(old, types[0] if len(types) == 1 else UnionType(types), symbols)
    if same or alone:
        said = f"`{name}` of `types.{model.name}` is gone"
        if not same:
            said = f"it is `{both.new.shapes.said(now)}` now, which has no `{name}`"
        scope.project.tell(scope.source, where, Level.BREAKING, symbols, said)
    return Data(old, None, symbols)


def entry_of(scope: Scope, node: ast.AST, value: Data, key: str) -> Value:
    """`body["key"]` of a dict that a TypedDict describes."""
    for model in scope.project.both.old.shapes.models(value.old):
        found = property_of(model, key)
        if found is not None:
            return _attribute(scope, node, (model, found), value.new, found.name, alone=True)
    return None


def require_value(scope: Scope, node: ast.AST, value: Data, used: str) -> None:
    """Say so where code uses what may be null now and could not be before."""
    both = scope.project.both
    if not value.symbols or value.new is None:
        return
    if both.new.shapes.nullable(value.new) and not both.old.shapes.nullable(value.old):
        last = value.symbols[0].rpartition(".")[2]
        said = f"`{last}` may be None now, and {used} is used on it"
        scope.project.tell(scope.source, _holder(node), Level.BREAKING, value.symbols, said)


def _holder(node: ast.AST) -> ast.AST:
    """The expression before the last dot or bracket."""
    if isinstance(node, ast.Attribute | ast.Subscript):
        return spot(node.value) if isinstance(node.value, ast.Attribute) else node.value
    return spot(node) if isinstance(node, ast.Attribute) else node


def note_widened(scope: Scope, node: ast.AST, value: Value) -> None:
    """Say so where what is read may hold what it never held before."""
    if not isinstance(value, Data) or value.new is None or not value.symbols:
        return
    both = scope.project.both
    more = beyond((both.new.shapes, value.new), (both.old.shapes, value.old), sent=False)
    if not more:
        return
    several = len(both.old.shapes.atoms(value.old)) > 1
    variants = all(isinstance(atom, ModelDef) for atom in more)
    level = Level.INFO if several and variants else Level.WARNING
    last = value.symbols[0].rpartition(".")[2]
    said = f"`{last}` is `{both.new.shapes.said(value.new)}` now, it was `{both.old.shapes.said(value.old)}`"
    where = spot(node) if isinstance(node, ast.Attribute) else node
    scope.project.tell(scope.source, where, level, value.symbols, said)
