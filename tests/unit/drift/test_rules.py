"""Every row of the table has its own pair of documents, its level by the law, and its twin."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from documents import DOCUMENT_PAIRS
from pairs import ASPECT_PAIRS, at, compared, document

from instep.drift.advice import advice_of
from instep.drift.changes import Change, ClientEffect
from instep.drift.law import Compat, Direction, Effect, Level, judge
from instep.drift.rules import RULES
from instep.drift.schema_rules import (
    ASPECTS,
    BODY,
    PARAMETER,
    PLACES,
    PROPERTY,
    READ_ONLY,
    SCHEMA_LEVELS,
    Aspect,
    Place,
    aspect_id,
)

NEVER_SAID = {
    # oasdiff has one id for a narrowed and a changed type in these places, and we use its ids.
    aspect_id(place, aspect)
    for place in (BODY, PROPERTY, READ_ONLY, PARAMETER)
    for aspect in ASPECTS
    if aspect.suffix == "type-specialized"
} | {
    # About the client alone: tests/drift/test_client_facts.py and test_renames.py.
    "client-method-renamed",
    "client-type-removed",
    "client-pagination-removed",
    "client-pagination-added",
    "client-pagination-changed",
    "client-stream-asked-otherwise",
    "client-class-changed",
    "client-error-class-changed",
    "client-option-removed",
    "client-option-changed",
    "client-variable-changed",
    "api-server-of-operation-changed",
    # Only where it is asked for: tests/drift/test_scenarios.py.
    "documentation-changed",
}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.prefix)
@pytest.mark.parametrize("aspect", ASPECTS, ids=lambda aspect: aspect.suffix)
def test_a_schema_rule_applies_to_its_pair(place: Place, aspect: Aspect) -> None:
    id_ = aspect_id(place, aspect)
    if id_ in NEVER_SAID:
        id_ = id_.replace("type-specialized", "type-changed")
    old, new = ASPECT_PAIRS[aspect.suffix]
    comparison = compared(at(place, old), at(place, new))
    said = {i: change for change in comparison.changes for i in change.ids}
    assert id_ in said, list(said)
    assert said[id_].operations == ("POST /things/{id}",)
    if said[id_].id == id_:
        assert said[id_].level is RULES[id_].level or id_.startswith("request-read-only")


@pytest.mark.parametrize("id_", sorted(DOCUMENT_PAIRS))
def test_a_rule_applies_to_its_pair(id_: str) -> None:
    comparison = compared(*DOCUMENT_PAIRS[id_])
    said = {change.id: change for change in comparison.changes}
    assert id_ in said, list(said)
    assert said[id_].level is RULES[id_].level


@pytest.mark.parametrize("id_", sorted(DOCUMENT_PAIRS))
def test_a_document_is_in_step_with_itself(id_: str) -> None:
    for side in DOCUMENT_PAIRS[id_]:
        assert compared(side, json.loads(json.dumps(side))).changes == ()


def test_every_rule_has_a_pair() -> None:
    aspects = {aspect_id(p, a) for p in PLACES for a in ASPECTS if a.suffix in ASPECT_PAIRS}
    assert set(RULES) - aspects - set(DOCUMENT_PAIRS) - NEVER_SAID == set()
    assert set(DOCUMENT_PAIRS) - set(RULES) == set()


def test_levels_follow_from_the_law() -> None:
    """Where a level does not, the table of exceptions says so, and every exception is one."""
    for rule in RULES.values():
        lawful = judge(rule.effect, rule.direction)
        assert (rule.level is lawful) is (rule.id not in SCHEMA_LEVELS), rule.id


_TWINS = {
    "Parameters": "Headers",
    "RequestBody": "Responses",
    "Schema": "Schema",
}
_WAIVERS = {
    ("Parameters", "Type", "change"): "only requests have styles; a header's is fixed",
    ("RequestBody", "Requiredness", "change"): "an answer's body is never required",
}


def test_what_is_said_of_requests_is_said_of_answers() -> None:
    """A coordinate that one direction has and the other lacks is a hole, or has a reason."""
    rows = {
        (rule.direction, rule.area, rule.kind, rule.action)
        for rule in RULES.values()
        if rule.id in DOCUMENT_PAIRS
    }
    holes = set()
    for direction, area, kind, action in rows:
        if direction is Direction.REQUEST:
            twin = (Direction.RESPONSE, _TWINS[area], kind, action)
            if twin not in rows:
                holes.add((area, kind, action))
    assert holes == set(_WAIVERS), "a new hole, or a waiver that nothing needs"


def test_oasdiff_knows_our_ids_by_the_same_coordinates(shared: Path) -> None:
    known = json.loads((shared / "oasdiff/checks.json").read_bytes())["checks"]
    levels = {"ERR": Level.BREAKING, "WARN": Level.WARNING, "INFO": Level.INFO}
    others: dict[str, str] = {}
    both = 0
    for check in known:
        rule = RULES.get(check["id"])
        if rule is None:
            continue
        both += 1
        assert rule.kind == check["kind"], rule.id
        assert str(rule.direction) == check["direction"], rule.id
        level = levels[str(check.get("newer_level") or check["level"])]
        if rule.level is not level:
            others[rule.id] = f"{level} there, {rule.level} here"
    assert both >= 400
    assert set(others) == _JUDGED_OTHERWISE, others


_JUDGED_OTHERWISE = {
    # That no date is named any more says nothing about when; oasdiff has a policy, we a question.
    "sunset-deleted",
    "request-parameter-sunset-deleted",
}


def test_an_empty_effect_breaks_nothing() -> None:
    assert {judge(Effect.NONE, direction) for direction in Direction} == {Level.INFO}


def test_where_a_schema_stands_does_not_matter() -> None:
    """Inline or in components, alone or in `allOf`: the same payloads, no change."""
    inline = at(
        BODY, {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
    )
    moved = at(BODY, {"allOf": [{"$ref": "#/components/schemas/T"}, {"required": ["a"]}]})
    moved["components"] = {
        "schemas": {"T": {"type": "object", "properties": {"a": {"type": "string"}}}}
    }
    assert [c.id for c in compared(inline, moved).changes] == ["api-schema-added"]


def test_recursion_ends() -> None:
    def tree(leaf: str) -> object:
        node = {
            "type": "object",
            "properties": {"next": {"$ref": "#/components/schemas/N"}, "leaf": {"type": leaf}},
        }
        made = at(BODY, {"$ref": "#/components/schemas/N"})
        made["components"] = {"schemas": {"N": node}}
        return made

    changes = compared(tree("string"), tree("boolean")).changes
    assert [c.pointer for c in changes] == ["/components/schemas/N/properties/leaf/type"]


def test_errors_hold_what_they_like() -> None:
    def answer(kind: str) -> object:
        content = {"application/json": {"schema": {"type": kind}}}
        return document({"responses": {"200": {}, "400": {"content": content}}})

    (change,) = compared(answer("string"), answer("object")).changes
    assert change.level is Level.INFO


def test_a_shared_schema_is_one_change() -> None:
    def twice(schema: object) -> object:
        made = document({"requestBody": {"content": {"application/json": {"schema": _REF}}}})
        made["paths"]["/b"] = {
            "get": {"responses": {"200": {"content": {"application/json": {"schema": _REF}}}}}
        }
        made["components"] = {"schemas": {"T": schema}}
        return made

    (change,) = compared(
        twice({"type": "string", "maxLength": 2}), twice({"type": "string", "maxLength": 1})
    ).changes
    assert change.operations == ("POST /things/{id}", "GET /b")
    assert change.direction is Direction.BOTH
    assert change.level is Level.BREAKING
    assert change.id == "request-body-max-length-decreased"


_REF = {"$ref": "#/components/schemas/T"}


def test_whatever_breaks_comes_with_advice() -> None:
    """Whoever has to act is told what to do, by every report."""
    silent = []
    for rule in RULES.values():
        effect = ClientEffect("", "", rule.client)
        change = Change(
            rule.id, rule.level, rule.direction, "", "", "", (), None, None, effect, "", (rule.id,)
        )
        acts = rule.client is Compat.BREAKING or (
            rule.level is not Level.INFO and rule.direction is not Direction.RESPONSE
        )
        if acts and not advice_of(change):
            silent.append(rule.id)
        if not acts and rule.level is Level.INFO:
            assert not advice_of(change), rule.id
    assert silent == []
