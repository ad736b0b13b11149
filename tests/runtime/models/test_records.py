"""Generated dataclasses behave as dataclasses do, and lose nothing of what they received."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from instep.runtime import wire
from instep.runtime._errors import APIResponseValidationError

from . import family as f

RECEIVED: dict[str, Any] = {
    "type": "leaf",
    "unknown": {"a": [1]},
    "+1": 3,
    "moment": "2020-01-01T00:00:00.10Z",
    "leaves": [{"type": "leaf"}],
}


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled, dataclasses.replace])
@pytest.mark.parametrize("data", [RECEIVED, {"type": "leaf"}, {"type": 3, "other": None}])
def test_a_duplicate_says_the_same(duplicate: Callable[[Any], Any], data: dict[str, Any]) -> None:
    value = wire.parse(f.Leaf, data)
    again = duplicate(value)
    assert again == value
    assert again is not value
    assert repr(again) == repr(value)
    assert again.to_dict() == data


def test_what_is_duplicated_may_be_changed() -> None:
    value = wire.parse(f.Leaf, RECEIVED)
    again = copy.copy(value)
    again.plus = None
    assert value.to_dict() == RECEIVED
    assert again.to_dict() == {**RECEIVED, "+1": None}


def test_replace_says_what_changed_and_nothing_else() -> None:
    value = wire.parse(f.Tally, {"x": {"type": "leaf"}})
    changed = dataclasses.replace(value, name="n")
    assert changed.to_dict() == {"name": "n", "x": {"type": "leaf"}}
    assert value.to_dict() == {"x": {"type": "leaf"}}
    null = wire.parse(f.Tally, {"note": None})
    assert dataclasses.replace(null, name="n").to_dict() == {"name": "n", "note": None}


def test_a_missing_property_can_be_replaced_and_copied() -> None:
    value = wire.parse(f.Leaf, {"+1": 1})
    assert repr(value) == "Leaf(plus=1)"
    with pytest.raises(AttributeError, match="not received"):
        _ = value.type
    assert pickled(value) == value
    assert dataclasses.replace(value, type="leaf").to_dict() == {"+1": 1, "type": "leaf"}


def test_fields_and_asdict_are_the_declared_properties() -> None:
    names = [field.name for field in dataclasses.fields(f.Tally)]
    assert names == ["name", "note"]
    value = wire.parse(f.Tally, {"x": {"type": "leaf"}, "name": "n"})
    assert dataclasses.asdict(value) == {"name": "n", "note": None}
    assert f.Twig.__match_args__ == ()


def test_equality_is_by_class_and_content() -> None:
    assert f.Leaf(type="leaf") == wire.parse(f.Leaf, {"type": "leaf"})
    assert f.Leaf(type="leaf") != f.Leaf(type="leaf", plus=1)
    assert f.Leaf(type="leaf") != wire.parse(f.Leaf, {"type": "leaf", "x": 1})
    assert f.Tally() != f.Leaf(type="leaf")


def test_unknown_properties_have_the_documented_type() -> None:
    value = wire.parse(f.Tally, {"name": "n", "x": {"type": "leaf", "+1": 2}, "y": 3})
    assert value.__pydantic_extra__["x"] == f.Leaf(type="leaf", plus=2)
    assert value.__pydantic_extra__["y"] == 3
    assert value.to_dict() == {"name": "n", "x": {"type": "leaf", "+1": 2}, "y": 3}
    with pytest.raises(APIResponseValidationError) as caught:
        wire.parse(f.Tally, {"y": 3}, strict=True)
    assert isinstance(caught.value.__cause__, ValidationError)
    assert caught.value.__cause__.errors()[0]["loc"] == ("y",)


def test_what_the_constructor_refuses() -> None:
    with pytest.raises(TypeError, match="positional"):
        f.Leaf("leaf")  # type: ignore[misc]
    with pytest.raises(TypeError, match="typo"):
        f.Leaf(type="leaf", typo=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="type"):
        f.Leaf()  # type: ignore[call-arg]
