"""Whether a schema of the document still says what it said when the client was made.

Both are read by the same words, whichever version of OpenAPI spells them. Descriptions, examples
and titles are of no account.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .compare import shown, step
from .document import Document, Node
from .kinds import is_array, is_object

_NULL = {"type": "null"}
_TYPES = frozenset(["null", "boolean", "integer", "number", "string", "array", "object"])
_LIMITS = (
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
)
_BELOW = ("items", "not", "if", "then", "else", "contains", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_DEFINITION = "#/$defs/"
_COMPONENTS = ("#/components/schemas/", "#/definitions/")
_MOST = 20


class Sameness:
    """Compares schemas of a document with those that came with the tests."""

    def __init__(self, document: Document, definitions: dict[str, Any], hidden: str) -> None:
        self._document = document
        self._definitions = definitions
        self._hidden = hidden
        """`readOnly` or `writeOnly`: which properties do not travel this way."""
        self._seen: set[tuple[int, int]] = set()

    def differences(self, now: Node, then: Any, at: str = "") -> list[str]:
        """What is different, each with its place below `at`; at most a few."""
        self._seen.clear()
        found: list[str] = []
        for said in self._compared(now, then, at):
            if said not in found:
                found.append(said)
            if len(found) >= _MOST:
                break
        return found

    def component(self, name: str) -> list[str]:
        """What is different in a component schema of this name."""
        now = self._document.schemas.get(name)
        at = f"{_COMPONENTS[self._document.swagger]}{step(name)}"
        if now.value is None:
            return [f"{at} is gone"]
        return self.differences(now, self._definitions[name], at)

    def _compared(self, now: Node, then: Any, at: str) -> Iterator[str]:
        if self._is_same_reference(now, then):
            return
        now, then = self._unwrapped(now, then)
        if not is_object(now.value) or not is_object(then):
            return  # a schema that says nothing, on one side at least
        if "$dynamicRef" in now.value:
            return  # what it means depends on the way there
        key = (id(now.value), id(then))
        if key in self._seen:
            return
        self._seen.add(key)
        yield from _kinds(now.value, then, at)
        yield from _values(now.value, then, at)
        yield from _bounds(now.value, then, at)
        yield from self._properties(now, then, at)
        yield from self._inside(now, then, at)

    def _is_same_reference(self, now: Node, then: Any) -> bool:
        """Whether both are one component, which is compared for itself."""
        ref = now.value.get("$ref") if is_object(now.value) else None
        other = then.get("$ref") if is_object(then) else None
        if not (isinstance(ref, str) and isinstance(other, str)):
            return False
        if now.file != self._document.path:
            return False
        name = other.removeprefix(_DEFINITION)
        return any(ref == prefix + name for prefix in _COMPONENTS)

    def _unwrapped(self, now: Node, then: Any) -> tuple[Node, Any]:
        """Both without references, and without the union that only adds null."""
        while True:
            after = self._document.follow(now)
            inner = _nullable(after.value)
            if inner is None:
                break
            now = Node(inner, after.file)
        while True:
            for _ in range(100):
                if not (is_object(then) and isinstance(then.get("$ref"), str)):
                    break
                then = self._definitions.get(then["$ref"].removeprefix(_DEFINITION))
            inner = _nullable(then)
            if inner is None:
                break
            then = inner
        return after, then

    def _properties(self, now: Node, then: dict[str, Any], at: str) -> Iterator[str]:
        mine, theirs = now.get("properties"), then.get("properties", {})
        names = dict(mine.items())
        for name in names:
            if name not in theirs:
                yield f"{at}/properties/{step(name)}: the property `{name}` was added"
        for name, schema in theirs.items():
            below = f"{at}/properties/{step(name)}"
            if name not in names:
                yield f"{below}: the property `{name}` was removed"
            else:
                yield from self._compared(names[name], schema, below)
        required, before = _texts(now.value.get("required")), _texts(then.get("required"))
        for name in required:
            if name not in before and not self._is_hidden(names.get(name)):
                yield f"{at}/required: `{name}` became required"
        for name in before:
            if name not in required:
                yield f"{at}/required: `{name}` became optional"

    def _is_hidden(self, schema: Node | None) -> bool:
        # A property that is declared elsewhere may be hidden there: nothing is claimed about it.
        if schema is None:
            return True
        found = self._document.follow(schema)
        members = [found, *found.get("allOf").each()]
        return any(self._document.follow(m).get(self._hidden).value is True for m in members) or (
            schema.get(self._hidden).value is True
        )

    def _inside(self, now: Node, then: dict[str, Any], at: str) -> Iterator[str]:
        for word in _BELOW:
            if is_object(now.value.get(word)) and is_object(then.get(word)):
                yield from self._compared(now[word], then[word], f"{at}/{word}")
        extra, before = now.get("additionalProperties"), then.get("additionalProperties")
        if (extra.value is False) != (before is False):
            yield f"{at}/additionalProperties: was {shown(before)}, is {shown(extra.value)}"
        elif is_object(extra.value) and is_object(before):
            yield from self._compared(extra, before, f"{at}/additionalProperties")
        for word in _LISTS:
            mine, theirs = list(now.get(word).each()), then.get(word)
            if not is_array(theirs):
                continue
            mine = [node for node in mine if node.value != _NULL]
            theirs = [schema for schema in theirs if schema != _NULL]
            if len(mine) != len(theirs):
                yield f"{at}/{word}: had {len(theirs)} members, has {len(mine)}"
                continue
            for index, (one, other) in enumerate(zip(mine, theirs, strict=True)):
                yield from self._compared(one, other, f"{at}/{word}/{index}")


def _nullable(schema: Any) -> Any:
    """What a union of one schema and null says besides null; None if it is no such union."""
    if not is_object(schema):
        return None
    for word in ("anyOf", "oneOf"):
        members = schema.get(word)
        if is_array(members) and len(members) == 2 and _NULL in members:
            return next((one for one in members if one != _NULL), None)
    alone = schema.get("allOf")
    # OpenAPI 3.0 wraps what it makes nullable.
    if is_array(alone) and len(alone) == 1 and not schema.keys() & {"properties", "type"}:
        return alone[0]
    return None


def _kinds(now: dict[str, Any], then: dict[str, Any], at: str) -> Iterator[str]:
    found, before = _types(now), _types(then)
    if found and before and found - {"null"} != before - {"null"}:
        yield f"{at}/type: was {_listed(before)}, is {_listed(found)}"
    format_, earlier = now.get("format"), then.get("format")
    if format_ != earlier and isinstance(format_, str | None) and now.get("type") != "file":
        yield f"{at}/format: was {shown(earlier)}, is {shown(format_)}"
    pattern, earlier = now.get("pattern"), then.get("pattern")
    if earlier is not None and pattern != earlier:
        yield f"{at}/pattern: was {shown(earlier)}, is {shown(pattern)}"


def _types(schema: dict[str, Any]) -> frozenset[str]:
    found = schema.get("type")
    names = frozenset([found] if isinstance(found, str) else _texts(found))
    return (names | {"string"} if "file" in names else names) & _TYPES


def _values(now: dict[str, Any], then: dict[str, Any], at: str) -> Iterator[str]:
    found, before = now.get("enum"), then.get("enum")
    if is_array(found) or is_array(before):
        mine = {json.dumps(value): value for value in found or () if value is not None}
        theirs = {json.dumps(value): value for value in before or () if value is not None}
        for value in mine.keys() - theirs.keys():
            yield f"{at}/enum: the value {shown(mine[value])} was added"
        for value in theirs.keys() - mine.keys():
            yield f"{at}/enum: the value {shown(theirs[value])} was removed"
    if now.get("const") != then.get("const"):
        yield f"{at}/const: was {shown(then.get('const'))}, is {shown(now.get('const'))}"


def _bounds(now: dict[str, Any], then: dict[str, Any], at: str) -> Iterator[str]:
    for bound, exclusive in (
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ):
        found, before = _bound(now, bound, exclusive), _bound(then, bound, exclusive)
        if found != before:
            yield f"{at}/{bound}: was {shown(before)}, is {shown(found)}"
    for word in _LIMITS:
        found, before = now.get(word) or None, then.get(word) or None
        if found != before and isinstance(found, int | float | None):
            yield f"{at}/{word}: was {shown(before)}, is {shown(found)}"


def _bound(schema: dict[str, Any], bound: str, exclusive: str) -> Any:
    """The bound and whether it is exclusive, as 3.0 and 3.1 spell it."""
    limit, strict = schema.get(bound), schema.get(exclusive)
    if isinstance(strict, bool):
        return None if limit is None else [limit, strict]
    if strict is not None:
        return [strict, True]
    return None if limit is None else [limit, False]


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if is_array(value) else []


def _listed(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))
