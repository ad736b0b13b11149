"""How parameter values are spelled: every OpenAPI style, as pure functions (3.1, section 4.8.12.2).

Names and values are percent-encoded by RFC 3986: everything but unreserved characters, a space as
`%20`. Booleans and null are spelled as in JSON, dates and times as in RFC 3339.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Final, cast
from urllib.parse import quote, unquote

from ._decode import essence, is_json
from ._errors import InvalidRequestError
from ._operation import Param
from ._options import Omit

# What `allowReserved` leaves as it is. Characters that would end a value or the query, or that
# RFC 3986 does not allow there (`&`, `+`, `#`, `[`, `]`), are encoded all the same, so that
# decoding gives the value back.
_RESERVED: Final = ":/?@!$'()*,;="

_Spell = Callable[[str], str]
_SpellAny = Callable[[object], str]

_SEPARATORS: Final[Mapping[str, str]] = {
    "form": ",",
    "simple": ",",
    "spaceDelimited": "%20",
    "pipeDelimited": "%7C",
    "tabDelimited": "%09",  # `collectionFormat: tsv` of Swagger 2.0
    "deepObject": ",",
}


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


def _data(name: str, value: object) -> object:
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


def path_value(param: Param, value: object) -> str:
    """A path parameter's value: styles `simple`, `label` and `matrix`, or with another separator."""
    data = _data(param.name, value)
    if param.content_type:
        return encode(_content(param, data))
    if param.style == "label":
        return _prefixed(param, data, ".")
    if param.style == "matrix":
        return _prefixed(param, data, ";")
    return _simple(param, data, encode, _SEPARATORS.get(param.style, ","))


def header_value(param: Param, value: object) -> str:
    """A header parameter's value: style `simple` (or another separator), not percent-encoded."""
    data = _data(param.name, value)
    if param.content_type:
        return _content(param, data)
    return _simple(param, data, str, unquote(_SEPARATORS.get(param.style, ",")))


def query_pairs(param: Param, value: object) -> list[str]:
    """A query parameter as `name=value` pairs, ready to be joined by `&`."""
    data = _data(param.name, value)
    if param.location == "querystring":
        return _querystring(param, data)

    def spelled(one: object) -> str:
        return encode(text(one), param.allow_reserved)

    name = encode(param.name)
    if param.content_type:
        return [f"{name}={encode(_content(param, data), param.allow_reserved)}"]
    if param.style == "deepObject" and isinstance(data, dict | list):
        return _brackets(name, cast("object", data), param.allow_reserved)
    separator = _SEPARATORS.get(param.style, ",")
    if isinstance(data, list):
        items = cast("list[object]", data)
        if param.explode:
            return [f"{name}={spelled(one)}" for one in items]
        return [f"{name}={separator.join(map(spelled, items))}"] if items else []
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data)
        if param.explode:
            return [pair for key, one in entries.items() for pair in _entry(key, one, spelled)]
        flat = [part for key, one in entries.items() for part in (encode(key), spelled(one))]
        return [f"{name}={separator.join(flat)}"] if flat else []
    return [f"{name}={spelled(data)}"]


def free_pairs(name: str, value: object) -> list[str]:
    """An undocumented query parameter: arrays repeat the name, objects use brackets."""
    data = _data(name, value)
    if isinstance(data, list):
        items = cast("list[object]", data)
        if not any(isinstance(one, dict | list) for one in items):
            return [f"{encode(name)}={encode(text(one))}" for one in items]
    if isinstance(data, dict | list):
        return _brackets(encode(name), cast("dict[str, object] | list[object]", data))
    return [f"{encode(name)}={encode(text(data))}"]


def cookie_pairs(param: Param, value: object) -> list[str]:
    """A cookie parameter as `name=value` pairs, percent-encoded, to be joined by `; `."""
    return query_pairs(param, value)


def _simple(param: Param, data: object, spell: _Spell, separator: str) -> str:
    if isinstance(data, list):
        return separator.join(spell(text(one)) for one in cast("list[object]", data))
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        joint = "=" if param.explode else separator
        return separator.join(f"{spell(key)}{joint}{spell(text(one))}" for key, one in entries)
    return spell(text(data))


def _prefixed(param: Param, data: object, mark: str) -> str:
    """Styles `label` (`.a.b`) and `matrix` (`;name=a;name=b`), RFC 6570 sections 3.2.5 and 3.2.7."""
    name = f"{encode(param.name)}=" if mark == ";" else ""
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        if param.explode:
            return "".join(f"{mark}{encode(key)}={encode(text(one))}" for key, one in entries)
        flat = [part for key, one in entries for part in (encode(key), encode(text(one)))]
        return f"{mark}{name}{','.join(flat)}"
    if isinstance(data, list):
        items = [encode(text(one)) for one in cast("list[object]", data)]
        if param.explode:
            return "".join(f"{mark}{name}{one}" for one in items)
        return f"{mark}{name}{','.join(items)}"
    spelled = encode(text(data))
    if not spelled and mark == ";":
        return f"{mark}{encode(param.name)}"
    return f"{mark}{name}{spelled}"


def _entry(key: str, value: object, spelled: _SpellAny) -> list[str]:
    """One property of an exploded object; an array in it repeats the key."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [f"{encode(key)}={spelled(one)}" for one in items]


def _brackets(name: str, data: object, allow_reserved: bool = False) -> list[str]:
    """Style `deepObject`: `name[key]=value`, and below that what servers agree on.

    The specification stops at one level. Nested objects get another pair of brackets; an array of
    scalars gets empty ones; an array of objects needs its indices to keep them apart.
    """
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        found = [_brackets(f"{name}%5B{encode(k)}%5D", v, allow_reserved) for k, v in entries]
    elif isinstance(data, list):
        items = cast("list[object]", data)
        nested = any(isinstance(one, dict | list) for one in items)
        keys = [str(index) if nested else "" for index in range(len(items))]
        found = [
            _brackets(f"{name}%5B{key}%5D", one, allow_reserved)
            for key, one in zip(keys, items, strict=True)
        ]
    else:
        return [f"{name}={encode(text(data), allow_reserved)}"]
    return [pair for group in found for pair in group]


def _querystring(param: Param, data: object) -> list[str]:
    """OpenAPI 3.2, `in: querystring`: the value is the whole query string."""
    if is_json(essence(param.content_type)):
        return [encode(json_text(data))]
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data)
        return [pair for key, one in entries.items() for pair in free_pairs(key, one)]
    return [encode(text(data))]


def _content(param: Param, data: object) -> str:
    """The value of a parameter that has `content`: JSON, or a string of another type as it is."""
    if isinstance(data, str) and not is_json(essence(param.content_type)):
        return data
    return json_text(data)
