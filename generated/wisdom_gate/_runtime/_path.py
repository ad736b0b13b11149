"""Path templates filled in so that no value can leave its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from . import _styles
from ._errors import InvalidRequestError
from ._operation import Param

_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_SLASHES: Final = re.compile(r"[/\\]")
_ROUNDS: Final = 5
# What may stand in a literal path (RFC 3986, section 3.3), plus `%` of what is encoded already.
_LITERAL: Final = "/:@!$&'()*+,;=~-._%"


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
            parts[index] = quote(part, safe=_LITERAL)
    path = "".join(parts)
    _refuse_dot_segments(path)
    return path


def literal(path: str) -> str:
    """A path without parameters; what may not stand in a path is percent-encoded."""
    return quote(path.partition("#")[0].partition("?")[0], safe=_LITERAL)


def literal_query(template: str) -> str:
    """The query string that the template itself has; empty if none."""
    return template.partition("#")[0].partition("?")[2]


def _value(param: Param, value: object) -> str:
    if value is None:
        raise InvalidRequestError(f"path parameter {param.name!r} is missing")
    spelled = _styles.path_value(param, value)
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
