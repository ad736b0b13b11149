"""One file of a document: its bytes decoded, parsed, checked against the limits, with places."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document import jsontext, recognise, yaml12
from instep.document.fetch import Place
from instep.document.pointers import Tokens, join
from instep.document.positions import Place as LineColumn
from instep.document.positions import Places
from instep.errors import DocumentError

MAX_DEPTH = 200
"""How deep objects and arrays may be nested."""
_FLOW_YAML = re.compile(r"\s*\{\s*[^\s\"}]")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its location as shown, and the hex SHA-256 of its bytes."""

    location: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file. `value` is shared and must not be changed."""

    place: Place
    key: str
    """What makes two files the same one."""
    shown: str
    """The file's location as messages show it."""
    sha256: str
    value: Any
    places: Places
    text: str = field(default="", repr=False)

    def locate(self, tokens: Tokens) -> Location:
        """The place of a node of this file, or of its nearest ancestor that exists."""
        return Location(self.shown, *self.places.find(tokens))


def read(place: Place, found: Diagnostics, content: bytes | None = None) -> Source:
    """Read and parse one file, or take `content` as what it holds.

    Raises:
        DocumentError: the file is no JSON or YAML, repeats a key, or exceeds a limit.
        InputError, OutsideError: it cannot be read.
    """
    content = place.read() if content is None else content
    text = _decode(content, place.shown)
    name = recognise.text(text)
    if name:
        raise _error(Code.NOT_OPENAPI, f"this is {name}", place.shown)
    value, places, numbers = _parse(text, place.shown)
    for literal in numbers[:10]:
        message = f"{quote(literal, 40)} is out of range for a number and is kept as text"
        warning = Severity.WARNING
        where = Location(place.shown, *_first(literal, text))
        found.add(Diagnostic(Code.LIMIT_EXCEEDED, warning, message, where))
    checksum = hashlib.sha256(content).hexdigest()
    return Source(place, place.key, place.shown, checksum, value, places, text)


def _first(literal: str, text: str) -> LineColumn:
    """Where the text has the literal for the first time."""
    match = re.search(rf"(?<![\w.+-]){re.escape(literal)}(?![\w.])", text)
    start = match.start() if match else 0
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _decode(content: bytes, shown: str) -> str:
    """Bytes to text: UTF-8, or UTF-16 with a byte order mark."""
    name = recognise.binary(content)
    if name:
        raise _error(Code.UNREADABLE, f"this is {name}", shown)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        message = f"this is no {encoding.upper()} text: byte {error.start} cannot be decoded"
        hint = "save the file as UTF-8"
        raise _error(Code.UNREADABLE, message, shown, (line, column), hint=hint) from None
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise _error(Code.SYNTAX, "the document is empty", shown)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _error(Code.UNREADABLE, "there is a NUL character in the text", shown, (line, 1))
    return text


def _parse(text: str, shown: str) -> tuple[Any, Places, list[str]]:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _json(text, shown)
        except jsontext.JsonError as error:
            # JSON's first key is quoted; where it is not, this is YAML's flow style.
            if not (shown.lower().endswith((".yaml", ".yml")) or _FLOW_YAML.match(text)):
                raise _syntax(text, shown, "JSON", error.message, error.place) from None
    try:
        parsed = yaml12.parse(text, MAX_DEPTH)
    except yaml12.YamlLimit as limit:
        raise _error(Code.LIMIT_EXCEEDED, limit.message, shown, limit.place) from None
    except yaml12.YamlError as error:
        raise _syntax(text, shown, "YAML", error.message, error.place) from None
    repeated = [(r.tokens, r.first, r.again) for r in parsed.repeated]
    if repeated:
        raise _duplicates(repeated, shown)
    if parsed.aliases and _deeper_than(parsed.value, MAX_DEPTH):
        raise _too_deep(shown)
    return parsed.value, parsed.places, parsed.numbers


def _json(text: str, shown: str) -> tuple[Any, Places, list[str]]:
    try:
        parsed = jsontext.parse(text)
    except jsontext.TooDeep:
        raise _too_deep(shown) from None
    if _deeper_than(parsed.value, MAX_DEPTH):
        raise _too_deep(shown)
    places = jsontext.JsonPlaces(text)
    if parsed.repeated:
        raise _duplicates(list(places.duplicates()), shown)
    return parsed.value, places, parsed.numbers


def _duplicates(repeated: list[tuple[Tokens, LineColumn, LineColumn]], shown: str) -> DocumentError:
    findings = []
    for tokens, first, again in sorted(repeated, key=lambda r: r[2])[:20]:
        message = (
            f"the key {quote(tokens[-1])} is repeated; it stands first at {first[0]}:{first[1]}"
        )
        place = Location(shown, *again)
        finding = Diagnostic(Code.DUPLICATE_KEY, Severity.ERROR, message, place, join(tokens))
        findings.append(finding)
    return DocumentError(findings)


def _too_deep(shown: str) -> DocumentError:
    return _error(Code.LIMIT_EXCEEDED, f"nested deeper than {MAX_DEPTH} levels", shown)


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        if not level:
            return False
        # A shared node (a YAML alias) is looked at once a level, so bombs cost nothing here.
        unique = {id(node): node for node in level}.values()
        level = [
            child
            for node in unique
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
    return bool(level)


def _syntax(text: str, shown: str, kind: str, message: str, place: LineColumn) -> DocumentError:
    line = recognise.conflict(text)
    if line:
        found = "there are merge conflict markers in this file; resolve the conflict first"
        return _error(Code.SYNTAX, found, shown, (line, 1))
    return _error(Code.SYNTAX, f"this is no {kind}: {message}", shown, place)


def _error(
    code: Code, message: str, shown: str, place: LineColumn = (0, 0), hint: str = ""
) -> DocumentError:
    where = Location(shown, *place)
    return DocumentError([Diagnostic(code, Severity.ERROR, message, where, hint=hint)])
