"""The bundled document as a store of schemas: pointers resolved, each schema made self-contained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from urllib.parse import unquote

import jsonschema_rs

from instep.ir.types import MISSING, Json, Missing

NAMES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
"""The type names of JSON Schema (validation vocabulary, section 6.1.1)."""

_ONE = frozenset(
    [
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "not",
        "if",
        "then",
        "else",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_SAME_INSTANCE = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"})
_COUNTS = frozenset(
    [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ]
)
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})

_Key = tuple["Direction", str, frozenset[str]]


class Direction(StrEnum):
    """Which way data goes: it decides between `readOnly` and `writeOnly` properties."""

    REQUEST = "request"
    RESPONSE = "response"


class Schemas:
    """The schemas of one bundled document (`Api.root`), prepared on demand and remembered."""

    def __init__(self, root: Json) -> None:
        self._root = root
        self._targets: dict[str, Json | Missing] = {}
        self._patterns: dict[str, bool] = {}
        self._prepared: dict[_Key, tuple[Json, tuple[_Key, ...]]] = {}
        self._names: dict[_Key, str] = {}

    def at(self, ref: str) -> Json | Missing:
        """What a local reference (`#/components/schemas/Foo`) points at; `MISSING` if nothing (RFC 6901)."""
        if ref not in self._targets:
            self._targets[ref] = MISSING  # while it is looked for: a circle leads nowhere
            self._targets[ref] = self._walk(ref)
        return self._targets[ref]

    def _walk(self, ref: str) -> Json | Missing:
        if ref in {"#", "#/"}:
            return self._root
        if not ref.startswith("#/"):
            return MISSING
        node = self._root
        for part in unquote(ref[2:]).split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            below = _member(node, name)
            if below is MISSING:  # what stands beside a `$ref` goes before what it refers to
                below = _member(self._through(node), name)
            if below is MISSING:
                return MISSING
            node = below
        return node

    def _through(self, node: Json | Missing) -> Json | Missing:
        """What the node refers to, for a reference that goes on below it."""
        for _ in range(20):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                return node
            node = self.at(node["$ref"])
        return MISSING

    def compiles(self, pattern: str) -> bool:
        """Whether the validator's engine can run this regular expression."""
        if pattern not in self._patterns:
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
                self._patterns[pattern] = True
            except ValueError:
                self._patterns[pattern] = False
        return self._patterns[pattern]

    def hides(self, schema: Json, direction: Direction) -> bool:
        """Whether a property of this schema does not travel in this direction.

        Only what the property itself says counts (OpenAPI 3.0: `readOnly` is "relevant only for schema
        properties definitions"), not the component it refers to: required arguments would be lost.
        """
        word = "readOnly" if direction is Direction.REQUEST else "writeOnly"
        if not isinstance(schema, dict):
            return False
        members = schema.get("allOf")
        return schema.get(word) is True or (
            isinstance(members, list)
            and any(isinstance(member, dict) and member.get(word) is True for member in members)
        )

    def hidden(self, schema: Json, direction: Direction) -> frozenset[str]:
        """Names of the object's own and composed properties that do not travel in this direction."""
        found: set[str] = set()
        self._collect_hidden(schema, direction, found, set())
        return frozenset(found)

    def _collect_hidden(
        self, schema: Json, direction: Direction, found: set[str], seen: set[int]
    ) -> None:
        if not isinstance(schema, dict) or id(schema) in seen:
            return
        seen.add(id(schema))
        for name, inner in _mapping(schema.get("properties")).items():
            if self.hides(inner, direction):
                found.add(name)
        if isinstance(schema.get("$ref"), str):
            self._collect_hidden(self.at(schema["$ref"]), direction, found, seen)
        for member in _sequence(schema.get("allOf")):
            self._collect_hidden(member, direction, found, seen)

    def standalone(self, schema: Json, direction: Direction) -> Json:
        """A schema equal in meaning that needs nothing but itself.

        What it refers to is below `$defs`; annotations, references that lead nowhere and keywords
        whose value JSON Schema does not allow are gone, so that one odd node does not make the
        whole schema unusable. Names that do not travel in this direction are not required.
        """
        todo: list[_Key] = []
        body = self._copy(schema, direction, frozenset(), todo)
        definitions: dict[str, Json] = {}
        while todo:
            key = todo.pop()
            name = self._name(key)
            if name in definitions:
                continue
            if key not in self._prepared:
                further: list[_Key] = []
                copy = self._copy(self.at(key[1]), direction, key[2], further)
                self._prepared[key] = (copy, tuple(further))
            definitions[name], needed = self._prepared[key]
            todo.extend(needed)
        if not definitions or not isinstance(body, dict):
            return body
        return {**body, "$defs": definitions}

    def _name(self, key: _Key) -> str:
        return self._names.setdefault(key, f"d{len(self._names)}")

    def _copy(
        self, node: Json, direction: Direction, dropped: frozenset[str], todo: list[_Key]
    ) -> Json:
        if not isinstance(node, dict):
            return node if isinstance(node, bool) else True
        if not node.keys().isdisjoint({"required", "$ref", "allOf", "anyOf", "oneOf"}):
            dropped |= self.hidden(node, direction)
        result: dict[str, Json] = {}
        for word, value in node.items():
            inherited = dropped if word in _SAME_INSTANCE else frozenset[str]()

            def inner(child: Json, inherited: frozenset[str] = inherited) -> Json:
                return self._copy(child, direction, inherited, todo)

            if word == "$ref":
                if isinstance(value, str) and self.at(value) is not MISSING:
                    key = (direction, value, dropped)
                    todo.append(key)
                    result["$ref"] = f"#/$defs/{self._name(key)}"
            elif word == "required":
                result["required"] = [n for n in _texts(value) if n not in dropped]
            else:
                self._copy_word(word, value, inner, result)
        return result

    def _copy_word(
        self, word: str, value: Json, inner: Callable[[Json], Json], result: dict[str, Json]
    ) -> None:
        if word in _ONE:
            if isinstance(value, dict | bool):
                result[word] = inner(value)
            elif word == "items" and isinstance(value, list):
                # Draft 4's tuple form, still met in real documents.
                result["prefixItems"] = [inner(item) for item in value]
        elif word in _MANY:
            if isinstance(value, list) and value:
                result[word] = [inner(item) for item in value]
        elif word in _MAPS:
            result[word] = {
                name: inner(child)
                for name, child in _mapping(value).items()
                if word != "patternProperties" or self.compiles(name)
            }
        elif self._is_valid(word, value):
            result[word] = value
        elif word == "type" and (names := [n for n in dict.fromkeys(_texts(value)) if n in NAMES]):
            result["type"] = names

    def _is_valid(self, word: str, value: Json) -> bool:
        """Whether an assertion has a value that the metaschema allows."""
        if word in _COUNTS:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if word in _BOUNDS:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and (word != "multipleOf" or value > 0)
        match word:
            case "type":
                return isinstance(value, str) and value in NAMES
            case "pattern":
                return isinstance(value, str) and self.compiles(value)
            case "enum":
                return isinstance(value, list) and bool(value)
            case "format":
                return isinstance(value, str)
            case "uniqueItems":
                return isinstance(value, bool)
            case "dependentRequired":
                return all(isinstance(names, list) for names in _mapping(value).values())
            case _:
                return word == "const"


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _sequence(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _texts(value: Json) -> Iterable[str]:
    return dict.fromkeys(item for item in _sequence(value) if isinstance(item, str))


def _member(node: Json | Missing, name: str) -> Json | Missing:
    """The member or item of that name, or `MISSING`."""
    if isinstance(node, dict):
        return node.get(name, MISSING)
    if isinstance(node, list) and name.isdecimal() and int(name) < len(node):
        return node[int(name)]
    return MISSING
