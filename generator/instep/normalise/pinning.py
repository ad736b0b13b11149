"""Which pinned name is whose, where definitions stand by number and upstream may have put another before them.

A pin names a place. `#/…/oneOf/0` is another variant once upstream inserts one at the front, and a published name
must stay with what it meant, not with the number. So among definitions that differ in such numbers only, what a
definition would be called by itself decides first, and its number after that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

_NUMBERED = re.compile(r"/(oneOf|anyOf|allOf|prefixItems|parameters|items)/\d+(?:&\d+)*(?=/|$)")


def pinned_names(
    keys: Iterable[str], pins: Mapping[str, str], natural: Callable[[str], str]
) -> dict[str, str]:
    """The pinned name of each key that keeps one; `natural` is what a key would be called without pins."""
    settled: dict[str, str] = {}
    numbered: dict[str, list[str]] = {}
    published: dict[str, set[str]] = {}
    for key in keys:
        alike = _alike(key)
        if alike != key:
            numbered.setdefault(alike, []).append(key)
        elif key in pins:
            settled[key] = pins[key]
    if numbered:
        for key, name in pins.items():
            published.setdefault(_alike(key), set()).add(name)
    for alike, group in numbered.items():
        if alike in published:
            settled.update(_among(group, pins, published[alike], natural))
    return settled


def _alike(key: str) -> str:
    return _NUMBERED.sub(r"/\1/*", key)


def _among(
    group: list[str], pins: Mapping[str, str], published: set[str], natural: Callable[[str], str]
) -> dict[str, str]:
    """The pinned names within a group of keys that differ in numbers only."""
    proposed = {key: natural(key) for key in group}
    settled = {key: pins[key] for key in group if pins.get(key) == proposed[key]}
    taken = set(settled.values())
    for key in group:
        if key not in settled and proposed[key] in published and proposed[key] not in taken:
            settled[key] = proposed[key]
            taken.add(proposed[key])
    for key in group:
        if key not in settled and key in pins and pins[key] not in taken:
            settled[key] = pins[key]
            taken.add(pins[key])
    return settled
