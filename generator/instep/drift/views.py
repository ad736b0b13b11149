"""A schema as a payload meets it: references followed, `allOf` merged, null told apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from instep.drift.schema_rules import BOUNDS
from instep.drift.tree import Node, Tree

ANNOTATIONS = frozenset(
    {
        "$ref",
        "$id",
        "$anchor",
        "$comment",
        "$defs",
        "$schema",
        "title",
        "description",
        "summary",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "nullable",
        "discriminator",
    }
)
"""Keywords that refuse no value."""
_OBJECT_WORDS = ("properties", "required", "additionalProperties", "patternProperties")
ALTERNATIVES = ("oneOf", "anyOf")
_MOST = 200
"""Parts of one schema that are looked at."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that holds for one value, in parts that all apply."""

    node: Node
    """The schema where it is used."""
    parts: tuple[Node, ...]
    nullable: bool

    def first(self, key: str) -> Node | None:
        """The keyword in the first part that has it."""
        return next((found for part in self.parts if (found := part.get(key)) is not None), None)

    def value(self, key: str) -> Any:
        """The keyword's value, None where no part has it."""
        found = self.first(key)
        return None if found is None else found.value

    def flag(self, key: str) -> bool:
        """Is the keyword true in any part?"""
        return any(part.flag(key) for part in self.parts)

    def spot(self, key: str) -> str:
        """The pointer of the keyword, or of the part that would hold it."""
        found = self.first(key)
        return self.home if found is None else found.pointer

    @property
    def home(self) -> str:
        """The pointer of the schema itself, behind its references."""
        return self.parts[0].pointer if self.parts else self.node.pointer

    def properties(self) -> dict[str, Node]:
        """Every property of every part; of one in several parts the last that says most."""
        found: dict[str, Node] = {}
        for part in self.parts:
            for name, node in part.members("properties").items():
                kept = found.get(name)
                if kept is None or _weight(node) > _weight(kept):
                    found[name] = node
        return found

    def required(self) -> dict[str, str]:
        """Every required property, with the pointer that says so."""
        return {
            item.value: item.pointer
            for part in self.parts
            for item in part.items("required")
            if isinstance(item.value, str)
        }

    def bound(self, keyword: str) -> tuple[Any, str]:
        """The tightest of a bound, None where there is none, with its pointer."""
        upper = BOUNDS[keyword][1]
        found = [
            (node.value, node.pointer)
            for part in self.parts
            if (node := part.get(keyword)) is not None
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        ]
        if not found:
            return None, self.home
        return (min if upper else max)(found, key=lambda pair: pair[0])

    def types(self) -> frozenset[str]:
        """The JSON types a value may have, null apart; empty: any."""
        result: frozenset[str] | None = None
        for part in self.parts:
            told = _types(part.value)
            if told:
                result = told if result is None else _both(result, told)
        return result or frozenset()

    def enum(self) -> tuple[list[Any] | None, str]:
        """The values an enum allows, null apart, with its pointer; None: there is no enum."""
        found: list[Any] | None = None
        spot = self.home
        for part in self.parts:
            node = part.get("enum")
            if node is None or not isinstance(node.value, list):
                node = _spelled_out(part)
            if node is None:
                continue
            values = [value for value in node.value if value is not None]
            found = values if found is None else [v for v in found if v in values]
            spot = node.pointer
        return found, spot

    def options(self) -> tuple[str, tuple[Node, ...]]:
        """`oneOf` or `anyOf` and its members, null apart."""
        for part in self.parts:
            for word in ALTERNATIVES:
                found = tuple(item for item in part.items(word) if not is_null(item.value))
                if found and _spelled_out(part) is None:
                    return word, found
        return "", ()

    def members(self) -> list[Node]:
        """The members of every `allOf`; one of them that only wraps another is that other."""
        return [
            member
            for place, part in enumerate(self.parts)
            if place == 0 or not _wraps(part)
            for member in part.items("allOf")
        ]

    def wraps(self) -> bool:
        """Does it say nothing but what the only member of its `allOf` says?"""
        return bool(self.parts) and _wraps(self.parts[0])

    def types_of_options(self) -> frozenset[str] | None:
        """The types that the alternatives name; None where one of them says more than its type."""
        members = self.options()[1]
        bare = all(
            isinstance(m.value, dict)
            and "type" in m.value
            and not set(m.value) - ANNOTATIONS - {"type"}
            for m in members
        )
        if not members or not bare:
            return None
        return frozenset(kind for member in members for kind in _types(member.value))

    def has_base(self) -> bool:
        """Does it say anything of its own about the value, beside its alternatives?"""
        beside = ANNOTATIONS | {"oneOf", "anyOf", "allOf", "type"}
        return any(set(part.value) - beside for part in self.parts)

    def is_unconstrained(self) -> bool:
        """Does every part accept every value?"""
        return not self.nullable and not any(set(p.value) - ANNOTATIONS for p in self.parts)


def _wraps(part: Node) -> bool:
    return set(part.value) - ANNOTATIONS == {"allOf"} and len(part.items("allOf")) == 1


def _spelled_out(part: Node) -> Node | None:
    """Alternatives that are constants say what `enum` does: a node with their values."""
    for word in ALTERNATIVES:
        members = part.items(word)
        values = [_only_value(member.value) for member in members]
        if len(members) > 1 and all(values):
            return Node(f"{part.pointer}/{word}", [value for one in values for value in one])
    return None


def _only_value(value: Any) -> list[Any]:
    """The one value that a schema allows, in a list; empty where it says more."""
    if not isinstance(value, dict) or set(value) - ANNOTATIONS - {"const", "enum", "type"}:
        return []
    if "const" in value:
        return [value["const"]]
    enum = value.get("enum")
    return enum if isinstance(enum, list) and len(enum) == 1 else []


def view_of(tree: Tree, node: Node, *, merge_lone: bool = True) -> View:
    """How a payload meets the schema at `node`.

    With `merge_lone` the only alternative of a `oneOf` or `anyOf` (null apart) is one of the parts.
    """
    parts: list[Node] = []
    _collect(tree, node, parts, set(), merge_lone=merge_lone)
    nullable = any(_allows_null(part.value) for part in parts)
    return View(node, tuple(parts), nullable)


def _collect(
    tree: Tree, node: Node, parts: list[Node], seen: set[str], *, merge_lone: bool
) -> None:
    """The schema behind its reference first, then what stands beside it, then `allOf`."""
    value = node.value
    if not isinstance(value, dict) or node.pointer in seen or len(seen) > _MOST:
        return
    seen.add(node.pointer)
    ref = value.get("$ref")
    if isinstance(ref, str):
        target = tree.at(ref)
        if target is not None:
            _collect(tree, target, parts, seen, merge_lone=merge_lone)
    if not isinstance(ref, str) or set(value) - {"$ref"}:
        parts.append(node)
    for member in node.items("allOf"):
        _collect(tree, member, parts, seen, merge_lone=merge_lone)
    for word in ALTERNATIVES:  # `anyOf: [T, null]` is how a nullable T is written
        rest = [member for member in node.items(word) if not is_null(member.value)]
        if merge_lone and len(rest) == 1:
            _collect(tree, rest[0], parts, seen, merge_lone=merge_lone)


def is_null(value: Any) -> bool:
    """Does the schema accept null and nothing else?"""
    return isinstance(value, dict) and (
        value.get("type") in ("null", ["null"])
        or value.get("enum") == [None]
        or ("const" in value and value["const"] is None)
    )


def _allows_null(value: dict[str, Any]) -> bool:
    kinds = value.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        return True
    enum = value.get("enum")
    if isinstance(enum, list) and None in enum and kinds is None:
        return True
    return any(
        is_null(member)
        for word in ("oneOf", "anyOf")
        if isinstance(value.get(word), list)
        for member in value[word]
    )


def _types(value: dict[str, Any]) -> frozenset[str]:
    kinds = value.get("type")
    if isinstance(kinds, str):
        return frozenset({kinds} - {"null"})
    if isinstance(kinds, list):
        return frozenset(k for k in kinds if isinstance(k, str) and k != "null")
    if any(word in value for word in _OBJECT_WORDS):
        return frozenset({"object"})
    if "items" in value:
        return frozenset({"array"})
    values = value.get("enum")
    if "const" in value:
        values = [value["const"]]
    if values is None and (spelled := _spelled_out(Node("", value))) is not None:
        values = spelled.value
    if isinstance(values, list):
        return frozenset(_type_of(v) for v in values if v is not None)
    return frozenset()


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def _both(left: frozenset[str], right: frozenset[str]) -> frozenset[str]:
    widened = {k for k in left if k in right or (k == "integer" and "number" in right)}
    widened |= {k for k in right if k == "integer" and "number" in left}
    return frozenset(widened) or left


def _weight(node: Node) -> int:
    return len(set(node.value) - ANNOTATIONS | ({"$ref"} & set(node.value))) if isinstance(
        node.value, dict
    ) else 0  # fmt: skip


def canonical(value: Any) -> str:
    """A schema as text, without what only describes it: equal texts accept equal values."""
    return json.dumps(_bare(value), sort_keys=True, default=str)


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    skipped = ANNOTATIONS - {"$ref", "discriminator", "readOnly", "writeOnly"}
    return {
        key: {k: _bare(v) for k, v in inner.items()}
        if key in ("properties", "patternProperties", "dependentSchemas")
        and isinstance(inner, dict)
        else inner
        if key in ("enum", "const", "default")
        else _bare(inner)
        for key, inner in value.items()
        if key not in skipped
    }
