"""What real servers send is read by pydantic-core alone, without the careful walk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typing_extensions import TypeAliasType

from instep.runtime import wire
from instep.runtime._construct import Construction

from . import family as f

Several = TypeAliasType("Several", "f.Left | f.Right | str")
FAST: list[tuple[Any, Any]] = [
    (f.Odd, {"@type": "odd", "+1": 1, "new": 2}),  # names that are not the attributes'
    (f.Delta, {"type": "delta", "delta": "x"}),  # required properties are missing
    (f.Delta, {"type": "delta", "delta": None, "item_id": None}),  # or null
    (f.Event, {"type": "delta"}),
    (f.Event, {"type": "new", "x": 1}),
    (f.Tree, {"kids": [{}, {"kids": None}], "thing": {"a": 1}}),
    (f.Tree, {"event": {"type": "delta"}, "either": "x"}),
    (f.Leaf, {"+1": 1, "other": {"type": "twig"}}),
    (Several, "x"),
    (f.Closed | str, {"level": 2}),  # no other member is an object
]
CAREFUL: list[tuple[Any, Any, type]] = [
    (Several, {"child": 1, "right": 2}, f.Right),
    (Several, {"right": 2}, f.Right),
    (f.Odd, {"@type": "odd", "type_": "an unknown property"}, f.Odd),
    (f.Delta, {"type": "delta", "delta": 3}, f.Delta),
]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    seen: list[object] = []
    build = Construction.build

    def counted(self: Construction, shape: Any, raw: Any) -> Any:
        seen.append(raw)
        return build(self, shape, raw)

    monkeypatch.setattr(Construction, "build", counted)
    return seen


@pytest.mark.parametrize(("kind", "data"), FAST)
def test_fast(kind: Any, data: Any, walks: list[object]) -> None:
    value = wire.parse(kind, json.dumps(data).encode())
    assert walks == []
    assert wire.dump(value) == data
    assert value == Construction().build(wire.adapter(kind)._shape, data)


@pytest.mark.parametrize(("kind", "data", "cls"), CAREFUL)
def test_the_careful_way_decides(kind: Any, data: Any, cls: type, walks: list[object]) -> None:
    value = wire.parse(kind, json.dumps(data).encode())
    assert type(value) is cls
    assert wire.dump(value) == data


def test_what_is_missing_is_absent_and_not_none() -> None:
    value = wire.parse(f.Delta, {"type": "delta"})
    assert value.model_fields_set == {"type"}
    with pytest.raises(AttributeError, match="not received"):
        _ = value.delta


def test_objects_made_by_hand_before_change_nothing() -> None:
    class Late(wire.Model):
        count: int

    Late.model_rebuild()
    assert Late(count="5").count == 5  # type: ignore[arg-type]
    for kind in (Late, list[Late], Late | str):
        data = [{"count": "5"}] if kind == list[Late] else {"count": "5"}
        assert wire.dump(wire.parse(kind, data)) == data
