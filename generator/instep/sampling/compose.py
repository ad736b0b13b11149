"""One flat schema out of many: `$ref` and `allOf` merged, unions kept aside as choices."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from instep.ir.types import MISSING, Json
from instep.sampling.schemas import NAMES, Schemas

_DEEPEST = 60
_LEAST = frozenset(
    {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
)
_MOST = frozenset(
    {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
)
_BOTH = frozenset(
    {"items", "contains", "propertyNames", "additionalProperties", "unevaluatedProperties"}
)


@dataclass(frozen=True, slots=True)
class Option:
    """A member of a union, as a schema to merge."""

    schema: Json
    tag: tuple[str, str] | None = None
    """Property and value that the discriminator gives this member."""
    is_child: bool = False
    """It extends the schema whose discriminator names it, instead of being listed there."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A schema without references or compositions."""

    words: dict[str, Json] = field(default_factory=dict)
    """Assertions, merged."""
    examples: tuple[Json, ...] = ()
    """Documented values of the whole, best first."""
    choices: tuple[tuple[Option, ...], ...] = ()
    """Unions of which one option each must be merged."""
    refs: frozenset[str] = frozenset()
    """References followed to get here."""
    never: bool = False
    """Nothing satisfies it."""


ANYTHING = Flat()
NOTHING = Flat(never=True)


class Composer:
    """Flattens the schemas of one document."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._by_ref: dict[str, Flat] = {}

    def flat(self, schema: Json, depth: int = 0) -> Flat:
        """The flat form of a schema."""
        if schema is False:
            return NOTHING
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return ANYTHING
        result = Flat(
            words={w: v for w, v in schema.items() if w not in _HANDLED and _is_sane(w, v)},
            examples=_documented(schema),
            choices=tuple(self._choices(schema)),
        )
        if isinstance(schema.get("$ref"), str):
            result = merged(result, self._target(schema["$ref"], depth))
        members = schema.get("allOf")
        members = members if isinstance(members, list) else []
        for member in members:
            inner = self.flat(member, depth + 1)
            if len(members) > 1:
                # An example of a part is not an example of the whole.
                inner = replace(inner, examples=())
            result = merged(result, inner)
        return result

    def _target(self, ref: str, depth: int) -> Flat:
        if ref not in self._by_ref:
            target = self.schemas.at(ref)
            # Set first, so that a reference to itself ends: it asserts nothing.
            self._by_ref[ref] = ANYTHING
            found = ANYTHING if target is MISSING else self.flat(target, depth + 1)
            found = self._as_itself(found, ref)
            self._by_ref[ref] = replace(found, refs=found.refs | {ref})
        return self._by_ref[ref]

    def _as_itself(self, flat: Flat, ref: str) -> Flat:
        """What a reference names, if that is a child of a parent with a discriminator: no other child."""
        for options in flat.choices:
            for option in options:
                if option.is_child and option.schema == {"$ref": ref}:
                    left = tuple(one for one in flat.choices if one is not options)
                    return self.tagged(replace(flat, choices=left), option.tag)
        return flat

    def tagged(self, flat: Flat, tag: tuple[str, str] | None) -> Flat:
        """A union's member with the discriminator's value, where the member itself leaves it open."""
        if tag is None or flat.never:
            return flat
        name, value = tag
        known = self.flat(flat.words.get("properties", {}).get(name, True))
        if known.choices or not known.words.keys().isdisjoint({"enum", "const"}):
            # It must be there all the same: without it nobody can tell the variants apart.
            return merged(flat, Flat({"required": [name]}))
        return merged(flat, Flat({"properties": {name: {"const": value}}, "required": [name]}))

    def _choices(self, schema: dict[str, Json]) -> list[tuple[Option, ...]]:
        found: list[tuple[Option, ...]] = []
        for word in ("oneOf", "anyOf"):
            members = schema.get(word)
            if isinstance(members, list) and members:
                tags = _tags(schema.get("discriminator"))
                found.append(tuple(Option(m, _tag_of(m, tags)) for m in members))
        children = () if found else tuple(self._children(schema.get("discriminator")))
        if children:
            found.append(children)
        if isinstance(schema.get("if"), dict | bool):
            then = Option({"allOf": [schema["if"], schema.get("then", True)]})
            found.append((then, Option(schema.get("else", True))))
        return found

    def _children(self, discriminator: Json) -> Iterator[Option]:
        """What a discriminator's mapping names where no union lists it (OpenAPI 3.1, section 4.8.25)."""
        tags = _tags(discriminator)
        if tags is None or not isinstance(discriminator.get("mapping"), dict):
            return
        seen: set[str] = set()
        for value, name in discriminator["mapping"].items():
            if not isinstance(name, str):
                continue
            ref = name if "/" in name else f"#/components/schemas/{name}"
            if ref not in seen and self.schemas.at(ref) is not MISSING:
                seen.add(ref)
                yield Option({"$ref": ref}, (tags[0], str(value)), is_child=True)


_HANDLED = frozenset(
    [
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "discriminator",
        "if",
        "then",
        "else",
        "example",
        "examples",
        "default",
        "title",
        "description",
        "$defs",
        "definitions",
        "xml",
        "externalDocs",
        "deprecated",
    ]
)


def _is_sane(word: str, value: Json) -> bool:
    """Whether a keyword's value has the kind of thing that the generator will look for."""
    if word in {"properties", "patternProperties", "dependentSchemas", "dependentRequired"}:
        return isinstance(value, dict)
    if word in {"required", "enum", "prefixItems"}:
        return isinstance(value, list)
    if word in _LEAST | _MOST | {"multipleOf"}:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (word != "multipleOf" or value > 0)
    if word == "type":
        names = value if isinstance(value, list) else [value]
        return any(isinstance(name, str) and name in NAMES for name in names)
    if word in {"pattern", "format"}:
        return isinstance(value, str)
    return True


def _documented(schema: dict[str, Json]) -> tuple[Json, ...]:
    found: list[Json] = []
    if "example" in schema:
        found.append(schema["example"])
    examples = schema.get("examples")
    if isinstance(examples, list):
        found.extend(examples)
    if schema.get("default") is not None:
        found.append(schema["default"])
    return tuple(found)


def _tags(discriminator: Json) -> tuple[str, dict[str, str]] | None:
    if not isinstance(discriminator, dict) or not isinstance(
        discriminator.get("propertyName"), str
    ):
        return None
    mapping = discriminator.get("mapping")
    by_ref: dict[str, str] = {}
    for value, ref in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(ref, str):
            by_ref.setdefault(ref.rsplit("/", 1)[-1], str(value))
    return discriminator["propertyName"], by_ref


def _tag_of(member: Json, tags: tuple[str, dict[str, str]] | None) -> tuple[str, str] | None:
    if tags is None or not isinstance(member, dict) or not isinstance(member.get("$ref"), str):
        return None
    name = str(member["$ref"]).rsplit("/", 1)[-1]
    return tags[0], tags[1].get(name, name)


def types_of(words: dict[str, Json]) -> tuple[str, ...]:
    """The type names a flat schema allows, in its order; guessed from its keywords if it names none."""
    given = words.get("type")
    if given is not None:
        names = given if isinstance(given, list) else [given]
        return tuple(name for name in names if name in NAMES)
    for word, name in _HINTS:
        if word in words:
            return (name,)
    return ()


_HINTS = (
    ("properties", "object"),
    ("required", "object"),
    ("additionalProperties", "object"),
    ("patternProperties", "object"),
    ("minProperties", "object"),
    ("items", "array"),
    ("prefixItems", "array"),
    ("minItems", "array"),
    ("contains", "array"),
    ("pattern", "string"),
    ("minLength", "string"),
    ("maxLength", "string"),
    ("format", "string"),
    ("multipleOf", "number"),
    ("minimum", "number"),
    ("maximum", "number"),
    ("exclusiveMinimum", "number"),
    ("exclusiveMaximum", "number"),
)


def merged(left: Flat, right: Flat) -> Flat:
    """What satisfies both."""
    if left.never or right.never:
        return NOTHING
    words = dict(left.words)
    for word, value in right.words.items():
        if word not in words or words[word] == value:
            words[word] = value
            continue
        both = _both(word, words[word], value)
        if both is MISSING:
            return NOTHING
        words[word] = both
    constant = _frozen(words.get("const"))
    if {"const", "enum"} <= words.keys() and constant not in map(_frozen, words["enum"]):
        return NOTHING
    return Flat(
        words,
        left.examples + right.examples,
        left.choices + right.choices,
        left.refs | right.refs,
    )


def _both(word: str, left: Json, right: Json) -> Json:
    """One value of a keyword for two; `MISSING` where they exclude each other."""
    if word in _LEAST | _MOST:
        return max(left, right) if word in _LEAST else min(left, right)
    if word in {"type", "enum", "const"}:
        return _both_values(word, left, right)
    match word:
        case _ if word in _BOTH:
            return {"allOf": [left, right]}
        case "required":
            return list(dict.fromkeys([*left, *right]))
        case "properties" | "patternProperties" | "dependentSchemas":
            shared = {k: {"allOf": [left[k], right[k]]} for k in left if k in right}
            return {**left, **right, **shared}
        case "not":
            return {"anyOf": [left, right]}
        case "multipleOf":
            return _common_step(left, right)
        case "prefixItems":
            return _both_heads(list(left), list(right))
        case "uniqueItems":
            return True
        case _:
            return left


def _both_values(word: str, left: Json, right: Json) -> Json:
    if word == "type":
        return _common_types(left, right)
    if word == "const":
        return left if _frozen(left) == _frozen(right) else MISSING
    known = {_frozen(value) for value in right}
    return [value for value in left if _frozen(value) in known] or MISSING


def _common_step(left: int | float, right: int | float) -> int | float:
    """A step that is a multiple of both; of fractions just the larger, and the value is verified anyway."""
    whole = isinstance(left, int) and isinstance(right, int)
    return math.lcm(int(left), int(right)) if whole else max(left, right)


def _both_heads(left: list[Json], right: list[Json]) -> list[Json]:
    both = [{"allOf": [a, b]} for a, b in zip(left, right, strict=False)]
    return both + left[len(right) :] + right[len(left) :]


def _common_types(left: Json, right: Json) -> Json:
    ours = left if isinstance(left, list) else [left]
    theirs = right if isinstance(right, list) else [right]
    common = [n for n in ours if n in theirs or (n == "integer" and "number" in theirs)]
    if "number" in ours and "integer" in theirs and "integer" not in common:
        common.append("integer")
    return common or MISSING


def _frozen(value: Json) -> str:
    return json.dumps(value, sort_keys=True, default=str)
