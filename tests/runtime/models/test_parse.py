"""What received data becomes."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import ValidationError
from typing_extensions import TypeAliasType

from instep.runtime import wire
from instep.runtime._errors import APIResponseValidationError

from . import family as f

DELTA = {"type": "delta", "delta": "x", "item_id": "i", "output_index": 0, "sequence_number": 1}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (f.Event, DELTA, f.Delta),
        (f.Event, {"type": "delta", "delta": 3}, f.Delta),
        (f.Event, {"type": "tree"}, f.Tree),
        (f.Event, {"type": "closed", "mode": "auto"}, f.Closed),
        (f.Event, {"type": "new"}, wire.UnknownVariant),
        (f.Event, {"type": 3}, wire.UnknownVariant),
        (f.Event, {"type": None}, wire.UnknownVariant),
        (f.Event, {"type": ["delta"]}, wire.UnknownVariant),
        (f.Event, {"mode": "auto"}, f.Closed),
        (f.Event, {}, wire.UnknownVariant),
        (f.Event, "delta", str),
        (f.Event, None, type(None)),
        (f.OddEvent, {"@type": "odder"}, f.Odd),
        (f.OddEvent, {"@type": "oddest"}, wire.UnknownVariant),
        (f.Mixed, {"kind": 2}, f.Numbered),
        (f.Mixed, {"kind": True}, f.Flagged),
        (f.Mixed, {"kind": 1}, wire.UnknownVariant),
        (f.Mixed, {"kind": "2"}, wire.UnknownVariant),
        (f.Mixed, {"c": "x"}, f.Untagged),
        (f.NoUnknown, {"type": "delta"}, f.Delta),
        (f.NoUnknown, {"type": "new", "mode": "x"}, f.Closed),
        (f.RecordEvent, {"type": "leaf", "leaves": 3}, f.Leaf),
        (f.RecordEvent, {"type": "new"}, wire.UnknownVariant),
        (f.Closed | f.Counts, {"mode": "x"}, f.Closed),
        (f.Closed | f.Counts, {"name": 3}, f.Counts),
        (f.Delta | f.Numbered, {"type": "delta", "kind": 3}, f.Delta),
        (list[int] | f.Delta, {"x": 1}, f.Delta),
        (wire.DateTime | str, "2023-01-01T00:00:00Z", wire.DateTime),
        (wire.DateTime | str, "soon", str),
    ],
)
def test_the_class_it_becomes(kind: Any, data: Any, expected: type) -> None:
    value = wire.parse(kind, data)
    assert type(value) is expected or isinstance(value, expected)
    assert wire.dump(value) == data


def test_values_have_python_types() -> None:
    value = wire.parse(
        f.Scalars,
        {
            "moment": "2023-01-01T00:00:00.123Z",
            "day": "2023-01-02",
            "clock": "10:00:00Z",
            "span": "-P1DT2S",
            "key": "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
            "blob": "aGk=",
            "price": "12.50",
            "number": 3,
        },
    )
    assert value.moment == datetime(2023, 1, 1, 0, 0, 0, 123000, tzinfo=UTC)
    assert value.day == date(2023, 1, 2)
    assert value.clock == time(10, tzinfo=UTC)
    assert value.span == -timedelta(days=1, seconds=2)
    assert value.key == UUID("3f2504e0-4f89-11d3-9a0c-0305e82c3301")
    assert value.blob == b"hi"
    assert value.price == Decimal("12.5")
    assert type(value.number) is int
    assert value.count == 20
    assert value.flag is None
    assert value.moment is not None
    later = value.moment + timedelta(seconds=1)
    assert wire.dump(later) == "2023-01-01T00:00:01.123000Z"


def test_nested_values_are_typed_around_a_fault() -> None:
    value = wire.parse(
        f.Tree,
        {
            "kids": [{"kids": [], "event": DELTA}, 3],
            "pair": [1, "a"],
            "by_name": {"k": {"kids": 1}},
        },
    )
    assert isinstance(value.kids[0].event, f.Delta)
    assert value.kids[1] == 3
    assert value.pair == (1, "a")
    assert value.by_name is not None
    assert isinstance(value.by_name["k"], f.Tree)


def test_what_was_not_received() -> None:
    value = wire.parse(f.Delta, {"type": "delta"})
    with pytest.raises(AttributeError, match="Delta has no 'delta': it was not received"):
        _ = value.delta
    assert repr(value) == "Delta(type='delta')"
    record = wire.parse(f.Leaf, {})
    with pytest.raises(AttributeError, match="Leaf has no 'type': it was not received"):
        _ = record.type


def test_unknown_properties_are_attributes() -> None:
    assert wire.parse(f.Delta, DELTA | {"extra": 5}).extra == 5  # type: ignore[attr-defined]
    assert wire.parse(f.Twig, {"type": "twig", "extra": 5}).extra == 5  # type: ignore[attr-defined]
    assert wire.parse(f.Event, {"type": "new", "extra": 5}).extra == 5


@pytest.mark.parametrize("kind", [f.Scalars, f.Tree, f.Leaf, f.RecordEvent, f.Event])
def test_copies_and_pickles(kind: Any) -> None:
    data = {"type": "leaf", "moment": "2023-01-01T00:00:00.123Z", "day": "2023-01-02", "span": "P1D",
            "clock": "10:00:00Z", "key": "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "blob": "aGk=",
            "price": "1.50", "kids": [], "new": [1]}  # fmt: skip
    value = wire.parse(kind, data)
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == value
        assert wire.dump(twin) == data


def test_made_by_hand() -> None:
    made = f.Odd(type_="odd", plus=3, copy_=None)
    assert made.to_dict() == {"@type": "odd", "+1": 3, "copy": None}
    assert f.Odd.model_validate({"@type": "odd", "+1": 3}).plus == 3
    with pytest.raises(ValidationError) as caught:
        f.Odd(type_="odd", plus=-12345)
    assert "12345" not in str(caught.value)
    tree = f.Tree(kids=[f.Tree(kids=[])], event=f.Closed(mode="new"), odd=made)
    assert tree.to_dict() == {
        "kids": [{"kids": []}], "event": {"mode": "new"}, "odd": {"@type": "odd", "+1": 3, "copy": None},
    }  # fmt: skip
    nested = f.Tree.model_validate(
        {"kids": [{"kids": []}], "event": {"type": "closed", "mode": "off"}}
    )
    assert isinstance(nested.kids[0], f.Tree)
    with pytest.raises(ValidationError, match="kids"):
        f.Tree.model_validate({"kids": [{}]})
    with pytest.raises(ValidationError, match="child"):
        f.Left.model_validate({"left": 1, "child": {"right": "x", "child": 2}})
    tree.thing = {"when": datetime(2024, 1, 1, tzinfo=UTC)}
    assert tree.to_dict()["thing"] == {"when": "2024-01-01T00:00:00Z"}


def test_a_record_made_by_hand() -> None:
    made = f.Leaf(type="leaf", plus=None)
    assert made.to_dict() == {"type": "leaf", "+1": None}
    made.leaves = [f.Leaf(type="leaf")]
    assert made.to_json() == '{"type":"leaf","+1":null,"leaves":[{"type":"leaf"}]}'
    assert repr(made) == "Leaf(type='leaf', plus=None, leaves=[Leaf(type='leaf')])"


def test_an_adapter_is_made_once() -> None:
    assert wire.adapter(f.Event) is wire.adapter(f.Event)
    assert wire.adapter(list[f.Delta]) is wire.adapter(list[f.Delta])
    with pytest.raises(TypeError, match="not a generated type"):
        wire.adapter(complex)


class _Asked(wire.Model):
    type: Literal["message"] | None = None
    role: Literal["user"] | str
    text: str


class _Answered(wire.Model):
    type: Literal["message"]
    id: str
    parts: list[int]


class _Called(wire.Model):
    type: Literal["call"]


_Shared = TypeAliasType(
    "_Shared",
    Annotated[
        _Asked | _Answered | _Called | wire.UnknownVariant,
        wire.Tagged("type", {"message": ("_Asked", "_Answered"), "call": "_Called"}),
    ],
)


@pytest.mark.parametrize(
    ("data", "member"),
    [
        ({"type": "message", "role": "user", "text": "hi"}, _Asked),
        ({"role": "user", "text": "hi"}, _Asked),
        ({"type": "message", "id": "m", "parts": [1]}, _Answered),
        ({"type": "message", "id": "m", "parts": ["wrong"]}, _Answered),
        ({"type": "call"}, _Called),
        ({"type": "new"}, wire.UnknownVariant),
    ],
)
def test_a_value_that_several_members_share_narrows_the_choice(
    data: dict[str, object], member: type[wire.Model]
) -> None:
    parsed = wire.parse(_Shared, data)
    assert type(parsed) is member
    assert wire.dump(parsed) == data


_Rest = TypeAliasType("_Rest", tuple[()] | tuple[int, *tuple[Any, ...]])
_Letters = TypeAliasType("_Letters", tuple[int, *tuple[str, ...]])


@pytest.mark.parametrize(
    ("kind", "data"),
    [(_Rest, []), (_Rest, [1]), (_Rest, [1, "x", None]), (_Letters, [1, "a", "b"])],
)
def test_tuples_with_more_of_one_type_behind(kind: Any, data: list[object]) -> None:
    assert wire.parse(kind, data, strict=True) == tuple(data)
    assert wire.dump(wire.parse(kind, data)) == data


def test_strict_errors_hold_no_received_value_even_as_context() -> None:
    with pytest.raises(APIResponseValidationError) as caught:
        wire.parse(f.Delta, {"type": "delta", "delta": {"password": "hunter2"}}, strict=True)
    assert isinstance(caught.value.__cause__, ValidationError)
    assert caught.value.__cause__.__context__ is None
    assert "hunter2" not in str(caught.value)


def test_an_error_of_parse_is_a_validation_error_without_a_response() -> None:
    for data, strict in ((b"{", False), ({"mode": "new"}, True)):
        with pytest.raises(APIResponseValidationError) as caught:
            wire.parse(f.Closed, data, strict=strict)
        error = pickle.loads(pickle.dumps(caught.value))
        assert isinstance(error, ValueError)
        assert (error.response, error.status_code, error.request_id) == (None, None, None)
        assert str(error) == str(caught.value) != ""
