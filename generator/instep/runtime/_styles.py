"""How values are spelled in URLs, headers and forms: what all styles have in common.

Names and values are percent-encoded by RFC 3986: everything but unreserved characters, a space as
`%20`. Booleans and null are spelled as in JSON, dates and times as in RFC 3339.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Final, cast
from urllib.parse import quote

from ._errors import InvalidRequestError
from ._options import Omit

# What `allowReserved` leaves as it is. Characters that would end a value or the query, or that
# RFC 3986 does not allow there (`&`, `+`, `#`, `[`, `]`), are encoded all the same, so that
# decoding gives the value back.
_RESERVED: Final = ":/?@!$'()*,;="


def plain(value: object) -> object:
    """*value* as JSON-ready data.

    Models, UUIDs and the like become what they are in JSON; properties that are `OMIT` are left out.
    """
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value).items()
        return {str(key): plain(one) for key, one in entries if not isinstance(one, Omit)}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in cast("list[object]", value)]
    if isinstance(value, Enum):
        return plain(value.value)
    if type(value) in (datetime, date, time):
        return cast("date", value).isoformat().replace("+00:00", "Z")
    from . import wire

    dumped: object = wire.dump(value)
    return dumped


def data_of(name: str, value: object) -> object:
    """A parameter's value as JSON-ready data. Raises `TypeError`, with its name, if it is none."""
    try:
        return plain(value)
    except TypeError as error:
        raise TypeError(f"parameter {name!r}: {error}") from None


def text(value: object) -> str:
    """The spelling of a JSON-ready scalar. Objects and arrays are written as compact JSON.

    Raises `InvalidRequestError` for a number that JSON cannot express.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InvalidRequestError(f"a parameter cannot be {value!r}")
        return float.__repr__(value)
    return json_text(value)


def json_text(value: object) -> str:
    """*value* as compact JSON."""
    from . import wire

    return bytes(wire.dump_json(value)).decode("utf-8")


def encode(value: str, allow_reserved: bool = False) -> str:
    """*value* percent-encoded for a path segment or a query.

    Raises `InvalidRequestError` for a lone surrogate, which has no UTF-8 form.
    """
    try:
        return quote(value, safe=_RESERVED if allow_reserved else "")
    except UnicodeEncodeError:
        raise InvalidRequestError("a parameter holds a lone surrogate") from None


def free_pairs(name: str, value: object) -> list[str]:
    """An undocumented query parameter: arrays repeat the name, objects use brackets."""
    data = data_of(name, value)
    if isinstance(data, list):
        items = cast("list[object]", data)
        if not any(isinstance(one, dict | list) for one in items):
            return [f"{encode(name)}={encode(text(one))}" for one in items]
    if isinstance(data, dict | list):
        return brackets(encode(name), cast("dict[str, object] | list[object]", data))
    return [f"{encode(name)}={encode(text(data))}"]


def brackets(name: str, data: object, allow_reserved: bool = False) -> list[str]:
    """Style `deepObject`: `name[key]=value`, and below that what servers agree on.

    The specification stops at one level. Nested objects get another pair of brackets; an array of
    scalars gets empty ones; an array of objects needs its indices to keep them apart.
    """
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        found = [brackets(f"{name}%5B{encode(k)}%5D", v, allow_reserved) for k, v in entries]
    elif isinstance(data, list):
        items = cast("list[object]", data)
        nested = any(isinstance(one, dict | list) for one in items)
        keys = [str(index) if nested else "" for index in range(len(items))]
        found = [
            brackets(f"{name}%5B{key}%5D", one, allow_reserved)
            for key, one in zip(keys, items, strict=True)
        ]
    else:
        return [f"{name}={encode(text(data), allow_reserved)}"]
    return [pair for group in found for pair in group]
