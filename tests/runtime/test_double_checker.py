"""The schema checker of the test double says yes and no where an independent validator does."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from instep.config import adhoc_client
from instep.ir.operation import MediaKind
from instep.pipeline import read
from instep.render.contract.samples import Samples
from instep.runtime.testing._schema import Checker
from instep.sampling.generate import Mode
from instep.sampling.schemas import Direction

DOCUMENTS = ("redocly-museum.yaml", "pinecone-data.yaml", "dir-twitter-com-current.json")
WRONG = (None, True, -1, 10**12, 1.5, "", "no-such", [], ["x"], {}, {"no": 1})
MODES: tuple[Mode, ...] = ("minimal", "full")
TURNS = 6


def mutated(value: Any, rng: random.Random) -> Any:
    """A copy of the value with one thing in it removed or replaced."""
    value = copy.deepcopy(value)
    places: list[tuple[Any, Any]] = []

    def visit(node: Any) -> None:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        for key in keys:
            places.append((node, key))
            if isinstance(node[key], dict | list):
                visit(node[key])

    if isinstance(value, dict | list):
        visit(value)
    if not places:
        return rng.choice(WRONG)
    holder, key = rng.choice(places)
    if isinstance(holder, dict) and rng.random() < 0.3:
        del holder[key]
    else:
        holder[key] = copy.deepcopy(rng.choice(WRONG))
    return value


def values(samples: Samples, schema: Any, rng: random.Random) -> Iterator[tuple[Any, bool]]:
    """Values for a schema, and whether each is a made one, which is valid."""
    for mode in MODES:
        sample = samples.sample(schema, Direction.REQUEST, mode)
        if sample.valid:
            yield sample.value, True
            for _ in range(TURNS):
                yield mutated(sample.value, rng), False


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_agrees_with_an_independent_validator(shared: Path, name: str) -> None:
    location = str(shared / "corpus" / name)
    api = read(adhoc_client(location), pinned=False, formal=False).api
    samples, rng = Samples(api.root), random.Random(1)
    schemas = [parameter.schema for one in api.operations for parameter in one.parameters]
    bodies = [media for one in api.operations if one.body for media in one.body.media]
    schemas += [media.schema for media in bodies if media.kind is MediaKind.JSON]
    verdicts: list[bool] = []
    for schema in schemas:
        described = samples.described(schema)
        definitions = samples.definitions["request"]
        lax, closed = (Checker(definitions, closed=strict) for strict in (False, True))
        for value, is_made in values(samples, schema, rng):
            theirs = samples.problem(schema, value, Direction.REQUEST)
            ours = lax.problems(described, value)
            assert bool(ours) is bool(theirs), (value, theirs, ours)
            verdicts.append(bool(ours))
            assert not (is_made and closed.problems(described, value)), value
    assert verdicts.count(True) > 100
    assert verdicts.count(False) > 30


def problems(schema: Any, value: Any, **definitions: Any) -> list[str]:
    return [str(found) for found in Checker(definitions, closed=True).problems(schema, value)]


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"const": 1}, 2, "/: expected 1, found 2"),
        ({"const": 1}, 1.0, ""),
        ({"enum": [True]}, 1, "/: 1 is none of True"),
        ({"type": ["string", "null"]}, None, ""),
        ({"multipleOf": 0.1}, 0.3, ""),
        ({"multipleOf": 5}, 7, "/: 7 does not satisfy multipleOf 5"),
        ({"exclusiveMaximum": 3}, 3, "/: 3 does not satisfy exclusiveMaximum 3"),
        ({"not": {"type": "string"}}, "a", "/: 'a' is not allowed here"),
        ({"if": {"const": 1}, "then": False}, 1, "/: nothing is allowed here"),
        ({"if": {"const": 1}, "else": {"const": 3}}, 2, "/: expected 3, found 2"),
        ({"prefixItems": [{"type": "string"}], "items": False}, ["a", 1], "/1: nothing is allowed"),
        ({"contains": {"const": 1}, "minContains": 2}, [1], "/: 1 items are what `contains` asks"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "/b: required where 'a' is given"),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, "/b: required, and missing"),
        ({"propertyNames": {"pattern": "^[a-z]+$"}}, {"A": 1}, "/A: 'A' does not match"),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1}, "/x-a: expected string"),
        ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, 3, "/: 3 fits 2 alternatives"),
        ({"type": "string", "format": "date"}, "2026-02-30", "/: '2026-02-30' is no date"),
        ({"properties": {"a/b": {"type": "string"}}}, {"a/b": 1}, "/a~1b: expected string"),
        ({"minProperties": 1}, {}, "/: {} does not satisfy minProperties 1"),
        ({"pattern": "(?=a)"}, "b", ""),  # no engine without backtracking has this
    ],
)
def test_what_it_says(schema: Any, value: Any, said: str) -> None:
    found = problems(schema, value)
    assert found[0].startswith(said) if said else not found, found


def test_properties_that_nobody_knows_are_refused_unless_the_schema_is_open() -> None:
    known = {"properties": {"name": {"type": "string"}}}
    assert problems(known, {"nmae": "x"}) == [
        "/nmae: the document does not know this property; did you mean 'name'?"
    ]
    assert problems({**known, "additionalProperties": True}, {"other": 1}) == []
    assert problems({"type": "object"}, {"other": 1}) == []
    parts = {"allOf": [known, {"properties": {"size": {}}}]}
    assert problems(parts, {"name": "x", "size": 1}) == []
    assert problems({"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}, {"name": 1}, A=known)


def test_a_tag_tells_which_alternative_was_meant() -> None:
    cat = {"properties": {"kind": {"const": "cat"}, "lives": {"maximum": 9}}, "required": ["kind"]}
    dog = {"properties": {"kind": {"const": "dog"}, "name": {"type": "string"}}}
    schema = {"oneOf": [{"type": "object", **cat}, {"type": "object", **dog}]}
    assert problems(schema, {"kind": "cat", "lives": 10}) == [
        "/lives: 10 does not satisfy maximum 9"
    ]


def test_a_schema_that_refers_to_itself_ends() -> None:
    loop = {"allOf": [{"$ref": "#/$defs/Loop"}]}
    assert problems({"$ref": "#/$defs/Loop"}, {"a": 1}, Loop=loop) == []
