"""Holds a rule's verdict on the client against the two clients: names, arguments, annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from instep.drift.findings import Finding
from instep.drift.fits import beyond
from instep.drift.law import Compat, Direction, worst_compat
from instep.drift.rules import RULES
from instep.drift.shapes import Shapes
from instep.drift.surface import Surface, Symbol, answers_of, read_as
from instep.ir.types import AliasDef, Field, ModelDef, NullableType, Type, UnionType

if TYPE_CHECKING:
    from instep.drift.rules import Rule

_ANSWERS = ("response-success-status-", "response-media-type-", "response-body-media-type-schema-")
"""Rules about what a call gives."""
_NAMED = frozenset({"Existence", "Type", "Requiredness", "Values", "Structure", "Mutability"})
"""Kinds of change that names and annotations show; limits, defaults and deprecation they do not."""
_NONE, _COMPATIBLE, _BREAKING = Compat.NONE, Compat.COMPATIBLE, Compat.BREAKING


class Twins:
    """Two clients, compared symbol by symbol."""

    def __init__(self, old: Surface, new: Surface) -> None:
        self._old, self._new = old, new
        self._shapes = Shapes(old.api.definitions), Shapes(new.api.definitions)

    def settle(
        self,
        finding: Finding,
        level: Compat,
        symbols: Sequence[Symbol],
        operations: Sequence[str],
    ) -> Compat:
        """The rule's verdict, unless the clients themselves say otherwise."""
        rule = RULES[finding.rule]
        if rule.id.startswith(_ANSWERS) and not finding.inert:
            return self._answers(operations, level)
        if rule.id == "request-body-media-type-added":
            return self._usual_body(operations, level)
        if level is not _BREAKING and not self._may_be_worse(rule, finding):
            return level
        patterned = "-pattern-property-" in rule.id
        if not symbols or (rule.kind not in _NAMED and not patterned):
            return level
        found = [one for symbol in symbols if (one := self._symbol(symbol)) is not None]
        if not found:
            return level
        seen = worst_compat(found)
        if level is _BREAKING:
            # Nothing that a caller can name is different; what it does may be.
            return _COMPATIBLE if seen is _NONE and not finding.inert else seen
        return worst_compat([level, seen])

    def _may_be_worse(self, rule: Rule, finding: Finding) -> bool:
        """What narrows an answer may still give another Python type, as a format does."""
        narrowed = rule.direction is Direction.RESPONSE and rule.kind == "Type"
        typed = "write-only-property-removed" in rule.id or "-pattern-property-" in rule.id
        return (narrowed or typed or rule.kind == "Mutability") and finding.client is None

    def _symbol(self, symbol: Symbol) -> Compat | None:
        """How one symbol differs; None: that cannot be told."""
        if symbol.owner.startswith("types."):
            return self._of_type(symbol.owner.removeprefix("types."), symbol.name)
        if not symbol.name:
            return None
        had = self._old.arguments.get(symbol.owner, {}).get(symbol.name)
        has = self._new.arguments.get(symbol.owner, {}).get(symbol.name)
        if had is None and has is None:
            return None
        if has is None:
            return _BREAKING
        if had is None:
            return _BREAKING if has[1] else _COMPATIBLE
        # None is what an optional argument takes anyway: it is not sent then.
        taken = has[0] if has[1] else NullableType(has[0])
        same = self._same(had[0], has[0]) and had[1] == has[1]
        return _NONE if same else worst_compat([_COMPATIBLE, self._sent(had, (taken, has[1]))])

    def _of_type(self, name: str, attribute: str) -> Compat | None:
        old, new = self._old.definitions.get(name), self._new.definitions.get(name)
        if old is None or new is None:
            return None if old is new else _BREAKING if new is None else _COMPATIBLE
        if isinstance(old, AliasDef) and isinstance(new, AliasDef):
            pairs = (old.type, False), (new.type, False)
            return self._both_ways(pairs[0], pairs[1], old.sent, old.received)
        if not isinstance(old, ModelDef) or not isinstance(new, ModelDef):
            return _BREAKING
        if not attribute:
            flat = {o.body.model for o in self._old.operations.values() if o.body}
            return _NONE if old.key in flat and not old.received else None
        return self._attribute(old, new, attribute)

    def _attribute(self, old: ModelDef, new: ModelDef, attribute: str) -> Compat | None:
        had = next((f for f in old.fields if f.name == attribute), None)
        has = next((f for f in new.fields if f.name == attribute), None)
        if had is None or has is None:
            if had is not None:
                return _BREAKING
            if has is None:
                return None
            needed = old.sent and has.required and not has.read_only
            return _BREAKING if needed else _COMPATIBLE
        sent = old.sent and not has.read_only
        levels = [self._sent(_asked(had), _asked(has))] if sent else []
        if old.sent and has.read_only and not had.read_only:
            levels.append(_BREAKING)
        if old.received or not old.sent:
            levels.append(self._received(read_as(had), read_as(has)))
        return worst_compat(levels)

    def _both_ways(
        self, old: tuple[Type, bool], new: tuple[Type, bool], sent: bool, received: bool
    ) -> Compat:
        levels = [self._sent(old, new)] if sent else []
        if received or not sent:
            levels.append(self._received(old[0], new[0]))
        return worst_compat(levels)

    def _sent(self, old: tuple[Type, bool], new: tuple[Type, bool]) -> Compat:
        """Whatever was passed must still be taken."""
        if new[1] and not old[1]:
            return _BREAKING
        if beyond((self._shapes[0], old[0]), (self._shapes[1], new[0]), sent=True):
            return _BREAKING
        return _NONE if self._same(old[0], new[0]) and old[1] == new[1] else _COMPATIBLE

    def _received(self, old: Type, new: Type) -> Compat:
        """Whatever comes must be what code is ready for; one more variant of several it should be."""
        more = beyond((self._shapes[1], new), (self._shapes[0], old), sent=False)
        several = len(self._shapes[0].models(old)) > 1
        if more and not (several and all(isinstance(atom, ModelDef) for atom in more)):
            return _BREAKING
        return _NONE if self._same(old, new) else _COMPATIBLE

    def _same(self, old: Type, new: Type) -> bool:
        before, after = self._shapes[0].atoms(old), self._shapes[1].atoms(new)
        return all(atom in after for atom in before) and all(atom in before for atom in after)

    def _usual_body(self, operations: Sequence[str], level: Compat) -> Compat:
        """Where another media type is the usual one now, callers of the earlier must name theirs."""
        for key in operations:
            old, new = self._old.operations.get(key), self._new.operations.get(key)
            if old is None or new is None or old.body is None or new.body is None:
                continue
            if old.body.media[0].content_type != new.body.media[0].content_type:
                return _BREAKING
        return level

    def _answers(self, operations: Sequence[str], level: Compat) -> Compat:
        """What the calls give, all of it together."""
        levels: list[Compat] = []
        for key in operations:
            old, new = self._old.operations.get(key), self._new.operations.get(key)
            if old is None or new is None:
                return level
            if (old.stream is None) != (new.stream is None):
                levels.append(_BREAKING if new.stream is None else level)
            before, after = answers_of(old), answers_of(new)
            if before and after:
                levels.append(self._received(_either(before), _either(after)))
        return worst_compat(levels) if levels else level


def _asked(field: Field) -> tuple[Type, bool]:
    return field.type, field.required


def _either(types: tuple[Type, ...]) -> Type:
    found = list(dict.fromkeys(types))
    return UnionType(tuple(found)) if len(found) > 1 else found[0]
