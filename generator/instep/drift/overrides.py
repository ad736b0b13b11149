"""The user's own judgement of changes, by rule and place; never by the words of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from instep.config import LevelOverride, suggest
from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.rules import RULES
from instep.errors import InputError

_ANY = "*"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the configuration."""

    key: str
    rule: str
    pointer: str
    said: LevelOverride

    def covers(self, rule: str, pointer: str) -> bool:
        here = not self.pointer or pointer == self.pointer or pointer.startswith(self.pointer + "/")
        return here and self.rule in (_ANY, rule)


def judged(
    comparison: Comparison, levels: Mapping[str, LevelOverride], where: str
) -> tuple[Comparison, tuple[str, ...]]:
    """The comparison as the user judges it, and the entries that met no change.

    A key of `levels` is `RULE`, or `RULE /json/pointer` for a place and everything below it, with
    `*` for any rule; the entry with the longest pointer decides. `where` names the configuration in
    messages.

    Raises:
        InputError: There is no such rule.
    """
    entries = sorted(
        (_entry(key, said, where) for key, said in levels.items()), key=lambda e: len(e.pointer)
    )
    used: set[str] = set()
    changes = [_judged(change, entries, used) for change in comparison.changes]
    order = list(Level), list(Compat)
    changes.sort(key=lambda c: min(order[0].index(c.level), order[1].index(c.client.level)))
    unused = tuple(key for key in levels if key not in used)
    return replace(comparison, changes=tuple(changes)), unused


def _entry(key: str, said: LevelOverride, where: str) -> _Entry:
    rule, _, pointer = key.strip().partition(" ")
    if rule != _ANY and rule not in RULES:
        raise InputError(f"{where}: levels: no rule {rule!r}{_meant(rule)}")
    pointer = pointer.strip().removeprefix("#").rstrip("/")
    if pointer and not pointer.startswith("/"):
        raise InputError(f"{where}: levels: {key!r}: a JSON pointer begins with a slash")
    return _Entry(key, rule, pointer, said)


def _meant(rule: str) -> str:
    said = suggest(rule, sorted(RULES))
    return said if "did you mean" in said else "; `instep diff --format json` shows the ids"


def _judged(change: Change, entries: list[_Entry], used: set[str]) -> Change:
    """A change that several rules name keeps the worst of what is left of each."""
    levels: list[Level] = []
    clients: list[Compat] = []
    for rule in dict.fromkeys((change.id, *change.ids)):
        level, client = change.level, change.client.level
        if rule != change.id:  # the entry has the worst; this one cannot be worse
            level = max(level, RULES[rule].level, key=list(Level).index)
        found = [entry for entry in entries if entry.covers(rule, change.pointer)]
        if found:
            said = found[-1].said
            used.update(entry.key for entry in found)
            level = Level(said.level) if said.level else level
            client = _client(client, said)
        levels.append(level)
        clients.append(client)
    effect = replace(change.client, level=min(clients, key=list(Compat).index))
    return replace(change, level=min(levels, key=list(Level).index), client=effect)


def _client(client: Compat, said: LevelOverride) -> Compat:
    """`compatible` takes the edge off; what had no effect on code does not get one."""
    if said.client is None or (said.client == "compatible" and client is Compat.NONE):
        return client
    return Compat(said.client)
