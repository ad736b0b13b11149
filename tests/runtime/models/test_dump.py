"""What may be sent, and what JSON cannot say."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from instep.runtime import wire

from .family import Closed, Leaf


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Word(str):
    __slots__ = ()


@dataclasses.dataclass
class Plain:
    a: int
    b: Any = None


class Foreign(BaseModel):
    a: int = Field(alias="A")
    b: int | None = None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": None, "b": [1, 2.5, True, "x"]}, {"a": None, "b": [1, 2.5, True, "x"]}),
        ((1, (2,)), [1, [2]]),
        ({1}, [1]),
        (frozenset({"a"}), ["a"]),
        (collections.deque([1]), [1]),
        (collections.OrderedDict(a=1), {"a": 1}),
        (Colour.RED, "red"),
        (Level.LOW, 1),
        ({Colour.RED: 1}, {"red": 1}),
        (Word("w"), "w"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "2024-01-02T03:04:05Z"),
        (datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2024-01-02T00:00:00+02:00"),
        (datetime(2024, 1, 2, tzinfo=UTC).replace(tzinfo=None), "2024-01-02T00:00:00"),
        (date(2024, 1, 2), "2024-01-02"),
        (time(3, 4, tzinfo=UTC), "03:04:00Z"),
        (timedelta(days=1, seconds=2, microseconds=500000), "P1DT2.5S"),
        (timedelta(0), "PT0S"),
        (-timedelta(hours=1), "-PT3600S"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Decimal("1.50"), "1.50"),
        (b"hi", "aGk="),
        (bytearray(b"hi"), "aGk="),
        (memoryview(b"hi"), "aGk="),
        (Plain(1), {"a": 1, "b": None}),
        (Plain(1, {2}), {"a": 1, "b": [2]}),
        (Foreign(A=1), {"A": 1}),
        ([Closed(mode="x", maybe=None)], [{"mode": "x", "maybe": None}]),
        ({"r": Leaf(type="leaf")}, {"r": {"type": "leaf"}}),
        (None, None),
    ],
)
def test_sayable(value: Any, expected: Any) -> None:
    assert wire.dump(value) == expected
    assert json.loads(wire.dump_json(value)) == expected


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (float("nan"), "nan at value"),
        ({"a": [1, float("inf")]}, r"inf at value\['a'\]\[1\]"),
        ({"a": {"b": object()}}, r"object at value\['a'\]\['b'\]"),
        ({1: 2}, r"int at value\[1\]"),
        ((x for x in [1]), "generator at value"),
        (Decimal("NaN"), "Decimal at value"),
        (Plain, "type at value"),
        ([lambda: 1], r"function at value\[0\]"),
        (1j, "complex at value"),
    ],
)
def test_unsayable(value: Any, place: str) -> None:
    with pytest.raises(TypeError, match=place):
        wire.dump(value)
    with pytest.raises(TypeError, match=place):
        wire.dump_json(value)


def test_a_value_inside_itself() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(TypeError, match="inside itself"):
        wire.dump(loop)


def test_nothing_is_shared() -> None:
    data = {"a": [1]}
    said = wire.dump(data)
    said["a"].append(2)
    assert data == {"a": [1]}


def test_lone_surrogates_become_escapes() -> None:
    assert wire.dump_json({"a": "\ud800"}) == b'{"a":"\\ud800"}'
