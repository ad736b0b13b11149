"""What a schema demands and no type says, kept as JSON Schema for the client's strict mode.

`not`, `if`, `contains`, `propertyNames`, `dependentRequired`, `dependentSchemas` and alternatives of
`required` lists (JSON Schema Core, section 10; Validation, section 6.5).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from instep.document import RefError
from instep.normalise.context import Context, Node
from instep.normalise.parts import ANNOTATIONS, is_validation_only
from instep.normalise.patterns import supported

_LONGEST: Final = 4000
"""Characters of a rule; a longer one costs a reader of the client more than it tells."""
_DEEPEST: Final = 12

_TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
_ALL: Final = frozenset(_TYPES)
_OBJECT: Final = frozenset({"object"})
_RULES: Final = (
    (("not",), _ALL),
    (("if", "then", "else"), _ALL),
    (("dependentRequired",), _OBJECT),
    (("dependentSchemas",), _OBJECT),
    (("propertyNames",), _OBJECT),
    (("contains", "minContains", "maxContains"), frozenset({"array"})),
    (("oneOf",), _OBJECT),
    (("anyOf",), _OBJECT),
)
"""Keywords that make one rule together, the first of them in any case; what JSON types it is about."""

RULED: Final = frozenset(words[0] for words, _ in _RULES)

_ONE: Final = frozenset(
    {"not", "if", "then", "else", "contains", "propertyNames", "items", "additionalProperties"}
)
_MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED: Final = frozenset({"properties", "dependentSchemas", "patternProperties"})
_SIZES: Final = frozenset(
    f"{bound}{what}"
    for bound in ("min", "max")
    for what in ("Length", "Items", "Properties", "Contains")
)
_NUMBERS: Final = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_SILENT: Final = ANNOTATIONS | {"format", "contentEncoding", "discriminator", "nullable"}
"""Keywords that forbid no value (formats are not asserted: JSON Schema Validation, section 7.2.1)."""


class _CannotSay(Exception):
    """The schema means something that cannot stand on its own."""


def rules_of(ctx: Context, nodes: Iterable[Node], kind: str, unseen: set[str]) -> Iterator[str]:
    """The rules of the nodes about a JSON type (empty: any), as JSON text; those that cannot be said are left out.

    `unseen` are the properties that are never received, which no rule can ask for.
    """
    for node in nodes:
        if RULED.isdisjoint(node.value):
            continue
        for words, kinds in _RULES:
            if (kind and kind not in kinds) or words[0] not in node.value:
                continue
            if words[0] in {"oneOf", "anyOf"} and not _is_rule(node, words[0]):
                continue
            try:
                said = _whole(
                    ctx, {word: node.value[word] for word in words if word in node.value}, unseen, 0
                )
            except _CannotSay:
                continue
            text = json.dumps(said)
            if said and len(text) <= _LONGEST:
                yield text


def _is_rule(node: Node, word: str) -> bool:
    """Do the alternatives say nothing about types?"""
    variants = list(node.listed(word))
    return bool(variants) and all(is_validation_only(variant.value) for variant in variants)


def _whole(ctx: Context, schema: Any, unseen: set[str], depth: int) -> Any:
    """The schema with what it refers to in the place of each reference, annotations left out."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, dict) or depth > _DEEPEST:
        raise _CannotSay
    made: dict[str, Any] = {}
    for word, value in schema.items():
        if word in _SILENT or word.startswith("x-") or value is None:
            continue
        made[word] = _said(ctx, word, value, unseen, depth + 1)
    if "$ref" in made:
        target = made.pop("$ref")
        made = {"allOf": [target, made]} if made else target
    return made


def _said(ctx: Context, word: str, value: Any, unseen: set[str], depth: int) -> Any:
    if word == "$ref":
        return _target(ctx, value, unseen, depth)
    if word in _ONE:
        return _whole(ctx, value, unseen, depth)
    if word in _MANY and isinstance(value, list) and value:
        return [_whole(ctx, inner, unseen, depth) for inner in value]
    if word in _NAMED and isinstance(value, dict):
        if word == "patternProperties" and not all(map(supported, value)):
            raise _CannotSay
        return {name: _whole(ctx, inner, unseen, depth) for name, inner in value.items()}
    if _is_plain(word, value, unseen):
        return value
    raise _CannotSay


def _target(ctx: Context, ref: Any, unseen: set[str], depth: int) -> Any:
    try:
        return _whole(ctx, ctx.document.resolve(ref)[1], unseen, depth)
    except (RefError, TypeError, AttributeError) as error:
        raise _CannotSay from error


def _is_plain(word: str, value: Any, unseen: set[str]) -> bool:
    """Does the keyword hold what it should, and nothing that has to be looked into?"""
    if word in _SIZES:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if word in _NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (word != "multipleOf" or value > 0)
    match word:
        case "type":
            names = value if isinstance(value, list) else [value]
            return bool(names) and all(isinstance(n, str) and n in _TYPES for n in names)
        case "enum":
            return isinstance(value, list)
        case "pattern":
            return isinstance(value, str) and supported(value)
        case "required":
            return _are_names(value) and unseen.isdisjoint(value)
        case "dependentRequired":
            return isinstance(value, dict) and all(
                _are_names(names) and unseen.isdisjoint(names) for names in value.values()
            )
        case "uniqueItems":
            return isinstance(value, bool)
        case _:
            return word == "const"


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
