"""A bundled document as a tree of nodes that know their pointer, references followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from instep.ir.pointers import escape, unescape


@dataclass(slots=True, unsafe_hash=True)
class Node:
    """A value and where it stands. Never changed; not frozen, since that doubles the cost of making one."""

    pointer: str
    value: Any

    def get(self, key: str) -> Node | None:
        """A member; None where there is none, or this is no object."""
        if isinstance(self.value, dict) and key in self.value:
            return Node(f"{self.pointer}/{escape(key)}", self.value[key])
        return None

    def members(self, key: str = "") -> dict[str, Node]:
        """The members of this object, or of its member `key`; empty where there is no object."""
        holder = self.get(key) if key else self
        if holder is None or not isinstance(holder.value, dict):
            return {}
        return {
            name: Node(f"{holder.pointer}/{escape(name)}", value)
            for name, value in holder.value.items()
            if isinstance(name, str)
        }

    def items(self, key: str) -> list[Node]:
        """The items of the member `key`; empty where there is no array."""
        holder = self.get(key)
        if holder is None or not isinstance(holder.value, list):
            return []
        return [Node(f"{holder.pointer}/{i}", value) for i, value in enumerate(holder.value)]

    def text(self, key: str) -> str:
        """A text member; empty where there is none."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""

    def flag(self, key: str) -> bool:
        """Is this member true?"""
        return isinstance(self.value, dict) and self.value.get(key) is True


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole bundled document."""

    root: Node

    def at(self, pointer: str) -> Node | None:
        """The node a local reference names."""
        if not pointer.startswith("#"):
            return None
        here = self.root.value
        for token in pointer[1:].split("/")[1:]:
            name = unescape(token)
            if isinstance(here, dict) and name in here:
                here = here[name]
            elif isinstance(here, list) and name.isdecimal() and int(name) < len(here):
                here = here[int(name)]
            else:
                return None
        return Node(pointer, here)

    def follow(self, node: Node | None) -> Node | None:
        """The node at the end of a chain of references; None where it leads nowhere."""
        for _ in range(50):
            if node is None or not isinstance(node.value, dict):
                return node
            ref = node.value.get("$ref")
            if not isinstance(ref, str):
                return node
            node = self.at(ref)
        return None

    def followed(self, nodes: dict[str, Node]) -> Iterator[tuple[str, Node]]:
        """The nodes with their references followed, those that lead nowhere left out."""
        for name, node in nodes.items():
            found = self.follow(node)
            if found is not None and isinstance(found.value, dict):
                yield name, found
