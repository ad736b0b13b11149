"""A change is the same change wherever it stands, however deep, and in whatever spelling."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pairs import ASPECT_PAIRS, at, compared, document

from instep.drift.law import Direction, judge
from instep.drift.rules import RULES
from instep.drift.schema_rules import ANSWER, ASPECTS, BODY

Json = Any
_S: Json = {"type": "string"}
_KEY = "POST /things/{id}"


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def _two(word: str, x: Json) -> tuple[Json, Json]:
    return {word: [_ref("B"), _ref("X")]}, {"B": _object(z=_S), "X": _object(a=x)}


DEPTHS: dict[str, Callable[[Json], tuple[Json, Json]]] = {
    "component": lambda x: (_ref("X"), {"X": x}),
    "component of a component": lambda x: (_ref("Y"), {"Y": _ref("X"), "X": x}),
    "property": lambda x: (_object(a=x, b=_S), {}),
    "property of a property": lambda x: (_object(a=_object(b=_object(c=x))), {}),
    "items": lambda x: ({"type": "array", "items": x}, {}),
    "items of items": lambda x: ({"type": "array", "items": {"type": "array", "items": x}}, {}),
    "tuple": lambda x: ({"type": "array", "prefixItems": [_S, x]}, {}),
    "map": lambda x: ({"type": "object", "additionalProperties": x}, {}),
    "map of components": lambda x: ({"type": "object", "additionalProperties": _ref("X")}, {"X": x}),
    "keys by pattern": lambda x: ({"type": "object", "patternProperties": {"^x": x}}, {}),
    "allOf of one": lambda x: ({"allOf": [_ref("X")], "description": "d"}, {"X": x}),
    "part of allOf": lambda x: _two("allOf", x),
    "variant of oneOf": lambda x: _two("oneOf", x),
    "variant of anyOf": lambda x: _two("anyOf", x),
    "inline variant": lambda x: ({"oneOf": [_object(z=_S), _object(a=x)]}, {}),
    "items of variants": lambda x: (
        {"type": "array", "items": _two("oneOf", x)[0]}, _two("oneOf", x)[1]),
    "or null": lambda x: ({"anyOf": [_object(a=x), {"type": "null"}]}, {}),
    "recursion": lambda x: (_ref("N"), {"N": _object(next=_ref("N"), leaf=x)}),
    "cycle": lambda x: (
        _ref("N"), {"N": _object(m=_ref("M")), "M": _object(n=_ref("N"), leaf=x)}),
    "then": lambda x: ({"type": "object", "if": {"required": ["k"]}, "then": _object(a=x)}, {}),
    "dependent": lambda x: ({"type": "object", "dependentSchemas": {"k": _object(a=x)}}, {}),
    "content": lambda x: ({**_S, "contentMediaType": "application/json", "contentSchema": x}, {}),
}  # fmt: skip


def _media(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def _parameter(schema: Json, where: str = "query") -> Json:
    return {"name": "q", "in": where, "schema": schema}


def _answer(schema: Json) -> Json:
    return {"responses": {"200": _media(schema)}}


def _header(schema: Json) -> Json:
    return {"responses": {"200": {"headers": {"X": {"schema": schema}}}}}


def _hook(call: Json) -> Json:
    return {"callbacks": {"c": {"{$request.body#/u}": {"post": call}}}}


_PLACES: dict[str, tuple[str, Callable[[Json], Json], Callable[[Json], Json]]] = {
    # Direction, the operation, further components.
    "body": ("request", lambda u: {"requestBody": _media(u)}, lambda u: {}),
    "shared body": ("request", lambda u: {"requestBody": {"$ref": "#/components/requestBodies/R"}},
        lambda u: {"requestBodies": {"R": _media(u)}}),
    "query": ("request", lambda u: {"parameters": [_parameter(u)]}, lambda u: {}),
    "header": ("request", lambda u: {"parameters": [_parameter(u, "header")]}, lambda u: {}),
    "shared parameter": ("request", lambda u: {"parameters": [{"$ref": "#/components/parameters/R"}]},
        lambda u: {"parameters": {"R": _parameter(u)}}),
    "answer": ("response", _answer, lambda u: {}),
    "any success": ("response", lambda u: {"responses": {"2XX": _media(u)}}, lambda u: {}),
    "only answer": ("response", lambda u: {"responses": {"default": _media(u)}}, lambda u: {}),
    "shared answer": ("response", lambda u: {"responses": {"200": {"$ref": "#/components/responses/R"}}},
        lambda u: {"responses": {"R": _media(u)}}),
    "header of the answer": ("response", _header, lambda u: {}),
    "callback": ("response", lambda u: _hook({"requestBody": _media(u)}), lambda u: {}),
    "header of a callback": ("response", lambda u: _hook({"parameters": [_parameter(u, "header")]}),
        lambda u: {}),
    "answer to a callback": ("request", lambda u: _hook(_answer(u)), lambda u: {}),
}  # fmt: skip
_TRIED = (
    "max-length-decreased", "enum-value-added", "enum-value-removed", "became-nullable", "const-changed",
    "type-generalized", "became-enum", "min-items-set", "one-of-added", "unique-items-unset",
)  # fmt: skip


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("place", _PLACES)
def test_a_change_is_found_where_it_is(place: str, depth: str) -> None:
    side, operation, components = _PLACES[place]
    aspects = {aspect.suffix: aspect for aspect in ASPECTS}
    for suffix in _TRIED:
        made = []
        for schema in ASPECT_PAIRS[suffix]:
            used, schemas = DEPTHS[depth](schema)
            made.append(
                document(operation(used), components={"schemas": schemas, **components(used)})
            )
        aspect = aspects[suffix]
        found = [
            (change.level, change.operations)
            for change in compared(*made).changes
            for id_ in change.ids
            if RULES[id_].kind == aspect.kind and str(RULES[id_].direction) == side
        ]
        assert (judge(aspect.effect, Direction(side)), (_KEY,)) in found, suffix


_LIST: Json = {"type": ["string", "integer"]}
_EITHER: Json = {"oneOf": [_S, {"type": "integer"}]}
_ARRAY: Json = {"type": "array"}
_FROM_1, _ABOVE_0 = (
    {"type": "integer", "minimum": 1},
    {"type": "integer", "exclusiveMinimum": 0},
)


@pytest.mark.parametrize(
    ("old", "new", "sent", "received"),
    [
        (_LIST, _EITHER, {}, {}),
        (_EITHER, {"anyOf": _EITHER["oneOf"]}, {}, {}),
        (_EITHER, {"type": ["string", "integer", "boolean"]},
         {"list-of-types-widened": "info"}, {"list-of-types-widened": "breaking"}),
        (_FROM_1, _ABOVE_0, {}, {}),
        ({**_FROM_1, "type": "number"}, {"type": "number", "exclusiveMinimum": 1},
         {"exclusive-min-set": "breaking"}, {"exclusive-min-set": "info"}),
        ({"type": "number", "exclusiveMaximum": 5}, {"type": "number", "maximum": 5},
         {"exclusive-max-unset": "info"}, {"exclusive-max-unset": "breaking"}),
        (_object(a=True), _object(a=False), {"not-added": "breaking"}, {"not-added": "info"}),
        (_object(a=False), _object(a=_S), {"not-removed": "info"}, {"not-removed": "breaking"}),
        (_ARRAY, {**_ARRAY, "items": {}}, {}, {}),
        (_ARRAY, {**_ARRAY, "items": _S}, {"type-changed": "breaking"}, {"type-specialized": "info"}),
        ({**_ARRAY, "items": _S}, _ARRAY, {"type-generalized": "info"}, {"type-generalized": "breaking"}),
        (_object(a=_S), {"allOf": [_object(a=_S)]}, {}, {}),
        (_object(a=_S, b=_S), {"allOf": [_object(a=_S), _object(b=_S)]}, {}, {}),
        (_object(a=_S), {**_object(a=_S), "additionalProperties": True}, {}, {}),
        ({"enum": ["a", "b"]}, {"oneOf": [{"const": "b"}, {"const": "a"}]}, {}, {}),
        ({"const": "a"}, {"enum": ["a"]}, {}, {}),
    ],
)  # fmt: skip
def test_a_spelling(old: Json, new: Json, sent: dict[str, str], received: dict[str, str]) -> None:
    """What accepts the same is no change; what does not is one, of the right kind."""
    for place, expected in ((BODY, sent), (ANSWER, received)):
        said = {
            change.id.removeprefix(place.prefix.partition("-")[0])
            .removeprefix("-body-")
            .removeprefix("-property-"): str(change.level)
            for change in compared(at(place, old), at(place, new)).changes
        }
        assert said == expected
