"""JSON text to values, and to the places of its nodes when somebody asks for them (RFC 8259)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

from instep.document.pointers import Tokens
from instep.document.positions import Lines, Place

_SKIP = re.compile(r'(?:[^"\[\]{}]+|"[^"\\]*(?:\\.[^"\\]*)*")*', re.DOTALL)
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]*")
_SPACE = re.compile(r"[ \t\r\n]*")

Members: TypeAlias = dict[str, tuple[int, int]]
"""For each member its key's offset and its value's offset; the two are one in an array."""


class JsonError(Exception):
    """The text is no JSON: what is wrong, and its line and column."""

    def __init__(self, message: str, place: Place) -> None:
        self.message = message
        self.place = place
        super().__init__(message)


class TooDeep(Exception):
    """The text is nested deeper than the parser follows."""


@dataclass(slots=True)
class JsonText:
    """A parsed text: its value, and whether a key was repeated or a number was out of range."""

    value: Any
    repeated: bool = False
    numbers: list[str] = field(default_factory=list)
    """Numbers that no int or finite float can hold; they are kept as their text."""


def parse(text: str) -> JsonText:
    """The value of a JSON text. NaN and infinities are errors, as RFC 8259 has it.

    Raises:
        JsonError: the text is no JSON.
        TooDeep: it is nested too deeply to be parsed at all.
    """
    parsed = JsonText(None)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            parsed.repeated = True
        return made

    def decimal(literal: str) -> float | str:
        number = float(literal)
        if math.isfinite(number):
            return number
        parsed.numbers.append(literal)
        return literal

    def integer(literal: str) -> int | str:
        if len(literal) < 400:
            return int(literal)
        parsed.numbers.append(literal)
        return literal

    def constant(literal: str) -> NoReturn:
        raise json.JSONDecodeError(f"{literal} is no JSON value", text, max(text.find(literal), 0))

    try:
        parsed.value = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=decimal,
            parse_int=integer,
            parse_constant=constant,
        )
    except json.JSONDecodeError as error:
        raise JsonError(error.msg, (error.lineno, error.colno)) from None
    except RecursionError:
        raise TooDeep from None
    return parsed


class JsonPlaces:
    """Places in a JSON text that is known to be valid.

    The brackets are matched in one scan at the first question; after that an object is read
    only when a pointer leads through it, and remembered.
    """

    __slots__ = ("_closing", "_lines", "_members", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = _space(text, 0)
        self._closing: dict[int, int] = {}
        self._lines: Lines | None = None
        self._members: dict[int, Members] = {}

    def find(self, tokens: Tokens) -> Place:
        """The place of the node, or of its nearest ancestor that exists."""
        offset = value = self._start
        for token in tokens:
            members = self._members_of(value)
            if token not in members:
                break
            offset, value = members[token]
        return self._place(offset)

    def text_of(self, tokens: Tokens) -> str:
        """A number or word as it is written; empty for anything else."""
        value = self._start
        for token in tokens:
            members = self._members_of(value)
            if token not in members:
                return ""
            value = members[token][1]
        found = _SCALAR.match(self._text, value)
        return found.group() if found and self._text[value] not in '{["' else ""

    def duplicates(self) -> Iterator[tuple[Tokens, Place, Place]]:
        """Every repeated key: its pointer, where it stands first and where again."""
        waiting: list[tuple[Tokens, int]] = [((), self._start)]
        while waiting:
            tokens, offset = waiting.pop()
            first: dict[str, int] = {}
            for key, at, value in self._read(offset):
                if key in first:
                    yield (*tokens, key), self._place(first[key]), self._place(at)
                first.setdefault(key, at)
                if self._text[value] in "{[":
                    waiting.append(((*tokens, key), value))

    def _place(self, offset: int) -> Place:
        if self._lines is None:
            self._lines = Lines(self._text)
        return self._lines.place(offset)

    def _members_of(self, offset: int) -> Members:
        known = self._members.get(offset)
        if known is None:
            known = {key: (at, value) for key, at, value in self._read(offset)}
            self._members[offset] = known
        return known

    def _read(self, offset: int) -> Iterator[tuple[str, int, int]]:
        """Key, key's offset and value's offset of each member of the container at `offset`."""
        text = self._text
        opening = text[offset] if offset < len(text) else ""
        if opening not in ("{", "["):
            return
        if not self._closing:
            self._match_brackets()
        at, count = _space(text, offset + 1), 0
        while text[at] not in "}]":
            key, value = str(count), at
            if opening == "{":
                end = _end(_STRING, text, at)
                key = _unquote(text[at:end])
                value = _space(text, _space(text, end) + 1)
            yield key, at, value
            count += 1
            at = _space(text, self._value_end(value))
            if text[at] == ",":
                at = _space(text, at + 1)

    def _value_end(self, offset: int) -> int:
        if self._text[offset] in "{[":
            return self._closing[offset] + 1
        return _end(_STRING if self._text[offset] == '"' else _SCALAR, self._text, offset)

    def _match_brackets(self) -> None:
        text, closing, opened = self._text, self._closing, list[int]()
        skip, size = _SKIP.match, len(self._text)
        at = self._start
        while True:
            found = skip(text, at)
            at = found.end() if found else size
            if at >= size:
                return
            if text[at] in "{[":
                opened.append(at)
            else:
                closing[opened.pop()] = at
            at += 1


def _space(text: str, offset: int) -> int:
    return _end(_SPACE, text, offset)


def _end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return found.end() if found else offset


def _unquote(literal: str) -> str:
    return str(json.loads(literal)) if "\\" in literal else literal[1:-1]
