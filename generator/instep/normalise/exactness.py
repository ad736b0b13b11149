"""Which schemas a type says whole: it takes no value that the schema does not.

Choosing a member of a union needs no such thing, but counting does. `oneOf` is *exactly* one (JSON Schema
Core, section 10.2.1.3), and a type that takes more than its schema would make two of what is one: strict mode would
refuse a valid value. So whatever is not known to be said whole is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from instep.document import RefError
from instep.normalise.context import Context, Node
from instep.normalise.parts import ANNOTATIONS
from instep.normalise.patterns import supported


def _is_whole(value: Any) -> bool:
    """Is it an integer, as a type of whole numbers can have for a bound?"""
    return type(value) is int


_SILENT: Final = (ANNOTATIONS - {"writeOnly"}) | {"nullable"}
_PLAIN: Final = frozenset({"type", "enum", "const"})
_NESTED: Final = frozenset({"properties", "required", "additionalProperties", "items"})
_UNIONS: Final = frozenset({"oneOf", "anyOf"})
_BOUNDS: Final[Mapping[str, tuple[frozenset[str], Callable[[Any], bool]]]] = MappingProxyType(
    {
        **dict.fromkeys(("minLength", "maxLength"), (frozenset({"string"}), _is_whole)),
        **dict.fromkeys(("minItems", "maxItems"), (frozenset({"array"}), _is_whole)),
        **dict.fromkeys(
            ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
            (frozenset({"integer", "number"}), _is_whole),
        ),
        "uniqueItems": (frozenset({"array"}), lambda value: type(value) is bool),
        "pattern": (
            frozenset({"string"}),
            lambda value: isinstance(value, str) and supported(value),
        ),
    }
)
"""What bounds may stand beside which `type`, and with which values."""

_FORMATS: Final = frozenset({"date-time", "date", "uuid"})
"""Formats of strings whose reader refuses what is not of the format."""
_DEEPEST: Final = 8
_NUMERIC: Final = frozenset({"int32", "int64", "float", "double"})


class Exactness:
    """Looks at schemas with all that they refer to; what was found whole is remembered."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._whole: set[str] = set()
        self._short: set[str] = set()

    def holds(self, node: Node) -> bool:
        """Does a type say the schema whole?"""
        seen: set[str] = set()
        waiting = [("", node.value)]
        while waiting:
            pointer, value = waiting.pop()
            if pointer in self._short or not _is_said(value) or not self._is_merged(value):
                self._short.add(pointer or node.pointer)
                return False
            for ref in _references(value):
                try:
                    target, found = self._ctx.document.resolve(ref)
                except RefError:
                    return False
                if target not in seen and target not in self._whole:
                    seen.add(target)
                    waiting.append((target, found))
        self._whole |= seen
        return True

    def _is_merged(self, schema: Any) -> bool:
        """Are the parts of every `allOf` in it open, so that one object has the properties of all?"""
        parts = [*_parts(schema)] if isinstance(schema, dict) else []
        whole = len(parts) < 2 or all(self._is_open(part, 0) for part in parts)
        inner = _inner(schema) if isinstance(schema, dict) else ()
        return whole and all(self._is_merged(one) for one in inner)

    def _is_open(self, schema: Any, depth: int) -> bool:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return False
        if schema.get("additionalProperties", True) is not True:
            return False
        try:
            parts = [
                self._ctx.document.resolve(part["$ref"])[1] if part.keys() == {"$ref"} else part
                for part in _parts(schema)
            ]
        except RefError:
            return False
        return all(part is schema or self._is_open(part, depth + 1) for part in parts)


def _is_said(schema: Any) -> bool:
    """Does a type say the schema whole, if it does so for the schemas that this one refers to?"""
    if not isinstance(schema, dict):
        return schema is True
    if schema.get("writeOnly") is True:
        return False
    words = {w for w in schema if w not in _SILENT and w != "writeOnly" and not w.startswith("x-")}
    known = _PLAIN | _NESTED | _UNIONS | {"format", "allOf", "$ref"} | _BOUNDS.keys()
    if not words <= known or not _is_bounded(schema, words) or not _is_composed(schema, words):
        return False
    values = schema.get("enum", [schema.get("const")])
    if not isinstance(values, list) or any(isinstance(v, float | list | dict) for v in values):
        return False
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        return False
    if not all(isinstance(name, str) and name in properties for name in required):
        return False
    return all(_is_said(inner) for inner in _inner(schema))


def _is_bounded(schema: dict[str, Any], words: set[str]) -> bool:
    """Are the bounds and the format about the one type that stands beside them?"""
    said = schema.get("type")
    kinds = [kind for kind in (said if isinstance(said, list) else [said]) if kind != "null"]
    bounds = words & _BOUNDS.keys()
    if not bounds and "format" not in words:
        return True
    if len(kinds) != 1 or not isinstance(kinds[0], str):
        return False
    if any(kinds[0] not in _BOUNDS[w][0] or not _BOUNDS[w][1](schema[w]) for w in bounds):
        return False
    if "format" in words:
        known, beside = (_FORMATS, set()) if kinds[0] == "string" else (_NUMERIC, bounds)
        return str(schema["format"]) in known and words <= {"type", "format"} | beside
    return words <= {"type", "items"} | bounds


def _is_composed(schema: dict[str, Any], words: set[str]) -> bool:
    """Does the type keep what is composed as it is written, nothing flattened into something else?"""
    for word in words & _UNIONS:
        variants = schema[word]
        if not isinstance(variants, list) or words - {word, "type"}:
            return False
        if any(isinstance(one, dict) and one.keys() & _UNIONS for one in variants):
            return False
    return isinstance(schema.get("allOf", []), list) and isinstance(schema.get("$ref", ""), str)


def _parts(schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas that hold together here."""
    own = {word: value for word, value in schema.items() if word not in {"allOf", "$ref"}}
    if own.keys() - _SILENT or len(own) == len(schema):
        yield schema if len(own) == len(schema) else own
    if "$ref" in schema:
        yield {"$ref": schema["$ref"]}
    yield from schema.get("allOf", ())


def _inner(schema: dict[str, Any]) -> Iterator[Any]:
    yield from schema.get("properties", {}).values()
    for word in ("additionalProperties", "items"):
        # That there is nothing else is said whole too, but not that the items are none.
        if word in schema and not (word == "additionalProperties" and schema[word] is False):
            yield schema[word]
    for word in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(word, ())


def _references(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("$ref"), str):
        yield schema["$ref"]
    for inner in _inner(schema):
        yield from _references(inner)
