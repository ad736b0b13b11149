"""Which operation a method and a path mean (OpenAPI 3.1, section 4.8.8: paths and templating)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

from instep.ir.api import Api
from instep.ir.operation import Operation

_NAMES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Match:
    """An operation, and its path parameters as they stand in the URL (still percent-encoded)."""

    operation: Operation
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No operation. `methods`: those that the path has, upper case; none at all means 404, else 405."""

    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    operation: Operation
    names: tuple[str, ...]
    query: tuple[tuple[str, str | None], ...]
    """Pairs that the template's own query string demands; None: any value."""


class _Mixed:
    """A segment with literal text and parameters (`{b}.json`), compiled when first looked at."""

    def __init__(self, segment: str) -> None:
        self._segment = segment
        self.node = _Node()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The segment as an expression over percent-encoded text."""
        parts = _NAMES.split(self._segment)
        pieces = [_literal(p) if i % 2 == 0 else "([^/]+?)" for i, p in enumerate(parts)]
        return re.compile("".join(pieces))

    @property
    def weight(self) -> int:
        """How much of the segment is literal."""
        return len(_NAMES.sub("", self._segment))


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    mixed: dict[str, _Mixed] = field(default_factory=dict)
    parameter: _Node | None = None
    entries: list[_Entry] = field(default_factory=list)


class Matcher:
    """An index of an API's operations by the segments of their paths."""

    def __init__(self, api: Api) -> None:
        self._top = _Node()
        for operation in api.operations:
            self._add(operation)
        urls = [server.url for server in api.servers]
        urls.extend(url for operation in api.operations for url in operation.servers)
        bases = {_base(url) for url in urls} - {""}
        self._bases = tuple(sorted(bases, key=len, reverse=True))

    def _add(self, operation: Operation) -> None:
        path, _, _fragment = operation.path.partition("#")
        path, _, query = path.partition("?")
        names: list[str] = []
        node = self._top
        for segment in path.removeprefix("/").split("/"):
            found = _NAMES.findall(segment)
            # Some documents write RFC 6570's operators into the braces.
            names.extend(name.strip(".;*") or name for name in found)
            if not found:
                node = node.literals.setdefault(unquote(segment), _Node())
            elif len(found) == 1 and segment == f"{{{found[0]}}}":
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                shape = _NAMES.sub("{}", segment)
                node = node.mixed.setdefault(shape, _Mixed(segment)).node
        pairs = tuple(
            (name, None if "{" in value or not value else value)
            for name, value in parse_qsl(query, keep_blank_values=True)
        )
        node.entries.append(_Entry(operation, tuple(names), pairs))

    def match(self, method: str, path: str, query: str = "") -> tuple[Match, ...] | NoMatch:
        """The operations of a request; `path` and `query` as sent, percent-encoded.

        Literal segments go before mixed ones and those before parameters. A path that only
        matches below a server's own path (`/v1`), or but for a trailing slash, matches too.
        Several operations come back, in the document's order, where their templates differ in
        names or fragments only: the URL cannot tell which is meant.
        """
        pairs = parse_qsl(query, keep_blank_values=True)
        methods: dict[str, None] = {}
        for candidate in self._candidates(path):
            for entries, values in _walk(self._top, candidate, 0, ()):
                chosen = _choose(entries, method, pairs)
                if chosen:
                    return tuple(
                        Match(e.operation, tuple(zip(e.names, values, strict=True))) for e in chosen
                    )
                methods.update((e.operation.method, None) for e in entries)
        return NoMatch(tuple(methods))

    def _candidates(self, path: str) -> Iterator[list[str]]:
        bare = [path]
        bare.extend(
            path[len(base) :] for base in self._bases if path == base or path.startswith(base + "/")
        )
        for text in bare:
            segments = text.removeprefix("/").split("/")
            yield segments
            if segments[-1] == "" and len(segments) > 1:
                yield segments[:-1]
            elif segments[-1]:
                yield [*segments, ""]


def _choose(entries: list[_Entry], method: str, pairs: list[tuple[str, str]]) -> list[_Entry]:
    """The entries whose own query string asks for most, among those that the request satisfies."""
    names = {name for name, _ in pairs}
    fitting = [
        entry
        for entry in entries
        if entry.operation.method == method
        and all(
            name in names if value is None else (name, value) in pairs
            for name, value in entry.query
        )
    ]
    most = max((len(entry.query) for entry in fitting), default=0)
    return [entry for entry in fitting if len(entry.query) == most]


def _walk(
    node: _Node, segments: list[str], index: int, values: tuple[str, ...]
) -> Iterator[tuple[list[_Entry], tuple[str, ...]]]:
    """Every way through the index, the most specific first."""
    if index == len(segments):
        if node.entries:
            yield node.entries, values
        return
    segment = segments[index]
    literal = node.literals.get(unquote(segment))
    if literal is not None:
        yield from _walk(literal, segments, index + 1, values)
    for mixed in sorted(node.mixed.values(), key=lambda m: -m.weight):
        found = mixed.pattern.fullmatch(segment)
        if found is not None:
            yield from _walk(mixed.node, segments, index + 1, values + found.groups())
    if node.parameter is not None and segment:
        yield from _walk(node.parameter, segments, index + 1, (*values, segment))


def _literal(text: str) -> str:
    """Literal text, of which a client may have percent-encoded what is not unreserved (RFC 3986, 2.3)."""
    pieces: list[str] = []
    for char in unquote(text):
        encoded = "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))
        either = char.isascii() and (char.isalnum() or char in "-._~")
        pieces.append(
            char if either and char.isalnum() else f"(?:{re.escape(char)}|(?i:{encoded}))"
        )
    return "".join(pieces)


def _base(url: str) -> str:
    """The path of a server's URL, without a slash at its end; empty where it cannot be read."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return "/" + path.strip("/") if path.strip("/") else ""
