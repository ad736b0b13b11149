"""What an annotation of the user's code says a value is."""

from __future__ import annotations

import ast

from instep.drift.impact.expressions import evaluate
from instep.drift.impact.members import instance_of
from instep.drift.impact.scopes import Scope
from instep.drift.impact.values import (
    AliasValue,
    ClassValue,
    ClientValue,
    EntriesValue,
    Instance,
    Known,
    ListValue,
    RawValue,
    ResourceValue,
    StreamValue,
    UserClass,
    Value,
    each,
    joined,
)

_MANY = frozenset(
    {
        "list", "List", "Sequence", "Iterable", "Iterator", "Collection", "AsyncIterator",
        "AsyncIterable", "Generator", "AsyncGenerator", "set", "Set", "frozenset", "deque",
        "MutableSequence",
    }
)  # fmt: skip
_FIRST = frozenset({"Annotated", "Optional", "Final", "ClassVar", "Required", "NotRequired"})
_MAPS = frozenset(
    {"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"}
)
_LAST = frozenset({"Awaitable", "Coroutine"})


def annotated(scope: Scope, node: ast.expr | None) -> Value:
    """The value that an annotation describes."""
    match node:
        case None:
            return None
        case ast.Constant(value=str() as text):
            try:
                inner = ast.parse(text, mode="eval").body
            except (SyntaxError, ValueError):
                return None
            for child in ast.walk(inner):
                ast.copy_location(child, node)
            return annotated(scope, inner)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return joined(annotated(scope, left), annotated(scope, right))
        case ast.Subscript():
            return _generic(scope, node)
        case _:
            return joined(*(_instance(scope, one) for one in each(evaluate(scope, node))))


def _generic(scope: Scope, node: ast.Subscript) -> Value:
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    match node.value:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            pass
        case _:
            word = ""
    if word == "Literal":
        return None
    holder = evaluate(scope, node.value)
    values = [annotated(scope, one) if not isinstance(one, ast.List) else None for one in inner]
    first = values[0] if values else None
    if isinstance(holder, ClassValue) and holder.kind == "stream":
        return StreamValue(first)
    if isinstance(holder, ClassValue) and holder.kind == "raw":
        return RawValue(first)
    if word in _MANY:
        return ListValue(first)
    if word in ("tuple", "Tuple"):
        several = isinstance(inner[-1], ast.Constant)
        return ListValue(first if several else None, None, () if several else tuple(values))
    if word in _FIRST:
        return first
    if word in _MAPS and len(values) > 1:
        return EntriesValue(values[1]) if values[1] is not None else None
    if word in _LAST:
        return values[-1] if values else None
    return joined(*values) if word == "Union" else None


def _instance(scope: Scope, value: Known) -> Value:
    match value:
        case ClassValue(kind="client"):
            return ClientValue()
        case ClassValue(kind="async-client"):
            return ClientValue(asynchronous=True)
        case ClassValue(kind="types" | "params", name=name):
            return instance_of(scope.project, name)
        case ClassValue(kind="resource", name=name):
            return ResourceValue(scope.project.both.old.classes[name])
        case UserClass(key=key):
            return Instance(key)
        case AliasValue(meant=meant):
            return meant
        case _:
            return None
