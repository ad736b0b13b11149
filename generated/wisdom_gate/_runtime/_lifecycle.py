"""How a stream ends, where the kinds of its events say so: what it opens with has to be closed.

A document that has `response.created` and `response.completed`, or `message_start` and
`message_stop`, says that a stream which begins with the first ends with the second. Where such a
stream just stops, the server or something on the way broke off, and what came is not the whole.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from ._dump import dump
from ._memory import remembered
from ._shapes import Choice, Later, Limited, Maybe, Object, Shape, Variants, aliased, shape_of

_OPENING: Final = frozenset(
    {
        "begin", "begun", "created", "in_progress", "initiated", "opened", "queued", "start", "started",
    }
)  # fmt: skip
# States in which a server may stop talking, pauses that wait for the caller included.
_CLOSING: Final = frozenset(
    {
        "aborted", "canceled", "cancelled", "closed", "complete", "completed", "done", "end",
        "ended", "error", "errored", "expired", "failed", "finish", "finished", "incomplete",
        "interrupted", "paused", "requires_action", "stop", "stopped", "succeeded", "timed_out",
    }
)  # fmt: skip
_WORDS: Final = re.compile(r"(?:(.*)[./:])?([^./:]*)", re.DOTALL)
_PARTS: Final = re.compile(r"(?:(.*)[_-])?([^_-]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The tags that open a stream, each with those that may close it."""

    tag: str
    """Name of the property that says which kind of event one is."""
    closing: Mapping[str, frozenset[str]]
    """By the tag that opens."""
    heeded: frozenset[type[Any]]
    """The classes of events that open or close."""


class _All:
    """Holds every class."""

    def __contains__(self, _: object) -> bool:
        return True


class Progress:
    """One stream, as far as it has come."""

    __slots__ = ("_closing", "_lifecycle", "_opened", "heeded")

    def __init__(self, lifecycle: Lifecycle) -> None:
        self._lifecycle = lifecycle
        self._opened = ""
        self._closing: frozenset[str] = frozenset()
        self.heeded: Container[type[Any]] = _All()
        """The classes of events to be shown to `saw`: at first all, because the first event counts."""

    def saw(self, event: object) -> None:
        """Take note of an event: of the first, and of those that may close what it has opened."""
        plain: object = dump(event)
        named = cast("dict[str, object]", plain) if isinstance(plain, dict) else {}
        tag = named.get(self._lifecycle.tag)
        if not self._opened:
            self._opened = tag if isinstance(tag, str) else "?"
            self._closing = self._lifecycle.closing.get(self._opened, frozenset())
        elif isinstance(tag, str) and (tag in self._closing or _closes(tag, self._opened)):
            self._closing = frozenset()
        # Where nothing is open, there is nothing more to look out for.
        self.heeded = self._lifecycle.heeded if self._closing else ()

    def missing(self) -> str:
        """What is wrong with a stream that ends here; empty if nothing is."""
        if not self._closing:
            return ""
        wanted = ", ".join(f"`{tag}`" for tag in sorted(self._closing))
        return f"the stream began with `{self._opened}` and ended without any of {wanted}"


@remembered(1024)
def lifecycle_of(kind: Any) -> Lifecycle | None:
    """What the type of a stream's events says about its end; `None` if nothing."""
    variants = _variants(shape_of(kind))
    if variants is None:
        return None
    tags = {value: shape for (_, value), shape in variants.mapping.items() if type(value) is str}
    closing = {tag: found for tag in tags if (found := _closers(tag, tags))}
    if not closing:
        return None
    names = {*closing, *(tag for found in closing.values() for tag in found)}
    heeded = {cls for name in names for cls in _classes(tags[name])}
    if variants.unknown is not None:
        heeded.add(variants.unknown)  # the API may have got new ways to end
    return Lifecycle(variants.tag, closing, frozenset(heeded))


def _variants(shape: Shape) -> Variants | None:
    match shape:
        case Variants():
            return shape
        case Later(alias):
            return _variants(aliased(alias))
        case Limited(inner) | Maybe(inner, _):
            return _variants(inner)
        case _:
            return None


def _classes(shape: Shape) -> tuple[type[Any], ...]:
    match shape:
        case Object(cls):
            return (cls,)
        case Later(alias):
            return _classes(aliased(alias))
        case Choice(members, _):
            return tuple(cls for member in members for cls in _classes(member))
        case Variants():
            return tuple(cls for member in shape.distinct() for cls in _classes(member))
        case _:
            return ()


def _closers(tag: str, tags: Mapping[str, Shape]) -> frozenset[str]:
    """The tags that close what *tag* opens; none if it opens nothing."""
    if _split(tag)[1] not in _OPENING:
        return frozenset()
    own = {other for other in tags if _closes(other, tag)}
    if not own:
        return frozenset()
    return frozenset(own | {other for other in tags if other in _CLOSING})


def _closes(tag: str, opened: str) -> bool:
    subject, state = _split(tag)
    return state in _CLOSING and subject == _split(opened)[0]


def _split(tag: str) -> tuple[str, str]:
    """What a tag is about and which state it says: `response.in_progress`, `message_stop`."""
    for pattern in (_WORDS, _PARTS):
        found = pattern.fullmatch(tag)
        if found is not None and found[1]:
            return found[1], found[2]
    return "", tag
