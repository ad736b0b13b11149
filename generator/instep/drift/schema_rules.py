"""Rules about schemas: an aspect is written once and holds wherever a schema can stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from instep.drift.law import Compat, Direction, Effect, Level

_N, _W, _I, _U, _0 = (
    Effect.NARROWS,
    Effect.WIDENS,
    Effect.INCOMPARABLE,
    Effect.UNKNOWN,
    Effect.NONE,
)
_B, _C, _NO = Compat.BREAKING, Compat.COMPATIBLE, Compat.NONE


@dataclass(frozen=True, slots=True)
class Aspect:
    """One way in which a schema can change."""

    suffix: str
    kind: str
    action: str
    effect: Effect
    sent: Compat
    """What it does to callers where the schema is sent."""
    received: Compat
    """What it does to callers where the schema is received."""
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema can stand."""

    prefix: str
    direction: Direction
    area: str
    inert: bool = False
    """Read-only in a request, write-only in a response: such a value does not travel this way."""


BODY = Place("request-body", Direction.REQUEST, "Schema")
PROPERTY = Place("request-property", Direction.REQUEST, "Schema")
READ_ONLY = Place("request-read-only-property", Direction.REQUEST, "Schema", inert=True)
PARAMETER = Place("request-parameter", Direction.REQUEST, "Parameters")
PARAMETER_PROPERTY = Place("request-parameter-property", Direction.REQUEST, "Parameters")
ANSWER = Place("response-body", Direction.RESPONSE, "Schema")
ANSWER_PROPERTY = Place("response-property", Direction.RESPONSE, "Schema")
WRITE_ONLY = Place("response-write-only-property", Direction.RESPONSE, "Schema", inert=True)
HEADER = Place("response-header", Direction.RESPONSE, "Headers")
PLACES = (
    BODY, PROPERTY, READ_ONLY, PARAMETER, PARAMETER_PROPERTY,
    ANSWER, ANSWER_PROPERTY, WRITE_ONLY, HEADER,
)  # fmt: skip

BOUNDS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "maximum": ("max", True),
        "exclusiveMaximum": ("exclusive-max", True),
        "maxLength": ("max-length", True),
        "maxItems": ("max-items", True),
        "maxProperties": ("max-properties", True),
        "maxContains": ("max-contains", True),
        "minimum": ("min", False),
        "exclusiveMinimum": ("exclusive-min", False),
        "minLength": ("min-length", False),
        "minItems": ("min-items", False),
        "minProperties": ("min-properties", False),
        "minContains": ("min-contains", False),
    }
)
"""JSON Schema's bounds: the word of the rule's id, and whether it is an upper bound."""
CONTAINER_BOUNDS = frozenset(
    {"maxItems", "minItems", "maxContains", "minContains", "maxProperties", "minProperties"}
)
"""Bounds that say nothing about a scalar."""


def _bounds() -> tuple[Aspect, ...]:
    rows: list[Aspect] = []
    for keyword, (word, upper) in BOUNDS.items():
        for action, tighter in (
            ("increased", not upper),
            ("decreased", upper),
            ("set", True),
            ("unset", False),
        ):
            said = {
                "increased": "raised from {old} to {new}",
                "decreased": "lowered from {old} to {new}",
                "set": "set to {new}",
                "unset": "{old} removed",
            }[action]
            verb = {"increased": "increase", "decreased": "decrease"}.get(action, action)
            effect = _N if tighter else _W
            suffix, words = f"{word}-{action}", f"`{keyword}` {said}"
            rows.append(Aspect(suffix, "Constraints", verb, effect, _NO, _NO, words))
    return tuple(rows)


_VALUES = (
    Aspect("became-enum", "Values", "change", _N, _B, _C, "restricted to the values {new}"),
    Aspect("enum-removed", "Values", "change", _W, _C, _C, "no longer restricted to {old}"),
    Aspect("enum-value-added", "Values", "add", _W, _C, _C, "value {new} added"),
    Aspect("enum-value-removed", "Values", "remove", _N, _B, _C, "value {old} removed"),
    Aspect("const-added", "Values", "add", _N, _B, _C, "fixed to {new}"),
    Aspect("const-removed", "Values", "remove", _W, _C, _C, "no longer fixed to {old}"),
    Aspect("const-changed", "Values", "change", _I, _B, _B, "fixed value changed: {old} to {new}"),
    Aspect("default-value-added", "Values", "add", _0, _C, _C, "default {new} added"),
    Aspect("default-value-removed", "Values", "remove", _0, _C, _C, "default {old} removed"),
    Aspect("default-value-changed", "Values", "change", _0, _C, _C, "default {old} is now {new}"),
)
_TYPES = (
    Aspect("type-changed", "Type", "change", _I, _B, _B, "type changed from {old} to {new}"),
    Aspect("type-generalized", "Type", "widen", _W, _C, _B, "type widened from {old} to {new}"),
    Aspect("type-specialized", "Type", "narrow", _N, _B, _C, "type narrowed from {old} to {new}"),
    Aspect("list-of-types-widened", "Type", "widen", _W, _C, _B, "types widened: {old} to {new}"),
    Aspect("list-of-types-narrowed", "Type", "narrow", _N, _B, _C, "types narrowed: {old} to {new}"),
    Aspect("became-nullable", "Requiredness", "change", _W, _C, _B, "may be null now"),
    Aspect("became-not-nullable", "Requiredness", "change", _N, _B, _C, "may not be null any more"),
    Aspect("content-media-type-changed", "Type", "change", _I, _C, _C,
           "`contentMediaType` changed from {old} to {new}"),
    Aspect("content-encoding-changed", "Type", "change", _I, _B, _B,
           "`contentEncoding` changed from {old} to {new}"),
    Aspect("content-schema-added", "Existence", "add", _N, _NO, _NO, "`contentSchema` added"),
    Aspect("content-schema-removed", "Existence", "remove", _W, _NO, _NO, "`contentSchema` removed"),
)  # fmt: skip
_PATTERNS = (
    Aspect("pattern-added", "Constraints", "add", _N, _NO, _NO, "pattern {new} added"),
    Aspect("pattern-removed", "Constraints", "remove", _W, _NO, _NO, "pattern {old} removed"),
    Aspect("pattern-changed", "Constraints", "change", _U, _NO, _NO, "pattern {old} is now {new}"),
    Aspect("pattern-generalized", "Constraints", "change", _W, _NO, _NO,
           "pattern {old} widened to {new}"),
    Aspect("multiple-of-set", "Constraints", "add", _N, _NO, _NO, "`multipleOf` {new} added"),
    Aspect("multiple-of-unset", "Constraints", "remove", _W, _NO, _NO, "`multipleOf` {old} removed"),
    Aspect("multiple-of-generalized", "Constraints", "change", _W, _NO, _NO,
           "`multipleOf` loosened from {old} to {new}"),
    Aspect("multiple-of-specialized", "Constraints", "change", _N, _NO, _NO,
           "`multipleOf` tightened from {old} to {new}"),
    Aspect("multiple-of-changed", "Constraints", "change", _I, _NO, _NO,
           "`multipleOf` changed from {old} to {new}"),
    Aspect("unique-items-set", "Constraints", "add", _N, _NO, _NO, "items must be unique now"),
    Aspect("unique-items-unset", "Constraints", "remove", _W, _NO, _NO, "items may repeat now"),
    Aspect("pattern-property-added", "Constraints", "add", _N, _NO, _NO,
           "`patternProperties` {new} added"),
    Aspect("pattern-property-removed", "Constraints", "remove", _W, _NO, _NO,
           "`patternProperties` {old} removed"),
)  # fmt: skip
_COMPOSITION = (
    Aspect("one-of-added", "Structure", "add", _W, _C, _C, "variant {new} added to `oneOf`"),
    Aspect("one-of-removed", "Structure", "remove", _N, _B, _C, "variant {old} removed from `oneOf`"),
    Aspect("any-of-added", "Structure", "add", _W, _C, _C, "variant {new} added to `anyOf`"),
    Aspect("any-of-removed", "Structure", "remove", _N, _B, _C, "variant {old} removed from `anyOf`"),
    Aspect("all-of-added", "Structure", "add", _N, _C, _C, "{new} added to `allOf`"),
    Aspect("all-of-removed", "Structure", "remove", _W, _C, _C, "{old} removed from `allOf`"),
    Aspect("all-of-added-annotation-only", "Structure", "add", _0, _NO, _NO,
           "{new}, which only describes, added to `allOf`"),
    Aspect("all-of-removed-annotation-only", "Structure", "remove", _0, _NO, _NO,
           "{old}, which only describes, removed from `allOf`"),
    Aspect("wrapped-in-one-of", "Structure", "change", _I, _B, _B,
           "restructured into alternatives {new}"),
    Aspect("unwrapped-from-one-of", "Structure", "change", _I, _B, _B,
           "is no longer one of the alternatives {old}"),
    Aspect("alternatives-added", "Structure", "add", _N, _B, _C, "must also match one of {new}"),
    Aspect("alternatives-removed", "Structure", "remove", _W, _C, _C,
           "need no longer match one of {old}"),
    Aspect("discriminator-added", "Structure", "add", _0, _NO, _C, "discriminator {new} added"),
    Aspect("discriminator-removed", "Structure", "remove", _0, _NO, _B, "discriminator {old} removed"),
    Aspect("discriminator-property-name-changed", "Structure", "change", _0, _NO, _B,
           "discriminator changed from {old} to {new}"),
    Aspect("discriminator-mapping-added", "Structure", "add", _0, _NO, _C,
           "discriminator value {new} added"),
    Aspect("discriminator-mapping-deleted", "Structure", "remove", _0, _NO, _B,
           "discriminator value {old} removed"),
    Aspect("discriminator-mapping-changed", "Structure", "change", _0, _NO, _B,
           "discriminator value changed: {old} to {new}"),
)  # fmt: skip


def _pair(word: str, keyword: str, added: Effect, client: Compat = _NO) -> tuple[Aspect, ...]:
    removed = {_N: _W, _W: _N}[added]
    return (
        Aspect(f"{word}-added", "Structure", "add", added, client, client, f"`{keyword}` added"),
        Aspect(
            f"{word}-removed",
            "Structure",
            "remove",
            removed,
            client,
            client,
            f"`{keyword}` removed",
        ),
    )


_JSON_SCHEMA = (
    *_pair("prefix-items", "prefixItems", _W, _B),
    *_pair("if", "if", _N),
    *_pair("then", "then", _N),
    *_pair("else", "else", _N),
    *_pair("not", "not", _N),
    *_pair("contains", "contains", _N),
    *_pair("property-names", "propertyNames", _N),
    *_pair("dependent-required", "dependentRequired", _N),
    *_pair("dependent-schema", "dependentSchemas", _N),
    *_pair("unevaluated-items", "unevaluatedItems", _N),
    *_pair("unevaluated-properties", "unevaluatedProperties", _N),
    Aspect("dependent-required-changed", "Structure", "change", _I, _NO, _NO,
           "`dependentRequired` changed from {old} to {new}"),
    Aspect("if-changed", "Structure", "change", _U, _NO, _NO, "`if` changed"),
    Aspect("not-changed", "Structure", "change", _I, _NO, _NO, "`not` changed"),
    Aspect("additional-properties-forbidden", "Structure", "change", _N, _C, _C,
           "other properties are refused now"),
    Aspect("additional-properties-allowed", "Structure", "change", _W, _C, _C,
           "other properties are allowed now"),
    Aspect("additional-properties-schema-added", "Structure", "add", _N, _B, _C,
           "other properties have a schema now"),
    Aspect("additional-properties-schema-removed", "Structure", "remove", _W, _C, _B,
           "other properties have no schema any more"),
)  # fmt: skip
_LIFECYCLE = (
    Aspect("deprecated", "Lifecycle", "change", _0, _C, _C, "deprecated"),
    Aspect("deprecated-with-sunset", "Lifecycle", "change", _0, _C, _C, "deprecated, sunset {new}"),
    Aspect("reactivated", "Lifecycle", "change", _0, _C, _C, "no longer deprecated"),
)

ASPECTS = (
    *_bounds(), *_VALUES, *_TYPES, *_PATTERNS, *_COMPOSITION, *_JSON_SCHEMA, *_LIFECYCLE
)  # fmt: skip


def aspect_id(place: Place, aspect: Aspect) -> str:
    """The rule's id for this aspect in this place."""
    return f"{place.prefix}-{aspect.suffix}"


SCHEMA_LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        # A server judges a query value by its text, and often reads both spellings.
        "request-parameter-property-type-changed": Level.WARNING,
        # What the member said is compared with everything else; what is lost is told there.
        "response-body-all-of-removed": Level.INFO,
        "response-property-all-of-removed": Level.INFO,
        # What is received is not checked against a pattern by anyone.
        "response-body-pattern-changed": Level.INFO,
        "response-property-pattern-changed": Level.INFO,
        "response-header-pattern-changed": Level.INFO,
        "response-body-pattern-removed": Level.INFO,
        "response-property-pattern-removed": Level.INFO,
        "response-header-pattern-removed": Level.INFO,
    }
)
"""Levels that the law does not give, each with its reason."""
