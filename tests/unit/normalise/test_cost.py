"""What is done once must stay done once: counted, never timed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from instep.config import Settings
from instep.diagnostics import Diagnostics
from instep.document import document as documents
from instep.document import load
from instep.normalise import normalise, shape

PROPERTIES = 20


def api_of(root: dict[str, Any]) -> None:
    found = Diagnostics()
    document = load("openapi.json", found, content=json.dumps(root).encode())
    normalise(document, Settings(package="api"), {}, found)


def root_of(schemas: dict[str, Any]) -> dict[str, Any]:
    ok = {"description": "OK", "content": {"application/json": {"schema": REFERENCE}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {f"/{n}": {"get": {"responses": {"200": ok}}} for n in range(PROPERTIES)},
        "components": {"schemas": schemas},
    }


REFERENCE = {"$ref": "#/components/schemas/Thing"}
THING = {
    "type": "object",
    "properties": {f"text{n}": {"type": "string"} for n in range(PROPERTIES)},
}


def test_a_schema_is_lowered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lowered: Counter[str] = Counter()
    original = shape.Shape.of.__func__  # type: ignore[attr-defined]

    def counted(cls: Any, ctx: Any, parts: Any, pointer: str) -> Any:
        lowered[pointer] += 1
        return original(cls, ctx, parts, pointer)

    monkeypatch.setattr(shape.Shape, "of", classmethod(counted))
    api_of(root_of({"Thing": THING}))
    below = "#/components/schemas/Thing"
    expected = {below, *(f"{below}/properties/text{n}" for n in range(PROPERTIES))}
    assert {p: n for p, n in lowered.items() if p.startswith(below)} == dict.fromkeys(expected, 1)


def test_a_reference_is_followed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    followed: Counter[str] = Counter()
    original = documents.resolve.chain

    def counted(root: Any, ref: Any, moves: Any) -> Any:
        followed[ref] += 1
        return original(root, ref, moves)

    monkeypatch.setattr(documents.resolve, "chain", counted)
    many = {f"to{n}": REFERENCE for n in range(PROPERTIES)}
    api_of(root_of({"Thing": THING, "Other": {"type": "object", "properties": many}}))
    assert followed == {"#/components/schemas/Thing": 1}
