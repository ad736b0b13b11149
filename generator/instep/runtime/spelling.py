"""How parameters are spelled: every OpenAPI style (3.1, section 4.8.12.2), for documents that have any."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, cast
from urllib.parse import quote, unquote

from ._decode import essence, is_json
from ._errors import InvalidRequestError
from ._forms import plain_fields, plain_pairs
from ._operation import Operation
from ._path import LITERAL, literal
from ._payload import holds_file, is_file
from ._request import Arguments, add_cookies, is_dropped
from ._settings import HeaderMap, set_header
from ._styles import brackets, data_of, encode, free_pairs, json_text, plain, text

Location = Literal["path", "query", "header", "cookie", "querystring"]
Style = Literal[
    "",
    "matrix",
    "label",
    "simple",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "tabDelimited",
    "deepObject",
    "cookie",
]

_DEFAULT_STYLE: Final[Mapping[str, Style]] = MappingProxyType(
    {"path": "simple", "query": "form", "header": "simple", "cookie": "form", "querystring": "form"}
)
_JOINTS: Final[Mapping[str, str]] = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
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
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_SLASHES: Final = re.compile(r"[/\\]")
_ROUNDS: Final = 5
# A document's parameter cannot set these: they belong to the transport or to the security scheme.
_RESERVED_HEADERS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "authorization", "content-type", "accept"}
)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter and how its value is spelled (OpenAPI 3.1, section 4.8.12)."""

    name: str
    location: Location
    style: Style = ""
    """Empty: the location's default, `simple` or `form`."""
    explode: bool | None = None
    """`None`: the style's default, true for `form`, `cookie` and `deepObject` only."""
    allow_reserved: bool = False
    content_type: str = ""
    """Set where the parameter has `content`: the value is encoded by that media type."""

    def __post_init__(self) -> None:
        style = self.style or _DEFAULT_STYLE[self.location]
        object.__setattr__(self, "style", style)
        if self.explode is None:
            object.__setattr__(self, "explode", style in ("form", "cookie", "deepObject"))


class Parameters:
    """The parameters of an operation."""

    __slots__ = ("_params",)

    def __init__(self, *params: Param) -> None:
        self._params = params

    def path(self, template: str, values: Mapping[str, object]) -> str:
        """The path of a template, percent-encoded. Raises as `fill` does."""
        return fill(template, self._params, values)

    def headers(self, headers: HeaderMap, operation: Operation, arguments: Arguments) -> None:
        """Add header and cookie parameters to the headers of a call."""
        cookies: list[str] = []
        for param in self._params:
            if param.location == "header":
                value = arguments.header.get(param.name)
                reserved = param.name.lower() in _RESERVED_HEADERS
                if not reserved and not is_dropped(operation, param.name, value):
                    set_header(headers, param.name, header_value(param, value))
            elif param.location == "cookie":
                value = arguments.cookie.get(param.name)
                if not is_dropped(operation, param.name, value):
                    cookies.extend(cookie_pairs(param, value))
        add_cookies(headers, cookies)

    def query(self, operation: Operation, arguments: Arguments) -> dict[str, list[str]]:
        """The `name=value` pairs of the query parameters of a call, by name."""
        found: dict[str, list[str]] = {}
        for param in self._params:
            if param.location in ("query", "querystring"):
                value = arguments.query.get(param.name)
                if not is_dropped(operation, param.name, value):
                    found[param.name] = query_pairs(param, value)
        return found


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written (OpenAPI 3.1, section 4.8.15)."""

    content_type: str = ""
    style: Style = ""
    explode: bool | None = None
    allow_reserved: bool = False

    def pairs(self, name: str, data: object) -> list[str]:
        """The `name=value` pairs of JSON-ready data in a form."""
        if self.style or self.explode is not None:
            param = Param(name, "query", self.style, self.explode, self.allow_reserved)
            return query_pairs(param, data)
        if is_json(essence(self.content_type)):
            return [f"{encode(name)}={encode(json_text(data))}"]
        return plain_pairs(name, data)

    def fields(self, name: str, value: object) -> list[tuple[str, object]]:
        """The parts of a multipart body, by name."""
        if self.style == "deepObject" and not holds_file(value):
            return _bracketed(name, plain(value))
        joined = self._joined(value)
        return plain_fields(name, value) if joined is None else [(name, joined)]

    def _joined(self, value: object) -> str | None:
        """The items of a list as one text, where the encoding wants that."""
        mark = _JOINTS.get(self.style or "form")
        if not mark or self.explode is not False or is_file(value) or holds_file(value):
            return None
        if not isinstance(value, list | tuple):
            return None
        return mark.join(text(plain(one)) for one in cast("list[object]", value))

    def media(self, filename: str | None) -> str:
        """The media type of a part, of a file with this name; empty if it is not said.

        Of a choice of types, a file's is the one that its name stands for.
        """
        choices = self.content_type
        if "," not in choices and "*" not in choices:
            return choices
        if filename:
            import mimetypes

            guess = mimetypes.guess_type(filename)[0] or ""
            for choice in choices.split(","):
                named = essence(choice)
                family = named.removesuffix("*") if named.endswith("/*") else "\0"
                if guess and (guess == named or guess.startswith(family)):
                    return guess
        return ""


def fill(template: str, parameters: tuple[Param, ...], values: Mapping[str, object]) -> str:
    """The path of *template* with its parameters' values, percent-encoded.

    A query string or fragment in the template is not part of it. Raises `InvalidRequestError` if a
    value is missing, leaves nothing in its place, holds a NUL, or makes a segment `.` or `..`.
    """
    template = template.partition("#")[0].partition("?")[0]
    if "{" not in template:
        return literal(template)
    declared = {param.name: param for param in parameters if param.location == "path"}
    parts = _HOLE.split(template)
    for index, part in enumerate(parts):
        if index % 2:
            parts[index] = _value(declared.get(part) or Param(part, "path"), values.get(part))
        else:
            parts[index] = quote(part, safe=LITERAL)
    path = "".join(parts)
    _refuse_dot_segments(path)
    return path


def path_value(param: Param, value: object) -> str:
    """A path parameter's value: styles `simple`, `label` and `matrix`, or with another separator."""
    data = data_of(param.name, value)
    if param.content_type:
        return encode(_content(param, data))
    if param.style == "label":
        return _prefixed(param, data, ".")
    if param.style == "matrix":
        return _prefixed(param, data, ";")
    return _simple(param, data, encode, _SEPARATORS.get(param.style, ","))


def header_value(param: Param, value: object) -> str:
    """A header parameter's value: style `simple` (or another separator), not percent-encoded."""
    data = data_of(param.name, value)
    if param.content_type:
        return _content(param, data)
    return _simple(param, data, str, unquote(_SEPARATORS.get(param.style, ",")))


def query_pairs(param: Param, value: object) -> list[str]:
    """A query parameter as `name=value` pairs, ready to be joined by `&`."""
    data = data_of(param.name, value)
    if param.location == "querystring":
        return _querystring(param, data)

    def spelled(one: object) -> str:
        return encode(text(one), param.allow_reserved)

    name = encode(param.name)
    if param.content_type:
        return [f"{name}={encode(_content(param, data), param.allow_reserved)}"]
    if param.style == "deepObject" and isinstance(data, dict | list):
        return brackets(name, cast("object", data), param.allow_reserved)
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


def cookie_pairs(param: Param, value: object) -> list[str]:
    """A cookie parameter as `name=value` pairs, to be joined by `; `.

    They are percent-encoded, but for style `cookie`, which sends them as they are (OpenAPI 3.2).
    Raises `InvalidRequestError` for a value that would not stay in its pair.
    """
    pairs = query_pairs(param, value)
    if param.style != "cookie" or param.content_type:
        return pairs
    plain_pairs = [unquote(pair) for pair in pairs]
    for pair in plain_pairs:
        if ";" in pair or not (pair.isascii() and pair.isprintable()):
            raise InvalidRequestError(f"cookie {param.name!r} holds what no cookie can")
    return plain_pairs


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


def _bracketed(name: str, data: object) -> list[tuple[str, object]]:
    if isinstance(data, dict):
        entries = cast("dict[str, object]", data).items()
        return [pair for key, one in entries for pair in _bracketed(f"{name}[{key}]", one)]
    if isinstance(data, list):
        items = cast("list[object]", data)
        return [pair for one in items for pair in _bracketed(f"{name}[]", one)]
    return [(name, data)]


def _value(param: Param, value: object) -> str:
    if value is None:
        raise InvalidRequestError(f"path parameter {param.name!r} is missing")
    spelled = path_value(param, value)
    if not spelled:
        raise InvalidRequestError(f"path parameter {param.name!r} is empty")
    if "%00" in spelled:
        raise InvalidRequestError(f"path parameter {param.name!r} holds a NUL character")
    return spelled


def _refuse_dot_segments(path: str) -> None:
    """Refuse `.` and `..` as segments, also where a server finds them by decoding too often."""
    if "." not in path and "%25" not in path:
        return
    decoded = path
    for _ in range(_ROUNDS):
        pieces = _SLASHES.split(decoded)
        if "." in pieces or ".." in pieces:
            raise InvalidRequestError("a path parameter makes a segment `.` or `..`")
        again = unquote(decoded)
        if again == decoded:
            return
        decoded = again
