"""Which definitions reach which: what is sent, what is received, and which must share a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from instep.ir.types import ListType, MapType, NullableType, RefType, TupleType, Type, UnionType


def references(type_: Type | None) -> tuple[str, ...]:
    """Keys of the definitions that a type names, in order, each once."""
    found: dict[str, None] = {}

    def walk(inner: Type | None) -> None:
        match inner:
            case RefType(key):
                found[key] = None
            case ListType(item):
                walk(item)
            case TupleType(items, rest):
                for item in items:
                    walk(item)
                walk(rest)
            case MapType(value):
                walk(value)
            case UnionType(members):
                for member in members:
                    walk(member)
            case NullableType(of):
                walk(of)
            case _:
                pass

    walk(type_)
    return tuple(found)


def reachable(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that the starts lead to, themselves included."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(edges.get(key, ()))
    return found


def cycles(
    edges: Mapping[str, Iterable[str]],
) -> list[tuple[str, ...]]:
    """The strongly connected components (Tarjan 1972), each in the order of `edges`; iterative, so any depth goes."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    order = {key: number for number, key in enumerate(edges)}
    for root in edges:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(edges[root]))]
        while work:
            key, successors = work[-1]
            for target in successors:
                if target not in edges:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[key] = min(low[key], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == index[key]:
                    group: list[str] = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        group.append(member)
                        if member == key:
                            break
                    found.append(tuple(sorted(group, key=order.__getitem__)))
    return found
