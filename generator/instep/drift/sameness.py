"""Tells quickly which schemas did not change at all, so that only the others are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instep.drift.tree import Node, Tree

_COMPONENT_DEPTH = 4
"""Tokens of `#/components/schemas/Name`."""


class Unchanged:
    """What is the same in both documents, references included."""

    def __init__(self, old: Tree, new: Tree) -> None:
        before, after = self._before, self._after = _components(old), _components(new)
        moved = {name for name in before.keys() | after.keys() if not _equal(before, after, name)}
        users: dict[str, set[str]] = {}
        for name, value in after.items():
            for ref in _refs(value):
                users.setdefault(ref, set()).add(name)
        # What is referred to outside of the components is not known to be the same.
        queue = [*moved, *(ref for ref in users if ref not in after)]
        self._changed = set(queue)
        while queue:
            for user in users.get(queue.pop(), ()):
                if user not in self._changed:
                    self._changed.add(user)
                    queue.append(user)

    def holds(self, old: Node, new: Node) -> bool:
        """Is this the same schema, with the same behind every reference?"""
        before, after = self._before.get(old.pointer), self._after.get(new.pointer)
        if old.pointer == new.pointer and before is old.value and after is new.value:
            return old.pointer not in self._changed
        if old.value != new.value:
            return False
        return self._changed.isdisjoint(_refs(old.value))


def _components(tree: Tree) -> dict[str, Any]:
    holder = tree.root.get("components")
    return {n.pointer: n.value for n in holder.members("schemas").values()} if holder else {}


def _equal(before: dict[str, Any], after: dict[str, Any], name: str) -> bool:
    return name in before and name in after and bool(before[name] == after[name])


def _refs(value: Any) -> Iterator[str]:
    """The components that are referred to; a reference elsewhere as it stands."""
    queue = [value]
    while queue:
        here = queue.pop()
        children = here
        if type(here) is dict:
            ref = here.get("$ref")
            if isinstance(ref, str):
                yield "/".join(ref.split("/")[:_COMPONENT_DEPTH])
            mapping = here.get("mapping")
            if isinstance(mapping, dict):
                yield from (m for m in mapping.values() if isinstance(m, str) and m[:1] == "#")
            children = here.values()
        elif type(here) is not list:
            continue
        queue += [child for child in children if type(child) is dict or type(child) is list]
