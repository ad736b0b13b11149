"""Reads parameter values as the styles spell them (OpenAPI 3.1, section 4.8.12.2; RFC 6570).

Written apart from the client that spells them, on purpose: the mock is its independent witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, unquote_plus

from instep.ir.operation import Style
from instep.ir.types import MISSING, Json, Missing
from instep.sampling.compose import Composer, types_of

Shape = Literal["array", "object", "scalar"]
Pairs = tuple[tuple[str, str], ...]

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,400})")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 20
_MARKS = {
    Style.SPACE_DELIMITED: r"%20|\+",
    Style.PIPE_DELIMITED: r"\||%7[Cc]",
    Style.TAB_DELIMITED: r"%09",
}
_IN_HEADERS = {Style.SPACE_DELIMITED: " ", Style.PIPE_DELIMITED: "|", Style.TAB_DELIMITED: "\t"}


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a schema allows, as far as reading text needs to know."""

    types: tuple[str, ...]
    properties: tuple[str, ...]
    open: bool
    """Further properties may be there."""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes to try, in order; a schema that says nothing is read as a scalar."""
        found: dict[Shape, None] = {}
        for name in self.types:
            found["array" if name == "array" else "object" if name == "object" else "scalar"] = None
        return tuple(found) or ("scalar",)


class Kindred:
    """Finds what schemas allow, through references and unions."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    def of(self, schema: Json) -> Kinds:
        """The types and properties of every alternative of the schema."""
        types: dict[str, None] = {}
        properties: dict[str, None] = {}
        states = [False]
        self._collect(schema, types, properties, states, 0)
        return Kinds(tuple(types), tuple(properties), any(states))

    def _collect(
        self,
        schema: Json,
        types: dict[str, None],
        properties: dict[str, None],
        states: list[bool],
        depth: int,
    ) -> None:
        flat = self._composer.flat(schema)
        names = types_of(flat.words)
        if not names and "enum" in flat.words:
            names = tuple(dict.fromkeys(_type_name(value) for value in flat.words["enum"]))
        elif not names and "const" in flat.words:
            names = (_type_name(flat.words["const"]),)
        types.update((name, None) for name in names)
        properties.update((name, None) for name in flat.words.get("properties", {}))
        if "object" in names and flat.words.get("additionalProperties", True) is not False:
            states.append(True)
        for options in flat.choices if depth < _DEEPEST else ():
            for option in options:
                self._collect(option.schema, types, properties, states, depth + 1)

    def item(self, schema: Json, index: int) -> Json:
        """The schema of an array's item."""
        for words in self._words(schema, 0):
            heads = words.get("prefixItems", [])
            if index < len(heads):
                return heads[index]
            if "items" in words:
                return words["items"]
        return True

    def member(self, schema: Json, name: str) -> Json:
        """The schema of an object's property."""
        further: Json = True
        for words in self._words(schema, 0):
            if name in words.get("properties", {}):
                return words["properties"][name]
            if isinstance(words.get("additionalProperties"), dict):
                further = words["additionalProperties"]
        return further

    def _words(self, schema: Json, depth: int) -> Iterable[dict[str, Json]]:
        flat = self._composer.flat(schema)
        yield flat.words
        for options in flat.choices if depth < _DEEPEST else ():
            for option in options:
                yield from self._words(option.schema, depth + 1)

    def typed(self, raw: Json, schema: Json, *, text_first: bool) -> Json:
        """Text made what the schema wants: numbers, booleans and nulls out of their spelling.

        Where both text and something else are allowed, `text_first` decides.
        """
        if isinstance(raw, list):
            items = enumerate(raw)
            return [self.typed(v, self.item(schema, i), text_first=text_first) for i, v in items]
        if isinstance(raw, dict):
            return {
                name: self.typed(v, self.member(schema, name), text_first=text_first)
                for name, v in raw.items()
            }
        types = self.of(schema).types
        if not isinstance(raw, str) or (text_first and "string" in types):
            return raw
        if {"integer", "number"} & set(types) and _INTEGER.fullmatch(raw):
            return int(raw)
        if "number" in types and _NUMBER.fullmatch(raw):
            return float(raw)
        if "boolean" in types and raw in {"true", "false"}:
            return raw == "true"
        if "null" in types and raw in {"", "null"}:
            return None
        return raw


def _type_name(value: Json) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"


def split_query(query: str) -> Pairs:
    """Names (decoded) and values (as sent) of a query string or form."""
    found: list[tuple[str, str]] = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            found.append((unquote_plus(name), value))
    return tuple(found)


def read_path(raw: str, name: str, style: Style, explode: bool, shape: Shape) -> Json:
    """The text values of a path parameter: `simple`, `label` (`.a`) or `matrix` (`;name=a`)."""
    mark = ","
    if style is Style.LABEL:
        raw = raw.removeprefix(".")
        mark = "." if explode or ("," not in raw and shape != "scalar") else ","
    elif style is Style.MATRIX:
        raw = raw.removeprefix(";")
        if explode and shape != "scalar":
            pieces = [piece.partition("=") for piece in raw.split(";")]
            if shape == "array":
                return [unquote(value) for key, _, value in pieces if unquote(key) == name]
            return {unquote(key): unquote(value) for key, _, value in pieces}
        raw = raw.partition("=")[2]
    elif style in _MARKS:
        raw, mark = "\0".join(re.split(_MARKS[style], raw)), "\0"
    return _listed(raw, mark, shape, unquote, explode=explode)


def read_header(raw: str, style: Style, explode: bool, shape: Shape) -> Json:
    """The text values of a header: `simple` or with another separator, not percent-encoded."""
    mark = _IN_HEADERS.get(style, ",")
    return _listed(raw, mark, shape, str.strip, explode=explode)


def _listed(
    raw: str, mark: str, shape: Shape, decode: Callable[[str], str], *, explode: bool
) -> Json:
    """`a,b` or `k,v,k,v` or (exploded) `k=v,k=v`."""
    if shape == "scalar":
        return decode(raw)
    pieces = raw.split(mark) if raw else []
    if shape == "array":
        return [decode(piece) for piece in pieces]
    if explode:
        return {decode(k): decode(v) for k, _, v in (piece.partition("=") for piece in pieces)}
    names, values = pieces[::2], pieces[1::2]
    return {decode(k): decode(v) for k, v in zip(names, values, strict=False)}


def read_query(
    pairs: Pairs,
    name: str,
    style: Style,
    *,
    explode: bool,
    shape: Shape,
    kinds: Kinds,
    taken: frozenset[str] = frozenset(),
) -> Json | Missing:
    """The text values of a query parameter, cookie or form field; `MISSING` if it is not there.

    `pairs` are the whole query (`split_query`); `taken` the names of the other parameters, which
    an exploded object with open properties does not claim.
    """
    if style is Style.DEEP_OBJECT or (shape == "object" and _has_brackets(pairs, name)):
        found = _deep(pairs, name)
        if found is not MISSING or style is Style.DEEP_OBJECT:
            return found
    if shape == "object" and explode and style is Style.FORM:
        members = {
            key: unquote_plus(value)
            for key, value in pairs
            if key in kinds.properties or (kinds.open and key not in taken)
        }
        return members or MISSING
    values = [value for key, value in pairs if key == name]
    if not values:
        return MISSING
    if shape == "array" and explode:
        return [] if values == [""] else [unquote_plus(value) for value in values]
    if shape == "scalar":
        return unquote_plus(values[-1])
    mark = _MARKS.get(style, ",")
    plain = "\0".join(re.split(mark, values[-1])) if values[-1] else ""
    return _listed(plain, "\0", shape, unquote_plus, explode=False)


def _has_brackets(pairs: Pairs, name: str) -> bool:
    return any(key.startswith(name + "[") for key, _ in pairs)


def _deep(pairs: Pairs, name: str) -> Json | Missing:
    """`name[a][b]=x`: nested objects; `[]` and numbers where a list stands (beyond the specification)."""
    root: dict[str, Json] = {}
    for key, value in pairs:
        if not key.startswith(name + "["):
            continue
        steps = _BRACKETS.findall(key[len(name) :])[:_DEEPEST]
        node = root
        for step in steps[:-1]:
            inner = node.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            node = inner
        else:
            if steps:
                _append(node, steps[-1], unquote_plus(value))
    return _lists(root) if root else MISSING


def _append(node: dict[str, Json], step: str, value: str) -> None:
    if step in node:
        before = node[step] if isinstance(node[step], list) else [node[step]]
        node[step] = [*before, value]
    else:
        node[step] = [value] if step == "" else value


def _lists(node: Json) -> Json:
    """Objects whose keys are `""` or 0, 1, 2, ... are lists."""
    if not isinstance(node, dict):
        return node
    if list(node) == [""]:
        return _lists(node[""])
    made = {key: _lists(value) for key, value in node.items()}
    if list(made) == [str(index) for index in range(len(made))]:
        return list(made.values())
    return made
