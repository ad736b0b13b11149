"""What every report of changes says, in what order: grouped by what a reader has to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.rules import RULES
from instep.drift.sites import Impact

SHOWN_OPERATIONS = 3
"""Operations that one entry names."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def seen(text: str) -> str:
    """The text without what steers a terminal, turns the order of letters around, or shows nothing."""
    return _UNSEEN.sub("?", text)


def escaped(text: str) -> str:
    """The text for a page, where nothing in it is markup."""
    return escape(seen(text))


@dataclass(frozen=True, slots=True)
class Section:
    """Changes that ask for the same."""

    title: str
    advice: str
    changes: tuple[Change, ...]


def sections(comparison: Comparison) -> Iterator[Section]:
    """The changes in groups, the worst first; empty groups are left out."""
    groups: dict[str, list[Change]] = {title: [] for title in _ADVICE}
    for change in comparison.changes:
        groups[_title(change)].append(change)
    for title, changes in groups.items():
        if changes:
            yield Section(title, _ADVICE[title], tuple(changes))


_TRUST = "Hosts and credentials"
_CODE = "Breaks code that uses the client"
_WIRE = "Breaks on the wire, not in code"
_NEW = "New or different, nothing breaks"
_REST = "Not seen through the client"
_ADVICE = {
    _TRUST: "Review these before anything else: they decide whom the client talks to, and as whom.",
    _CODE: "Look for uses of these before you regenerate; release the client as a new major version.",
    _WIRE: "Code keeps running and type-checking; requests may be refused, or answers may hold what "
    "they never held before. Check that callers cope.",
    _NEW: "Regenerate to use it.",
    _REST: "Nothing to do.",
}


_SCOPES = "api-security-component-oauth-scope-"


def is_trust(change: Change) -> bool:
    """Does it decide whom the client talks to, or as whom? Such changes are told first."""
    security = RULES[change.id].area == "Security" and not change.id.startswith(_SCOPES)
    return security or change.id.startswith("api-server-")


def _title(change: Change) -> str:
    if is_trust(change):
        return _TRUST
    if change.client.level is Compat.BREAKING:
        return _CODE
    if change.level is not Level.INFO:
        return _WIRE
    return _NEW if change.client.level is Compat.COMPATIBLE else _REST


def summary(comparison: Comparison) -> str:
    """One line: how many changes, both verdicts, the next version."""
    count = len(comparison.changes)
    if not count:
        text = "only descriptions or layout differ" if comparison.described_differently else ""
        return text or "no change"
    noun = "change" if count == 1 else "changes"
    return (
        f"{count} {noun}: on the wire {comparison.verdict}, for the client "
        f"{comparison.client_verdict}; next version of the client: {comparison.bump}"
    )


def operations_of(change: Change, total: int, limit: int = SHOWN_OPERATIONS) -> str:
    """`POST /a, GET /b and 7 more`, `all 12 operations`; empty where none is reached."""
    count = len(change.operations)
    if count > limit and count == total:
        return f"all {count} operations"
    named = ", ".join(change.operations[:limit])
    return f"{named} and {count - limit} more" if count > limit else named


def wire_words(change: Change) -> str:
    """The verdict on the wire, with the reason where it is not plain."""
    side = {"request": "in requests", "response": "in answers", "both": "in requests and answers"}
    where = side.get(str(change.direction), "")
    word = {
        Level.BREAKING: "breaking",
        Level.WARNING: "possibly breaking",
        Level.INFO: "harmless",
    }[change.level]
    return f"{word} {where}".strip()


def severity_of(change: Change) -> str:
    """`error`, `warning` or `note`: the worse of both verdicts."""
    if change.level is Level.BREAKING or change.client.level is Compat.BREAKING:
        return "error"
    return "warning" if change.level is Level.WARNING else "note"


def code_words(change: Change) -> str:
    """What the change means for code, in a word or three."""
    if change.client.level is Compat.BREAKING:
        return "breaks code"
    if change.level is Level.BREAKING:
        return "breaks the wire"
    return "look at it" if change.level is Level.WARNING else "harmless"


def impact_words(impact: Impact) -> str:
    """`3 places break, 1 to look at`; `nothing breaks`."""
    broken, doubtful = len(impact.broken), len(impact.doubtful)
    words = [f"{broken} place{'s break' if broken > 1 else ' breaks'}"] if broken else []
    words += [f"{doubtful} to look at"] if doubtful else []
    return ", ".join(words) or "nothing breaks"


def terse(section: Section) -> bool:
    """Is one line for each change enough, as nobody has to act on it?"""
    return section.title in (_NEW, _REST)


def folded(section: Section) -> bool:
    """Is it only there for completeness?"""
    return section.title == _REST
