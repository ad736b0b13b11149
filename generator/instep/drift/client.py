"""What a change does to the generated client: which symbol, in what way, and whether callers break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from instep.drift.changes import ClientEffect
from instep.drift.facts import options, takes_alike
from instep.drift.findings import Finding, Graph, worded
from instep.drift.law import Compat, Direction
from instep.drift.rules import RULES
from instep.drift.surface import Surface, Symbol
from instep.drift.twins import Twins
from instep.ir.api import Api
from instep.ir.pointers import unescape

_NAMED = 3
"""Symbols that one entry names."""
_FEW = 5
"""Operations that are each concerned, rather than the API as a whole."""


class Client:
    """The two clients."""

    def __init__(self, old: Api, new: Api, names: Mapping[str, str]) -> None:
        """`names`: keys of operations that changed theirs, old to new."""
        self._old, self._new = Surface(old), Surface(new)
        self._names = names
        self._twins = Twins(self._old, self._new)

    def effect(self, found: Sequence[Finding], operations: tuple[str, ...]) -> ClientEffect:
        """What the findings of one change do together: the worst of them."""
        effects = [self._effect(finding, operations) for finding in found]
        worst = min(effects, key=lambda e: list(Compat).index(e.level))
        touches = tuple(dict.fromkeys(t for finding in found for t in self._touches(finding)))
        if not touches and len(operations) <= _FEW:
            calls = (s.calls.get(key) for key in operations for s in (self._old, self._new))
            touches = tuple(dict.fromkeys(call for call in calls if call))
        return replace(worst, touches=touches)

    def _touches(self, finding: Finding) -> Iterator[str]:
        """What code that is touched would name."""
        area = RULES[finding.rule].area
        if finding.rule.startswith("api-server-"):
            yield "client"
        for there, surface, pointer in (
            (finding.in_old, self._old, finding.old),
            (finding.in_new, self._new, finding.new),
        ):
            if not there:
                continue
            for symbol in surface.find(pointer)[0]:
                if symbol.name and not symbol.owner.startswith("types."):
                    yield f"{symbol.owner}({symbol.name})"
                else:
                    yield _dotted(symbol)
            for scheme in surface.api.security_schemes if area == "Security" else ():
                if scheme.origin and pointer.startswith(scheme.origin):
                    yield f"client({scheme.argument})"

    def _effect(self, finding: Finding, operations: tuple[str, ...]) -> ClientEffect:
        rule = RULES[finding.rule]
        level = rule.client if finding.client is None else finding.client
        surface = self._old if finding.in_old else self._new
        pointer = finding.old if finding.in_old else finding.new
        found, exact = surface.find(pointer)
        symbols = found
        sent = [s for s in symbols if not s.owner.startswith("types.") and s.thing]
        received = [s for s in symbols if s.owner.startswith("types.")]
        if rule.direction is Direction.REQUEST and sent:
            symbols = sent
        elif received:
            symbols = received
        if finding.rule.startswith(("api-schema-", "client-type-")):
            level = self._of_type(finding, level)
        elif rule.area == "Security":
            level, symbols = self._of_scheme(rule.id, pointer, level)
        elif not finding.rule.startswith("client-"):
            level = self._twins.settle(finding, level, found, operations)
        if not symbols:
            calls = [surface.calls.get(key, "") for key in operations]
            symbols = [Symbol(call, "") for call in calls if call]
        words = worded(rule.words, finding)
        return ClientEffect(_listed(symbols), _said(symbols, words, exact=exact), level)

    def _of_scheme(self, rule: str, pointer: str, level: Compat) -> tuple[Compat, list[Symbol]]:
        """A scheme by the keywords that give its credential: who gives the same one goes on working."""
        before, after = options(self._old.api), options(self._new.api)
        mine, theirs = (
            {k: s for k, s in side.items() if s.origin and pointer.startswith(s.origin)}
            for side in (before, after)
        )
        kept = all(k in after and takes_alike(s, after[k]) for k, s in mine.items())
        same = rule.endswith("-removed") or all(
            theirs[k].kind is s.kind for k, s in mine.items() if k in theirs
        )
        if rule.startswith("api-") and level is Compat.BREAKING and kept and same:
            level = Compat.COMPATIBLE
        return level, [
            Symbol("Client", f"argument `{keyword}`", keyword) for keyword in mine or theirs
        ]

    def _of_type(self, finding: Finding, level: Compat) -> Compat:
        """Only a class that is not there any more breaks anything."""
        if not finding.in_old:
            return level
        names = {d.key: d.name for d in self._old.api.definitions}
        name = names.get(finding.old)
        if finding.rule.startswith("api-") and (name is None or name in self._new.types()):
            return Compat.NONE
        return level

    def compare_names(self, graph: Graph, renamed: frozenset[str]) -> None:
        """Names that moved without a change on the wire: methods, and types of inline schemas."""
        for key, call in self._old.calls.items():
            now = self._new.calls.get(self._names.get(key, key))
            if now is not None and now != call:
                finding = Finding(
                    "client-method-renamed",
                    self._old.origin(call),
                    self._new.origin(now),
                    before=f"`{call}`",
                    after=f"`{now}`",
                )
                graph.add(("operation", self._names.get(key, key)), finding)
        old, new = self._old.types(), self._new.types()
        paths = {unescape(o.path) for o in self._new.api.operations}
        for name, pointer in old.items():
            if name in new or _is_component(pointer) or _gone_with_its_owner(pointer, paths):
                continue
            finding = Finding("client-type-removed", pointer, "#", in_new=False, before=f"`{name}`")
            owner = pointer.split("/properties/")[0]
            graph.add(("type", owner), finding)


def _is_component(pointer: str) -> bool:
    return pointer.startswith("#/components/schemas/") and pointer.count("/") == 3


def _gone_with_its_owner(pointer: str, paths: set[str]) -> bool:
    """Of a path that was removed, only the removal is told."""
    tokens = pointer.split("/")
    return len(tokens) > 2 and tokens[1] == "paths" and unescape(tokens[2]) not in paths


def _listed(symbols: Iterable[Symbol]) -> str:
    owners = list(dict.fromkeys(_dotted(s) for s in symbols))
    rest = len(owners) - _NAMED
    return ", ".join(owners[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _dotted(symbol: Symbol) -> str:
    if symbol.name and symbol.owner.startswith("types."):
        return f"{symbol.owner}.{symbol.name}"
    return symbol.owner


def _said(symbols: Sequence[Symbol], words: str, *, exact: bool) -> str:
    """`parameter `truncation` removed`."""
    things = list(dict.fromkeys(s.thing for s in symbols if s.thing))
    if len(things) != 1:
        return words
    if exact:
        for start in ("required property ", "property ", "required parameter ", "parameter "):
            if words.startswith(start):
                return f"{things[0]} {words.removeprefix(start)}"
        return f"{things[0]} {words}"
    return f"{things[0]}: {words}"
