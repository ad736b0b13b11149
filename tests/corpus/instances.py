"""Instances of a schema for the fidelity test: valid and invalid ones, told apart by an independent validator.

From a minimal, a maximal and a documented instance, one change at a time: every enum value, every variant of a
union, null, the edges of bounds, a wrong type, a missing property, a value too many. What a change makes of the
instance is not assumed: jsonschema-rs says whether it is valid.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from instep.sampling.generate import Examples
from instep.sampling.schemas import Direction

MOST = 40
"""Instances of a schema, valid and invalid alike, unless asked for fewer."""

_WRONG: tuple[Any, ...] = ("not it", 7, 2.5, True, None, ["x"], {"x": "y"})


@dataclass(frozen=True, slots=True)
class Instances:
    """What a schema allows, and what it forbids."""

    valid: tuple[Any, ...]
    invalid: tuple[Any, ...]


def instances_of(examples: Examples, schema: dict[str, Any], most: int = MOST) -> Instances:
    """Up to `most` instances that are valid, and as many that are not."""
    response = Direction.RESPONSE
    validator = examples.validators.of(schema, response)
    valid: list[Any] = []
    invalid: list[Any] = []
    for mode in ("example", "minimal", "full"):
        for seed in (0, 1):
            sample = examples.sample(schema, seed=seed, direction=response, mode=mode)
            if sample.valid and sample.value not in valid:
                valid.append(sample.value)
    for value in _documented(examples, schema):
        if validator.is_valid(value) and value not in valid:
            valid.append(value)
    for base in tuple(valid)[:3]:
        for changed in _changes(examples, schema, base):
            if len(valid) >= most and len(invalid) >= most:
                break
            group = valid if validator.is_valid(changed) else invalid
            if len(group) < most and not any(_same(changed, known) for known in group):
                group.append(changed)
    return Instances(tuple(valid[:most]), tuple(invalid))


def _same(left: Any, right: Any) -> bool:
    """Equality that tells `1`, `1.0` and `true` apart."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(v, right[k]) for k, v in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _documented(examples: Examples, schema: dict[str, Any]) -> Iterator[Any]:
    target = _resolved(examples, schema)
    listed = target.get("examples")
    yield from listed if isinstance(listed, list) else ()
    if "example" in target:
        yield target["example"]


def _resolved(examples: Examples, schema: Any) -> dict[str, Any]:
    for _ in range(20):
        if not isinstance(schema, dict):
            return {}
        ref = schema.get("$ref")
        if not isinstance(ref, str):
            return schema
        schema = examples.schemas.at(ref)
    return {}


def _changes(examples: Examples, schema: dict[str, Any], base: Any) -> Iterator[Any]:
    """The base with one value changed, for each place in it and each change worth trying there."""
    for path, value, here in _places(examples, schema, base, (), 0):
        for other in _others(examples, here, value):
            yield _with(base, path, other)
        if isinstance(value, dict):
            for key in list(value)[:6]:
                yield _without(base, (*path, key))
            yield _with(base, (*path, "x-never-seen"), {"deep": [1]})


def _places(
    examples: Examples, schema: Any, value: Any, path: tuple[Any, ...], depth: int
) -> Iterator[tuple[tuple[Any, ...], Any, list[dict[str, Any]]]]:
    """Every place of the instance, with the schemas that speak about it, outermost first."""
    here = list(_speaking(examples, schema, 0))
    yield path, value, here
    if depth > 4:
        return
    if isinstance(value, dict):
        for key, item in list(value.items())[:30]:
            below = [s["properties"][key] for s in here if key in (s.get("properties") or {})]
            if below:
                yield from _places(examples, {"allOf": below}, item, (*path, key), depth + 1)
    elif isinstance(value, list) and value:
        below = [s["items"] for s in here if isinstance(s.get("items"), dict)]
        if below:
            yield from _places(examples, {"allOf": below}, value[0], (*path, 0), depth + 1)


def _speaking(examples: Examples, schema: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 8:
        return
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        yield from _speaking(examples, _resolved(examples, {"$ref": schema["$ref"]}), depth + 1)
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("allOf", "anyOf", "oneOf"):
        listed = schema.get(keyword)
        for inner in listed if isinstance(listed, list) else ():
            yield from _speaking(examples, inner, depth + 1)


def _others(examples: Examples, here: list[dict[str, Any]], value: Any) -> Iterator[Any]:
    for schema in here:
        enum = schema.get("enum")
        yield from enum[:12] if isinstance(enum, list) else ()
        if "const" in schema:
            yield schema["const"]
        for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            bound = schema.get(keyword)
            if isinstance(bound, int | float) and not isinstance(bound, bool):
                yield from (bound, bound - 1, bound + 1)
        for keyword in ("minLength", "maxLength"):
            size = schema.get(keyword)
            if isinstance(size, int) and 0 <= size < 2000:
                yield from ("a" * size, "a" * (size + 1), "a" * max(0, size - 1))
        for keyword in ("anyOf", "oneOf"):
            variants = schema.get(keyword)
            for variant in variants[:12] if isinstance(variants, list) else ():
                sample = examples.sample(variant, direction=Direction.RESPONSE, mode="minimal")
                if sample.valid:
                    yield sample.value
    yield from (wrong for wrong in _WRONG if type(wrong) is not type(value))
    if isinstance(value, str):
        yield from ("", value + "~")


def _with(base: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return copy.deepcopy(value)
    changed = copy.deepcopy(base)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = copy.deepcopy(value)
    return changed


def _without(base: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(base)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return changed
