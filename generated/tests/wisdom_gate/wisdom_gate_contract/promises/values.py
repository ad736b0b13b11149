"""`parse` and `dump`: what is received is typed as far as it fits, and given back as it came."""

from __future__ import annotations

import copy
import datetime
import decimal
import enum
import pickle
import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from ..cases import operations
from ..compare import difference
from ..service import Service
from .odd import ODD, changed, places

UTC = datetime.UTC
SCALARS: list[tuple[Any, Any, Any]] = [
    (datetime.datetime, "2026-01-02T03:04:05.5Z",
     datetime.datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=UTC)),
    (datetime.datetime, "2026-01-02t23:59:60+01:00",
     datetime.datetime(2026, 1, 2, 22, 59, 59, tzinfo=UTC)),
    (datetime.date, "2026-01-02", datetime.date(2026, 1, 2)),
    (datetime.time, "23:59:60Z", datetime.time(23, 59, 59, tzinfo=UTC)),
    (datetime.timedelta, "P1DT2H3.5S", datetime.timedelta(days=1, hours=2, seconds=3.5)),
    (datetime.timedelta, "-P1W", datetime.timedelta(weeks=-1)),
    (uuid.UUID, "00000000-0000-0000-0000-00000000000A", uuid.UUID(int=10)),
    (bytes, "AP8=", b"\x00\xff"),
    (decimal.Decimal, "1.50", decimal.Decimal("1.5")),
    (decimal.Decimal, 2, decimal.Decimal(2)),
]  # fmt: skip
_MOST = 150
"""Types of a document, and places of a value, that are tried; of more, every n-th."""
_MOST_IN_ALL = 400
"""Places that are tried in all answers together."""


class Shade(enum.Enum):
    """Something that is not JSON, and is meant."""

    DARK = "dark"


class Name(enum.StrEnum):
    """A name of a property."""

    KEY = "key"


class Text(str):
    """A kind of text."""

    __slots__ = ()


class Whole(int):
    """A kind of whole number."""


class Real(float):
    """A kind of number."""


class Many(list[int]):
    """A kind of list."""


@dataclass(slots=True)
class Pair:
    """A dataclass of a program's own."""

    number: int
    text: str


class Model(BaseModel):
    """A pydantic model of a program's own."""

    size: int = Field(serialization_alias="sizeOf")


class Scalars:
    """Formats become Python values that remember their text."""

    @pytest.mark.parametrize(("kind", "raw", "value"), SCALARS)
    def test_they_are_read_and_written_exactly(
        self, service: Service, kind: Any, raw: Any, value: Any
    ) -> None:
        package: Any = service.package
        for strict in (False, True):
            (found,) = package.parse(list[kind], [raw], strict=strict)
            assert found == value
            assert isinstance(found, kind)
            assert package.dump([found]) == [raw]
        for again in (
            pickle.loads(pickle.dumps(found)),  # noqa: S301 - of our own making
            copy.copy(found),
            copy.deepcopy(found),
        ):
            assert package.dump(again) == raw

    @pytest.mark.parametrize("kind", list(dict.fromkeys(row[0] for row in SCALARS)))
    def test_what_is_in_no_format_stays_as_it_came(self, service: Service, kind: Any) -> None:
        package: Any = service.package
        raws: list[Any] = ["odd!", "P", "P99999999999D", "2026-13-01", "+", True, [], {"a": 1}]
        for raw in raws:
            assert package.dump(package.parse(kind, raw)) == raw
            with pytest.raises(ValueError, match="validation error"):
                package.parse(kind, raw, strict=True)

    def test_what_is_computed_from_them_is_new(self, service: Service) -> None:
        package: Any = service.package
        found = package.parse(datetime.datetime, "2026-01-02T03:04:05.500Z")
        assert package.dump(found.replace(year=2027)) == "2027-01-02T03:04:05.500000Z"
        moved = found + datetime.timedelta(0)
        assert pickle.loads(pickle.dumps(moved)) == found  # noqa: S301 - of our own making
        day = package.parse(datetime.date, "2026-01-02") + datetime.timedelta(1)
        assert package.dump(pickle.loads(pickle.dumps(day))) == "2026-01-03"  # noqa: S301


class Plain:
    """Types that are no classes of the document."""

    @pytest.mark.parametrize(
        ("kind", "raw"),
        [
            (list[int], [1, 2]),
            (dict[str, list[bool]], {"a": [True]}),
            (tuple[int, str], [1, "x"]),
            (tuple[int, ...], [1, 2, 3]),
            (Literal["a", 1, True], 1),
            (int | str, "x"),
            (list[int] | dict[str, int] | None, {"a": 1}),
            (datetime.date | str, "2026-01-02"),
            (None, None),
            (Any, [{"a": None}]),
            (float, 1),
            (Literal[1, 2] | int, 2),
            (tuple[int, *tuple[str, ...]], [1, "a", "b"]),
            (int | list[Any] | Any, "x"),
        ],
        ids=str,
    )
    def test_they_are_read_too(self, service: Service, kind: Any, raw: Any) -> None:
        package: Any = service.package
        for strict in (False, True):
            assert package.dump(package.parse(kind, raw, strict=strict)) == raw

    @pytest.mark.parametrize(
        ("kind", "raw"),
        [
            (tuple[int, str], [1]),
            (tuple[int, str], ["x", 1]),
            (Literal[1, 2] | int, 3),
            (tuple[int, str], {"a": 1}),
            (Literal["a", 1, True], 2),
            (Literal[1], True),
            (list[int], {"a": 1}),
            (dict[str, int], [1]),
            (int | None, "x"),
            (list[int] | dict[str, int], {"a": "x"}),
            (list[int] | list[bool], ["x"]),
        ],
        ids=str,
    )
    def test_what_does_not_fit_is_kept_and_strictly_refused(
        self, service: Service, kind: Any, raw: Any
    ) -> None:
        package: Any = service.package
        assert package.dump(package.parse(kind, raw)) == raw
        with pytest.raises(ValueError, match="validation error"):
            package.parse(kind, raw, strict=True)

    def test_what_is_no_type_is_refused(self, service: Service) -> None:
        with pytest.raises(TypeError, match="not a generated type"):
            service.package.parse(set, [])

    def test_bytes_are_json_text(self, service: Service) -> None:
        package: Any = service.package
        for text in (b"[1]", bytearray(b"[1]"), memoryview(b"[1]")):
            assert package.parse(list[int], text) == [1]
        with pytest.raises(ValueError, match="nested deeper"):
            package.parse(Any, b"[" * 1000 + b"]" * 1000)
        assert package.dump({Name.KEY: Shade.DARK}) == {"key": "dark"}
        assert package.parse(list[str], ["\ud800"]) == ["\ud800"]


class Dumps:
    """`dump` of what a program has made itself."""

    def test_python_values_become_json(self, service: Service) -> None:
        dump = service.package.dump
        assert dump(Text("a")) == "a"
        assert dump([Whole(1), Real(1.5), Many([1])]) == [1, 1.5, [1]]
        assert dump(MappingProxyType({"a": Pair(1, "b")})) == {"a": {"number": 1, "text": "b"}}
        assert dump(Model(size=1)) == {"sizeOf": 1}
        for value in (object(), Pair):
            with pytest.raises(TypeError, match="cannot be said"):
                dump(value)

    def test_what_is_not_sent_is_nothing(self, service: Service) -> None:
        omit = service.package.OMIT
        assert not omit
        assert repr(omit) == "OMIT"


class Types:
    """The types of the document: nothing that comes is refused, and nothing is lost."""

    def test_odd_values_come_back(self, service: Service) -> None:
        package: Any = service.package
        names = [name for name in package.types.__all__ if name[:1].isupper()]
        for name in names[:: len(names) // _MOST + 1]:
            kind = getattr(package.types, name)
            for raw in ODD:
                _comes_back(package, kind, raw, name)

    def test_answers_with_an_odd_part_come_back(self, service: Service) -> None:
        """One part after the other of a documented answer of each type is something else."""
        package: Any = service.package
        answers: dict[str, tuple[str, Any]] = {}
        for key, operation in operations().items():
            answer: dict[str, Any] = operation["answer"]
            if hasattr(package.types, str(answer.get("model"))) and "json" in answer:
                answers.setdefault(answer["model"], (key, answer["json"]))
        most = min(_MOST, _MOST_IN_ALL // max(len(answers), 1) + 1)
        for model, (key, raw) in answers.items():
            kind = getattr(package.types, model)
            spots = list(places(raw))
            for place in spots[:: len(spots) // most + 1]:
                for odd in ODD[::3]:
                    _comes_back(package, kind, changed(raw, place, odd), f"{key} {place}")


def _comes_back(package: Any, kind: Any, raw: Any, about: str) -> None:
    """Fail unless lenient parsing keeps the data, and strict parsing keeps or refuses it."""
    value = package.parse(kind, raw)
    found = package.dump(value)
    assert not (said := difference(raw, found)), f"{about}: {said}"
    try:
        strict = package.parse(kind, raw, strict=True)
    except (ValueError, TypeError):
        return
    assert not (said := difference(found, package.dump(strict))), f"{about}, strict: {said}"
