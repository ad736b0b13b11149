"""Python values to JSON-ready data: what was received exactly, what was set faithfully."""

from __future__ import annotations

import base64
import dataclasses
import decimal
import enum
import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from pydantic import BaseModel

from ._fields import plan_of
from ._json import encode
from ._scalars import Exact

_PLAIN = frozenset({str, int, bool, type(None)})
_CYCLIC = "cannot be said in JSON: nested too deeply, or inside itself"


class _CannotSay(TypeError):
    """Carries the place, innermost step first, while it is carried outwards."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.what = repr(value) if isinstance(value, float) else type(value).__qualname__
        self.steps: list[str | int] = []

    def place(self) -> str:
        """The path as Python would write it, `value` being what was given."""
        return "value" + "".join(f"[{step!r}]" for step in reversed(self.steps))


def dump(value: object) -> Any:
    """JSON-ready data: dict, list, str, int, float, bool and None, sharing nothing with `value`.

    Models and records give what was received or set, by wire name. Mappings need string keys;
    lists, tuples and sets become lists; enum members their values; dataclasses and other pydantic
    models objects; bytes standard base64; UUIDs, dates and times RFC 3339 text, UTC written as
    "Z", a time without a zone written without one; timedeltas ISO 8601; decimals strings. Values
    that were received give back exactly what was received.

    Raises:
        TypeError: something cannot be said in JSON (NaN and infinity too); the message names its
            place and its type, never its content.
    """
    return _said(value, finite=True)


def wire_data(value: object) -> Any:
    """As `dump`, but a received number out of a double's range is left as infinity."""
    return _said(value, finite=False)


def dump_json(value: object) -> bytes:
    """`dump(value)` as compact UTF-8 JSON text.

    Raises:
        TypeError: as `dump`.
    """
    return encode(_said(value, finite=True))


def text_of(value: object, *, indent: int | None = None) -> str:
    """`dump(value)` as JSON text, indented by `indent` spaces unless it is None."""
    return encode(_said(value, finite=True), indent=indent).decode()


def _said(value: object, *, finite: bool) -> Any:
    try:
        return _plain(value, finite)
    except _CannotSay as error:
        message = f"cannot be said in JSON: {error.what} at {error.place()}"
    except RecursionError:
        message = _CYCLIC
    raise TypeError(message)


def _plain(given: object, finite: bool) -> Any:
    kind = type(given)
    value: Any = given
    if kind in _PLAIN:
        return value
    step: str | int = 0
    try:
        if kind is dict:
            said: dict[str, Any] = {}
            for step, item in value.items():
                if type(item) in _PLAIN and type(step) is str:
                    said[step] = item
                else:
                    said[_key(step)] = _plain(item, finite)
            return said
        if kind is list:
            listed: list[Any] = []
            for step, item in enumerate(value):  # noqa: B007 (the place, should it fail)
                listed.append(item if type(item) in _PLAIN else _plain(item, finite))
            return listed
        if hasattr(kind, "__wire_closed__"):
            said = {}
            for step, item in _members(value):
                said[step] = item if type(item) in _PLAIN else _plain(item, finite)
            return said
    except _CannotSay as error:
        error.steps.append(step)
        raise
    if kind is float:
        if finite and not math.isfinite(value):
            raise _CannotSay(value)
        return value
    return _plain(_opened(value), finite)


def _key(key: object) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if not isinstance(key, str):
        raise _CannotSay(key)
    return str.__str__(key)


def _members(given: object) -> list[tuple[str, Any]]:
    """What was received or set of a model or record, by wire name."""
    value: Any = given
    present: set[str] = value.__pydantic_fields_set__
    extra: dict[str, Any] = value.__pydantic_extra__ or {}
    names = plan_of(type(given)).wire_names
    members = [
        (names.get(name, name), item) for name, item in value.__dict__.items() if name in present
    ]
    members.extend(extra.items())
    return members


def _opened(value: Any) -> Any:
    """One step from a Python value towards JSON; the result may need further steps."""
    if isinstance(value, Exact):
        received = getattr(value, "received", None)
        if received is not None:
            return received
    match value:
        case enum.Enum():
            return value.value
        case str():
            return str.__str__(value)
        case int():
            return int(value)
        case float():
            return float(value)
        case Mapping():
            return dict(cast("Iterable[tuple[Any, Any]]", value.items()))
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
        case memoryview():
            return base64.b64encode(value.tobytes()).decode()
        case list():
            # A plain one, whatever iterating over this one would do.
            return cast("Any", value)[:]
        case Sequence() | AbstractSet():
            return list(cast("Iterable[Any]", value))
        case datetime() | time():
            text = value.isoformat()
            return f"{text[:-6]}Z" if text.endswith("+00:00") else text
        case date():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
        case uuid.UUID():
            return str(value)
        case decimal.Decimal():
            if not value.is_finite():
                raise _CannotSay(value)
            return str(value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        case _:
            raise _CannotSay(value)


def duration_text(value: timedelta) -> str:
    """ISO 8601 text of a timedelta, as RFC 3339, appendix A has it, with a sign where negative."""
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    seconds = f"{value.seconds}"
    if value.microseconds:
        seconds += f".{value.microseconds:06d}".rstrip("0")
    days = f"{value.days}D" if value.days else ""
    clock = f"T{seconds}S" if seconds != "0" or not days else ""
    return f"{sign}P{days}{clock}"
