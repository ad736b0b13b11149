"""Tiny pairs of documents, one for each rule, and a comparison without files."""

from __future__ import annotations

from datetime import date
from typing import Any

from instep.drift.changes import Comparison
from instep.drift.compare import Side, compare
from instep.drift.schema_rules import (
    ANSWER,
    BODY,
    HEADER,
    PARAMETER,
    PARAMETER_PROPERTY,
    READ_ONLY,
    WRITE_ONLY,
    Place,
)
from instep.ir.api import Api
from instep.ir.text import Text
from instep.ir.types import Definitions

Json = Any


def compared(old: Json, new: Json) -> Comparison:
    """The comparison of two documents in memory, on a fixed day."""
    return compare(_side(old), _side(new), today=date(2026, 1, 1))


def _side(root: Json) -> Side:
    api = Api(Text("t"), Text("1"), "3.1.0", (), (), (), (), Definitions(), root)
    return Side(api, "doc", lambda pointer: f"doc:{pointer}", lambda pointer: pointer)


def document(operation: Json = None, **more: Json) -> Json:
    """A document with one operation, `POST /things/{id}`."""
    base: Json = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things/{id}": {"post": {"responses": {"200": {}}, **(operation or {})}}},
    }
    return {**base, **more}


def at(place: Place, schema: Json) -> Json:
    """A document with this schema in this place."""
    inside = {"type": "object", "properties": {"p": schema}}
    if place == READ_ONLY:
        inside["properties"]["p"] = {"readOnly": True, **schema}
    if place == WRITE_ONLY:
        inside["properties"]["p"] = {"writeOnly": True, **schema}
    whole = schema if place in (BODY, ANSWER, PARAMETER, HEADER) else inside
    content = {"application/json": {"schema": whole}}
    if place in (PARAMETER, PARAMETER_PROPERTY):
        return document({"parameters": [{"name": "q", "in": "query", "schema": whole}]})
    if place == HEADER:
        return document({"responses": {"200": {"headers": {"X-H": {"schema": schema}}}}})
    if place.prefix.startswith("request"):
        return document({"requestBody": {"content": content}})
    return document({"responses": {"200": {"content": content}}})


_S = {"type": "string"}
_A, _B, _O = {"type": "object", "title": "A"}, {"type": "array", "title": "B"}, {"type": "object"}
_X = {"properties": {"x": {"type": "string", "const": "x"}}, "type": "object"}
_DISCRIMINATED = {
    "oneOf": [_A, _B],
    "discriminator": {"propertyName": "k", "mapping": {"a": "#/a"}},
}


def _bounds() -> dict[str, tuple[Json, Json]]:
    pairs: dict[str, tuple[Json, Json]] = {}
    for keyword, word, kind in (
        ("maximum", "max", "number"),
        ("exclusiveMaximum", "exclusive-max", "number"),
        ("maxLength", "max-length", "string"),
        ("maxItems", "max-items", "array"),
        ("maxProperties", "max-properties", "object"),
        ("maxContains", "max-contains", "array"),
        ("minimum", "min", "number"),
        ("exclusiveMinimum", "exclusive-min", "number"),
        ("minLength", "min-length", "string"),
        ("minItems", "min-items", "array"),
        ("minProperties", "min-properties", "object"),
        ("minContains", "min-contains", "array"),
    ):
        none, low, high = {"type": kind}, {"type": kind, keyword: 1}, {"type": kind, keyword: 2}
        pairs[f"{word}-increased"], pairs[f"{word}-decreased"] = (low, high), (high, low)
        pairs[f"{word}-set"], pairs[f"{word}-unset"] = (none, low), (low, none)
    return pairs


def _both_ways(word: str, keyword: str, value: Json, base: Json) -> dict[str, tuple[Json, Json]]:
    more = {**base, keyword: value}
    return {f"{word}-added": (base, more), f"{word}-removed": (more, base)}


ASPECT_PAIRS: dict[str, tuple[Json, Json]] = {
    **_bounds(),
    "became-enum": (_S, {**_S, "enum": ["a"]}),
    "enum-removed": ({**_S, "enum": ["a"]}, _S),
    "enum-value-added": ({**_S, "enum": ["a"]}, {**_S, "enum": ["a", "b"]}),
    "enum-value-removed": ({**_S, "enum": ["a", "b"]}, {**_S, "enum": ["a"]}),
    "const-added": (_S, {**_S, "const": "a"}),
    "const-removed": ({**_S, "const": "a"}, _S),
    "const-changed": ({**_S, "const": "a"}, {**_S, "const": "b"}),
    "default-value-added": (_S, {**_S, "default": "a"}),
    "default-value-removed": ({**_S, "default": "a"}, _S),
    "default-value-changed": ({**_S, "default": "a"}, {**_S, "default": "b"}),
    "type-changed": ({"type": "boolean"}, {"type": "array"}),
    "type-generalized": ({"type": "integer"}, {"type": "number"}),
    "type-specialized": ({"type": "number"}, {"type": "integer"}),
    "list-of-types-widened": ({"type": ["integer", "boolean"]}, {"type": ["integer", "boolean", "array"]}),
    "list-of-types-narrowed": ({"type": ["integer", "boolean"]}, {"type": "integer"}),
    "became-nullable": (_S, {"anyOf": [_S, {"type": "null"}]}),
    "became-not-nullable": ({"type": ["string", "null"]}, _S),
    "content-media-type-changed": (_S, {**_S, "contentMediaType": "image/png"}),
    "content-encoding-changed": (_S, {**_S, "contentEncoding": "base64"}),
    **_both_ways("content-schema", "contentSchema", {"type": "object"}, _S),
    **_both_ways("pattern", "pattern", "^a$", _S),
    "pattern-changed": ({**_S, "pattern": "^a$"}, {**_S, "pattern": "^b$"}),
    "pattern-generalized": ({**_S, "pattern": "^a$"}, {**_S, "pattern": "^.*$"}),
    "multiple-of-set": ({"type": "integer"}, {"type": "integer", "multipleOf": 2}),
    "multiple-of-unset": ({"type": "integer", "multipleOf": 2}, {"type": "integer"}),
    "multiple-of-generalized": ({"multipleOf": 4}, {"multipleOf": 2}),
    "multiple-of-specialized": ({"multipleOf": 2}, {"multipleOf": 4}),
    "multiple-of-changed": ({"multipleOf": 2}, {"multipleOf": 3}),
    "unique-items-set": (_B, {**_B, "uniqueItems": True}),
    "unique-items-unset": ({**_B, "uniqueItems": True}, _B),
    **_both_ways("pattern-property", "patternProperties", {"^x": _S}, _O),
    "one-of-added": ({"oneOf": [_A, _B]}, {"oneOf": [_A, _B, _S]}),
    "one-of-removed": ({"oneOf": [_A, _B, _S]}, {"oneOf": [_A, _B]}),
    "any-of-added": ({"anyOf": [_A, _B]}, {"anyOf": [_A, _B, _S]}),
    "any-of-removed": ({"anyOf": [_A, _B, _S]}, {"anyOf": [_A, _B]}),
    "all-of-added": ({"allOf": [_A]}, {"allOf": [_A, _X]}),
    "all-of-removed": ({"allOf": [_A, _X]}, {"allOf": [_A]}),
    "all-of-added-annotation-only": ({"allOf": [_A]}, {"allOf": [_A, {"description": "d"}]}),
    "all-of-removed-annotation-only": ({"allOf": [_A, {"description": "d"}]}, {"allOf": [_A]}),
    "wrapped-in-one-of": ({"type": "object"}, {"oneOf": [_X, _S]}),
    "unwrapped-from-one-of": ({"oneOf": [_X, _S]}, {"type": "object"}),
    "alternatives-added": (_X, {**_X, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}),
    "alternatives-removed": ({**_X, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}, _X),
    "discriminator-added": ({"oneOf": [_A, _B]}, _DISCRIMINATED),
    "discriminator-removed": (_DISCRIMINATED, {"oneOf": [_A, _B]}),
    "discriminator-property-name-changed": (
        _DISCRIMINATED, {**_DISCRIMINATED, "discriminator": {"propertyName": "l"}},
    ),
    "discriminator-mapping-added": (
        {**_DISCRIMINATED, "discriminator": {"propertyName": "k"}}, _DISCRIMINATED,
    ),
    "discriminator-mapping-deleted": (
        _DISCRIMINATED, {**_DISCRIMINATED, "discriminator": {"propertyName": "k"}},
    ),
    "discriminator-mapping-changed": (
        _DISCRIMINATED,
        {**_DISCRIMINATED, "discriminator": {"propertyName": "k", "mapping": {"a": "#/b"}}},
    ),
    **_both_ways("prefix-items", "prefixItems", [_S], {"type": "array", "items": _S}),
    **_both_ways("if", "if", {"required": ["x"]}, _O),
    **_both_ways("then", "then", {"required": ["x"]}, _O),
    **_both_ways("else", "else", {"required": ["x"]}, _O),
    **_both_ways("not", "not", {"required": ["x"]}, _O),
    **_both_ways("contains", "contains", _S, {"type": "array"}),
    **_both_ways("property-names", "propertyNames", {"maxLength": 3}, _O),
    **_both_ways("dependent-required", "dependentRequired", {"a": ["b"]}, _O),
    **_both_ways("dependent-schema", "dependentSchemas", {"a": {"required": ["b"]}}, _O),
    **_both_ways("unevaluated-items", "unevaluatedItems", False, {"type": "array"}),
    **_both_ways("unevaluated-properties", "unevaluatedProperties", False, _O),
    "dependent-required-changed": (
        {**_O, "dependentRequired": {"a": ["b"]}}, {**_O, "dependentRequired": {"a": ["c"]}},
    ),
    "if-changed": ({**_O, "if": {"required": ["x"]}}, {**_O, "if": {"required": ["y"]}}),
    "not-changed": ({**_O, "not": {"required": ["x"]}}, {**_O, "not": {"required": ["y"]}}),
    "additional-properties-forbidden": (_O, {**_O, "additionalProperties": False}),
    "additional-properties-allowed": ({**_O, "additionalProperties": False}, _O),
    "additional-properties-schema-added": (_O, {**_O, "additionalProperties": _S}),
    "additional-properties-schema-removed": ({**_O, "additionalProperties": _S}, _O),
    "deprecated-with-sunset": (_S, {**_S, "deprecated": True, "x-sunset": "2027-01-01"}),
    "deprecated": (_S, {**_S, "deprecated": True}),
    "reactivated": ({**_S, "deprecated": True}, _S),
}  # fmt: skip
"""For each aspect, a schema before and after."""
