"""Whatever JSON comes, for whatever type: it is accepted, and comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instep.runtime import wire

from .family import FAMILY, Delta, Event, Odd, Scalars, Tree

WORDS = (
    "type delta item_id output_index sequence_number @type +1 plus model_config copy json self "
    "schema __class__ __dict__ to_dict moment day clock span key blob price number ratio count "
    "flag word mode free level maybe never name kids by_name event pair row either names odd "
    "json_value thing kind a c leaves other ventilação type_ model_ __pydantic_extra__"
)
NAMES = st.sampled_from(["", *WORDS.split()])
TEXTS = st.sampled_from(
    [
        "delta", "tree", "closed", "odd", "odder", "leaf", "twig", "auto", "nope", "\ud800",
        "2023-01-01T00:00:00.123Z", "2016-12-31T23:59:60Z", "2023-02-30", "12:30:00+00:00", "P1Y2M",
        "PT0.5S", "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "aGk=", "12.50", "1e999",
    ]
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(),
    st.integers(min_value=10**22, max_value=10**24),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, 2, 1.0, -0.0, 0.3, 1e300]),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS, st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(NAMES, st.text(max_size=3)), inner)
    ),
    max_leaves=12,
)


def exactly(left: Any, right: Any) -> bool:
    """Equal, and 1, 1.0 and true told apart."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(exactly(left[k], right[k]) for k in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(exactly, left, right))
    return bool(left == right)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FAMILY), JSON)
def test_everything_comes_back(kind: Any, data: Any) -> None:
    text = json.dumps(data).encode()
    value = wire.parse(kind, data)
    assert exactly(wire.dump(value), data)
    from_text = wire.parse(kind, text)
    assert exactly(wire.dump(from_text), data)
    assert exactly(json.loads(wire.dump_json(value)), data)
    repr(value)
    try:
        strict = wire.parse(kind, text, strict=True)
    except ValueError:
        return
    assert exactly(wire.dump(strict), data)


@pytest.mark.parametrize(
    "data",
    [
        {
            "@type": "odd",
            "+1": 1,
            "": "x",
            "model_config": "m",
            "copy": "c",
            "json": "j",
            "self": "s",
        },
        {"@type": "odd", "type_": 1, "plus": 2, "model_": 3, "copy_": 4},
        {"@type": "odder", "__class__": 1, "__dict__": 2, "to_dict": 3, "dict": {}},
        {"+1": -1},
        {"ventilação": 3, "zażółć": "gęślą"},
    ],
)
def test_awkward_names(data: dict[str, Any]) -> None:
    value = wire.parse(Odd, data)
    assert type(value) is Odd
    assert value.to_dict() == data
    assert json.loads(value.to_json()) == data


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("moment", "2023-01-01T00:00:00.123Z"),
        ("moment", "2023-01-01t00:00:00.100000000z"),
        ("moment", "2023-01-01T00:00:00+00:00"),
        ("moment", "2016-12-31T23:59:60Z"),
        ("moment", "yesterday"),
        ("moment", 1700000000),
        ("day", "2023-02-30"),
        ("clock", "10:00:00.5+02:00"),
        ("span", "P1Y2M3DT4H5M6.7S"),
        ("span", "P2W"),
        ("span", "P"),
        ("key", "3F2504E0-4F89-11D3-9A0C-0305E82C3301"),
        ("key", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}"),
        ("blob", "aGk="),
        ("blob", "aGk"),
        ("price", "12.50"),
        ("price", 12.5),
        ("number", 12345678901234567890123),
        ("ratio", 1),
        ("ratio", 5.0),
        ("count", 1.0),
        ("count", True),
        ("count", None),
    ],
)
def test_scalars_keep_what_came(name: str, text: Any) -> None:
    value = wire.parse(Scalars, {name: text})
    assert exactly(value.to_dict(), {name: text})


def test_order_of_unknown_names_and_duplicates() -> None:
    assert wire.parse(Delta, b'{"z":1,"type":"delta","a":2,"z":3}').to_dict() == {
        "z": 3, "type": "delta", "a": 2,
    }  # fmt: skip


def test_a_number_out_of_range_does_not_raise() -> None:
    value = wire.parse(Tree, b'{"kids":[],"thing":1e999}')
    assert value.to_dict()["thing"] == float("inf")
    with pytest.raises(TypeError, match=r"inf at value\['thing'\]"):
        wire.dump(value)


@pytest.mark.parametrize(
    "text", [b"", b"nope", b"NaN", b'{"a":Infinity}', b'"\xff"', b"[1,]", b"[" * 300 + b"]" * 300]
)
def test_what_is_not_json(text: bytes) -> None:
    with pytest.raises(wire.InvalidJSON) as caught:
        wire.parse(Event, text)
    assert "nope" not in str(caught.value)


@pytest.mark.parametrize("text", [b'\xef\xbb\xbf{"type":"new"}', '{"type":"new"}'.encode("utf-16")])
def test_byte_order_marks(text: bytes) -> None:
    assert wire.parse(Event, text).to_dict() == {"type": "new"}


@pytest.mark.parametrize(
    "leaf", [{"kids": []}, {"kids": 3}, {"kids": [], "event": {"type": "tree"}}]
)
@pytest.mark.parametrize("stack", [0, 500, 850])
def test_deep_nesting(leaf: Any, stack: int) -> None:
    data = leaf
    for _ in range(98):
        data = {"kids": [data]}
    text = json.dumps(data).encode()

    def down(left: int) -> Any:
        return down(left - 1) if left else wire.parse(Tree, text)

    assert wire.dump(down(stack)) == data
