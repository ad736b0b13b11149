"""Lifts a bundled OpenAPI document to the one dialect that is read from here on: OpenAPI 3.1.

What 3.1 has no word for any more is said in its words: `nullable`, boolean exclusive bounds,
`example` of schemas (OpenAPI 3.1, section 4.8.24; JSON Schema 2020-12). `nullable` is honoured
in 3.1 and 3.2 documents too, and beside `$ref`, because real documents use it there.
"""

from __future__ import annotations

from operator import is_
from typing import Any

from instep.document.pointers import Tokens
from instep.document.positions import Moves
from instep.document.shape import OPENAPI, Kind, child_kind, element_kind

DIALECT = "3.1.0"
"""What `openapi` says after a 2.0 or 3.0 document was lifted."""

_ANNOTATIONS = frozenset(
    {
        "$ref",
        "title",
        "summary",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "nullable",
        "externalDocs",
        "xml",
    }
)
"""What is honoured beside `$ref` in 2.0 and 3.0, where siblings formally mean nothing."""
_COMBINING = ("$ref", "allOf", "anyOf", "oneOf")
_OBJECT_WORDS = ("properties", "additionalProperties", "required", "patternProperties")


def upgrade(root: dict[str, Any], version: str, moves: Moves) -> dict[str, Any]:
    """The document in the dialect; `root` itself is left as it is.

    `version` is the declared one, `3.0.x` to `3.2.x`. What was moved is recorded in `moves`.
    """
    old = version.startswith("3.0")
    made: dict[str, Any] = Lifting(moves, refs_stand_alone=old).lift(root, "root", ())
    return {**made, "openapi": DIALECT} if old else made


class Lifting:
    """One walk over a document; nodes that need no change are shared with the original."""

    def __init__(self, moves: Moves, *, refs_stand_alone: bool) -> None:
        self._moves = moves
        self._refs_stand_alone = refs_stand_alone

    def lift(self, value: Any, kind: Kind, at: Tokens) -> Any:
        """The node with every schema in it lifted. `at` is where it stands."""
        if kind == "data" or not isinstance(value, dict | list):
            return value
        if isinstance(value, list):
            return self._elements(value, element_kind(kind), at)
        changed: dict[str, Any] = {}
        for key, child in value.items():
            if type(child) is dict or type(child) is list:
                lifted = self.lift(child, child_kind(OPENAPI, kind, key), (*at, key))
                if lifted is not child:
                    changed[key] = lifted
        made = {**value, **changed} if changed else value
        return self._schema(made, at) if kind == "schema" else made

    def _elements(self, value: list[Any], kind: Kind, at: Tokens) -> list[Any]:
        made = [self.lift(child, kind, (*at, str(i))) for i, child in enumerate(value)]
        return value if all(map(is_, made, value)) else made

    def _schema(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        if self._refs_stand_alone and isinstance(schema.get("$ref"), str) and len(schema) > 1:
            schema = {k: v for k, v in schema.items() if k in _ANNOTATIONS or k.startswith("x-")}
        if isinstance(schema.get("exclusiveMinimum"), bool):
            schema = _bound(schema, "minimum", "exclusiveMinimum")
        if isinstance(schema.get("exclusiveMaximum"), bool):
            schema = _bound(schema, "maximum", "exclusiveMaximum")
        if "example" in schema:
            schema = self._example(schema, at)
        if "nullable" in schema or "x-nullable" in schema:
            schema = self._nullable(schema, at)
        return schema

    def _example(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        made = {k: v for k, v in schema.items() if k != "example"}
        examples = schema.get("examples")
        if examples is None:
            made["examples"] = [schema["example"]]
            self._moves.record((*at, "examples", "0"), (*at, "example"))
            self._moves.record((*at, "examples"), (*at, "example"))
        elif isinstance(examples, list) and schema["example"] not in examples:
            made["examples"] = [*examples, schema["example"]]
            self._moves.record((*at, "examples", str(len(examples))), (*at, "example"))
        return made

    def _nullable(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        asked = schema.get("nullable") is True or schema.get("x-nullable") is True
        made = {k: v for k, v in schema.items() if k not in ("nullable", "x-nullable")}
        if not asked or _has_null(made):
            return made
        if any(key in made for key in _COMBINING):
            return self._null_beside(made, at)
        kind = made.get("type")
        if kind is None and any(word in made for word in _OBJECT_WORDS):
            kind = "object"
        elif kind is None and "items" in made:
            kind = "array"
        if isinstance(kind, str):
            made["type"] = [kind, "null"]
        elif isinstance(kind, list):
            made["type"] = [*kind, "null"]
        enum = made.get("enum")
        if isinstance(enum, list) and None not in enum:
            made["enum"] = [*enum, None]
        if "const" in made and made["const"] is not None:
            made["enum"] = [made.pop("const"), None]
        return made

    def _null_beside(self, schema: dict[str, Any], at: Tokens) -> dict[str, Any]:
        """`anyOf: [the schema, null]`, with what only describes it kept outside."""
        outside = {
            k: v
            for k, v in schema.items()
            if (k in _ANNOTATIONS and k != "$ref") or k.startswith("x-")
        }
        inside = {k: v for k, v in schema.items() if k not in outside}
        enum = inside.get("enum")
        if isinstance(enum, list):
            inside["enum"] = [member for member in enum if member is not None]
        kept = (*at, "anyOf", "0")
        self._moves.record(kept, at)
        for key in schema:
            if key in inside:
                self._moves.record((*kept, key), (*at, key))
                self._moves.forth[(*at, key)] = (*kept, key)
        self._moves.forth.pop(at, None)
        return {**outside, "anyOf": [inside, {"type": "null"}]}


def _bound(schema: dict[str, Any], bound: str, exclusive: str) -> dict[str, Any]:
    made = {k: v for k, v in schema.items() if k != exclusive}
    if schema[exclusive] and bound in made:
        made[exclusive] = made.pop(bound)
    return made


def _has_null(schema: dict[str, Any]) -> bool:
    """Whether the schema says already, in 3.1's words, that null is allowed."""
    kind = schema.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind):
        return "enum" not in schema
    for word in ("anyOf", "oneOf"):
        options = schema.get(word)
        if isinstance(options, list) and any(
            isinstance(option, dict) and option.get("type") == "null" for option in options
        ):
            return True
    return False
