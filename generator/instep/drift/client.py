"""What a change does to the generated client: which symbol, in what way, and whether callers break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from instep.drift.changes import ClientEffect
from instep.drift.findings import Finding, Graph
from instep.drift.law import Compat, Direction
from instep.drift.rules import RULES
from instep.ir.api import Api
from instep.ir.pointers import unescape
from instep.ir.types import ModelDef

_NAMED = 3
"""Symbols that one entry names."""
_FEW = 5
"""Operations that are each concerned, rather than the API as a whole."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something in the client that a caller can name."""

    owner: str
    """`responses.create` or `types.Response`."""
    thing: str
    """`argument `truncation``, `attribute `id``; empty for the owner itself."""
    name: str = ""
    """The argument's or attribute's name."""


@dataclass(slots=True)
class Surface:
    """Everything in one client that a caller can name, by pointer into the document."""

    api: Api
    calls: dict[str, str] = field(default_factory=dict)
    """Operation key to dotted call."""
    at: dict[str, list[Symbol]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for definition in self.api.definitions:
            owner = f"types.{definition.name}"
            self._put(definition.key, Symbol(owner, ""))
            if isinstance(definition, ModelDef):
                for f in definition.fields:
                    self._put(f.origin, Symbol(owner, f"attribute `{f.name}`", f.name))
        for operation in self.api.operations:
            call = ".".join(operation.call)
            self.calls[operation.key] = call
            self._put(operation.origin, Symbol(call, ""))
            for p in operation.parameters:
                self._put(p.origin, Symbol(call, f"parameter `{p.argument}`", p.argument))
            for a in operation.body.arguments if operation.body else ():
                self._put(a.origin, Symbol(call, f"parameter `{a.argument}`", a.argument))
            for response in operation.responses:
                self._put(response.origin, Symbol(call, ""))

    def _put(self, pointer: str, symbol: Symbol) -> None:
        if pointer:
            listed = self.at.setdefault(pointer, [])
            if symbol not in listed:
                listed.append(symbol)

    def find(self, pointer: str) -> tuple[list[Symbol], bool]:
        """The symbols of the nearest place at or above `pointer`, and whether it is that very place."""
        here = pointer
        while here and here != "#":
            if here in self.at:
                return self.at[here], here == pointer
            here = here.rpartition("/")[0]
        return [], False

    def origin(self, call: str) -> str:
        """Where the operation of a dotted call stands."""
        return next((o.origin for o in self.api.operations if self.calls[o.key] == call), "#")

    def types(self) -> dict[str, str]:
        """Names of types to the pointers they stand for."""
        return {d.name: d.key for d in self.api.definitions}


class Client:
    """The two clients."""

    def __init__(self, old: Api, new: Api, names: Mapping[str, str]) -> None:
        """`names`: keys of operations that changed theirs, old to new."""
        self._old, self._new = Surface(old), Surface(new)
        self._names = names

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
        symbols, exact = surface.find(pointer)
        sent = [s for s in symbols if not s.owner.startswith("types.") and s.thing]
        received = [s for s in symbols if s.owner.startswith("types.")]
        if rule.direction is Direction.REQUEST and sent:
            symbols = sent
        elif received:
            symbols = received
        if finding.rule.startswith(("api-schema-", "client-type-")):
            level = self._of_type(finding, level)
        if not symbols:
            calls = [surface.calls.get(key, "") for key in operations]
            symbols = [Symbol(call, "") for call in calls if call]
        words = rule.words.replace("{old}", finding.before).replace("{new}", finding.after)
        return ClientEffect(_listed(symbols), _said(symbols, words, exact=exact), level)

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
