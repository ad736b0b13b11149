"""What strict mode refuses, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from instep.runtime import wire
from instep.runtime._errors import APIResponseValidationError

from . import family as f

REFUSED: list[tuple[Any, Any, str]] = [
    (f.Closed, {"mode": "new"}, "enum"),
    (f.Closed, {"mode": "auto", "extra": 1}, "extra"),
    (f.Closed, {"mode": "auto", "never": None}, "null"),
    (f.Closed, {"mode": "auto", "level": 3}, "enum"),
    (f.Closed, {"mode": "auto", "level": True}, "enum"),
    (f.Closed, {}, "missing"),
    (f.Closed, [], "type"),
    (f.Twig, {"type": "twig", "x": 1}, "extra"),
    (f.Counts, {"a": "x"}, "type"),
    (f.Event, {"type": "new"}, "variant"),
    (f.Event, {"mode": "new"}, "variant"),
    (f.Event, 3, "type"),
    (f.Odd, {"@type": "odd", "+1": -1}, "minimum"),
    (f.Scalars, {"ratio": 2.1}, "maximum"),
    (f.Scalars, {"ratio": 0.35}, "multiple"),
    (f.Scalars, {"word": ""}, "too_short"),
    (f.Scalars, {"word": "abcd"}, "too_long"),
    (f.Scalars, {"word": "A"}, "pattern"),
    (f.Scalars, {"count": "1"}, "type"),
    (f.Scalars, {"count": 1.5}, "type"),
    (f.Scalars, {"count": True}, "type"),
    (f.Scalars, {"moment": "2023-01-01"}, "format"),
    (f.Scalars, {"day": "2023-02-30"}, "format"),
    (f.Scalars, {"key": "x"}, "format"),
    (f.Tree, {"kids": [], "pair": [1]}, "length"),
    (f.Tree, {"kids": [], "pair": [1, 2]}, "type"),
    (f.Tree, {"kids": [], "names": ["a", "b", "c"]}, "too_long"),
    (f.Tree, {"kids": [], "once": [1, 2, 1.0]}, "unique"),
    (f.Tree, {"kids": [], "once": [{"a": [1], "b": 2}, {"b": 2, "a": [1]}]}, "unique"),
    (f.Tree, {"kids": [], "either": 3}, "union"),
    (f.Tree, {"kids": [{"kids": [{}]}]}, "missing"),
    (f.Tree, {"kids": [], "event": None}, "null"),
]
ALLOWED: list[tuple[Any, Any]] = [
    (f.Closed, {"mode": "auto", "free": "anything", "maybe": None, "level": 2.0}),
    (f.Counts, {"a": 1, "b": 2.0, "name": "n"}),
    (f.Scalars, {"count": 1.0, "ratio": 0.3, "number": 3, "looking": "anything"}),
    (f.Scalars, {"moment": "2016-12-31T23:59:60Z", "span": "P1Y", "moment_or_text": "soon"}),
    (f.Event, {"type": "closed", "mode": "off"} | {}),
    (f.OddEvent, {"@type": "odder", "x": None}),
    (f.Event, {"mode": "auto"}),  # a discriminator does not require its property
    (f.Mixed, {"c": "x"}),
    (f.Tree, {"kids": [], "once": [1, True, "1", [1], [[1]], {}, [], {"a": 1}, {"a": True}]}),
    (f.Tree, {"kids": [], "either": ["a"], "json_value": {"a": [1, True, {"b": "c"}]}}),
    (
        f.Delta,
        {"type": "delta", "delta": "", "item_id": "", "output_index": 1.0, "sequence_number": 0},
    ),
]


def details(error: APIResponseValidationError) -> list[Any]:
    assert isinstance(error.__cause__, ValidationError)
    return list(error.__cause__.errors())


@pytest.mark.parametrize(("kind", "data", "code"), REFUSED)
def test_refused(kind: Any, data: Any, code: str) -> None:
    assert wire.dump(wire.parse(kind, data)) == data
    with pytest.raises(APIResponseValidationError) as caught:
        wire.parse(kind, data, strict=True)
    assert code in {error["type"] for error in details(caught.value)}


@pytest.mark.parametrize(
    ("kind", "data"), [each for each in ALLOWED if each[1].get("type") != "closed"]
)
def test_allowed(kind: Any, data: Any) -> None:
    assert wire.dump(wire.parse(kind, data, strict=True)) == data


def test_a_closed_variant_does_not_know_its_own_tag() -> None:
    # `Closed` declares no `type`, so a document that tags it contradicts itself.
    with pytest.raises(APIResponseValidationError):
        wire.parse(f.Event, {"type": "closed", "mode": "off"}, strict=True)


def test_errors_name_places_and_hold_no_values() -> None:
    with pytest.raises(APIResponseValidationError) as caught:
        wire.parse(
            f.Tree, {"kids": [{"kids": [], "either": {"secret": "hunter2"}}, 3]}, strict=True
        )
    assert "hunter2" not in str(caught.value)
    assert details(caught.value)[-1]["loc"] == ("kids", 1)


@pytest.mark.parametrize("strict", [False, True])
def test_a_recursive_union_takes_linear_time(strict: bool) -> None:
    data: Any = {"child": "neither", "left": 1}
    for _ in range(60):
        data = {"child": data, "left": 1, "right": 1}
    if strict:
        with pytest.raises(APIResponseValidationError):
            wire.parse(f.Branch, data, strict=True)
    else:
        assert wire.dump(wire.parse(f.Branch, data)) == data
