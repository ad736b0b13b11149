"""Ties each use of the client to the change that reaches it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from instep.drift.changes import Change
from instep.drift.impact.project import Found
from instep.drift.law import Compat, Direction, Level
from instep.drift.rules import RULES
from instep.drift.sites import Site

_LIMITS = frozenset({"Constraints", "Type", "Structure", "Values"})
"""Kinds of change that can make a server refuse a value which Python accepts."""


def linked(found: Iterable[Found], changes: Iterable[Change]) -> tuple[Site, ...]:
    """The sites, each with its change; what no change reaches is left out."""
    by_symbol: dict[str, list[Change]] = {}
    for change in changes:
        for symbol in change.client.touches:
            by_symbol.setdefault(symbol, []).append(change)
    sites: dict[tuple[str, int, str], Site] = {}
    for one in found:
        site = _linked(one, by_symbol)
        if site is None:
            continue
        key = (site.file, site.line, site.symbol)
        known = sites.get(key)
        if known is None or _rank(site) < _rank(known):
            sites[key] = site
    return tuple(sorted(sites.values(), key=_order))


def _rank(site: Site) -> int:
    return list(Level).index(site.level)


def _order(site: Site) -> tuple[int, str, int, int, str]:
    return (_rank(site), site.file, site.line, site.column, site.symbol)


def _linked(found: Found, by_symbol: Mapping[str, list[Change]]) -> Site | None:
    site = found.site
    if not site.reason:
        return _probed(found, by_symbol)
    change = _cause(found, by_symbol)
    if change is None:
        return site if site.level is not Level.INFO else None
    return replace(site, change=(change.id, change.pointer))


def _cause(found: Found, by_symbol: Mapping[str, list[Change]]) -> Change | None:
    """The change that explains a judgement: the one about the closest symbol, the worst first."""
    for symbol in found.symbols:
        near = by_symbol.get(symbol, [])
        if near:
            return min(near, key=lambda c: list(Compat).index(c.client.level))
    owner = found.symbols[0].partition("(")[0]
    near = [c for s, listed in by_symbol.items() if s.partition("(")[0] == owner for c in listed]
    return min(near, key=lambda c: list(Compat).index(c.client.level), default=None)


def _probed(found: Found, by_symbol: Mapping[str, list[Change]]) -> Site | None:
    """A use that Python accepts before and after: does the wire, or is it deprecated?"""
    best: tuple[Level, Change] | None = None
    for symbol in found.symbols:
        for change in by_symbol.get(symbol, ()):
            level = _wire(change, symbol, found)
            if level is not None and (
                best is None or list(Level).index(level) < list(Level).index(best[0])
            ):
                best = (level, change)
    if best is None:
        return None
    level, change = best
    return replace(found.site, level=level, reason=change.words, change=(change.id, change.pointer))


def _wire(change: Change, symbol: str, found: Found) -> Level | None:
    rules = [RULES[id_] for id_ in change.ids]
    if all(rule.kind == "Lifecycle" for rule in rules):
        return Level.INFO
    if symbol == "client":
        return Level.WARNING if change.level is not Level.INFO else None
    if change.client.level is Compat.BREAKING:
        return None  # judged where it is used, and found to be fine there
    sent = any(rule.direction is Direction.REQUEST and rule.kind in _LIMITS for rule in rules)
    is_call = symbol == found.symbols[0] and not symbol.startswith("types.") and "(" not in symbol
    if change.level is Level.INFO:
        return None
    if is_call and all(rule.direction is not Direction.RESPONSE for rule in rules):
        return Level.WARNING
    is_sent = "(" in found.symbols[0] or sent
    return Level.WARNING if sent and is_sent else None
