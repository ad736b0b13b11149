"""JSON text to plain Python data and back, within one documented set of limits."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeGuard

from pydantic_core import PydanticSerializationError, from_json, to_json

from ._errors import APIResponseValidationError

DEEPEST = 200
"""The most arrays and objects inside each other that a text may have."""


class InvalidJSON(APIResponseValidationError):
    """The text is not JSON (RFC 8259), or is nested deeper than `DEEPEST` levels.

    The message says where, never what: it holds no part of the text.
    """


def is_object(raw: object) -> TypeGuard[dict[str, Any]]:
    """Is the plain value a JSON object?"""
    return type(raw) is dict


def is_array(raw: object) -> TypeGuard[list[Any]]:
    """Is the plain value a JSON array?"""
    return type(raw) is list


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def load(text: str | bytes | bytearray) -> Any:
    """The plain data of a JSON text (RFC 8259).

    The standard library reads what the fast parser refuses although it has a meaning: lone
    surrogates in escapes, a byte order mark, UTF-16 and UTF-32.

    Raises:
        InvalidJSON: the text is not JSON or is nested too deeply.
    """
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        pass
    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise InvalidJSON(message) from None
    except UnicodeDecodeError as error:
        raise InvalidJSON(f"not JSON: not {error.encoding} at byte {error.start}") from None
    except RecursionError:
        raise InvalidJSON(f"not read: nested deeper than {DEEPEST} levels") from None
    except ValueError as error:
        raise InvalidJSON(f"not JSON: {error}") from None
    _refuse_deep(raw)
    return raw


def _refuse_deep(raw: object) -> None:
    """Level by level, because the nesting is what must not be recursed into."""
    level: list[Any] = [raw]
    for _ in range(DEEPEST + 1):
        below: list[Any] = []
        for value in level:
            if is_object(value):
                below.extend(value.values())
            elif is_array(value):
                below.extend(value)
        if not below:
            return
        level = below
    raise InvalidJSON(f"not read: nested deeper than {DEEPEST} levels")


def encode(plain: object, *, indent: int | None = None) -> bytes:
    """UTF-8 JSON of plain data that `dump` made: compact, or indented by `indent` spaces.

    Lone surrogates, which UTF-8 has no bytes for, are written as escapes.
    """
    try:
        return to_json(plain, indent=indent, inf_nan_mode="constants")
    except (PydanticSerializationError, UnicodeEncodeError):
        separators = (",", ":") if indent is None else None
        return json.dumps(plain, indent=indent, separators=separators).encode()
