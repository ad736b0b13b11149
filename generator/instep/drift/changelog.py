"""The entry of a changelog for a document that moved, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.law import Compat, Level
from instep.drift.report import is_trust, wire_words
from instep.drift.report_markdown import code, prose
from instep.drift.version import NextVersion

_LISTED = 40
"""Changes of one kind that an entry names."""
_UNRELEASED = re.compile(r"^## +\[?unreleased\]?.*$", re.IGNORECASE | re.MULTILINE)
_HEADING = re.compile(r"^## ", re.MULTILINE)
_HEAD = """\
# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """Which document took the place of which."""

    package: str
    before: str
    """The old document's `info.version`."""
    after: str
    sha256: str
    """Of the new document's bytes, hexadecimal."""


def entry_of(comparison: Comparison, moved: Moved, version: NextVersion) -> str:
    """The entry as Markdown. Nothing of the document is obeyed in it, and it holds no date."""
    return "\n".join(_lines(comparison, moved, version)) + "\n"


def _lines(comparison: Comparison, moved: Moved, version: NextVersion) -> Iterator[str]:
    yield f"### The API of {code(moved.package)} moved"
    yield ""
    versions = code(moved.after)
    if moved.before != moved.after:
        versions = f"{code(moved.before)} → {versions}"
    yield f"API version {versions}, document {code(moved.sha256[:12])}."
    yield f"Next version of the client: **{prose(str(version))}**."
    yield ""
    groups = list(_groups(comparison))
    if not groups:
        yield "Only descriptions, examples or layout differ."
    for index, (title, changes) in enumerate(groups):
        if index:
            yield ""
        yield f"**{title}**"
        yield ""
        for change in changes[:_LISTED]:
            yield _line(change)
        if len(changes) > _LISTED:
            yield f"- and {len(changes) - _LISTED} more"


def _groups(comparison: Comparison) -> Iterator[tuple[str, list[Change]]]:
    groups: dict[str, list[Change]] = {
        "Hosts and credentials": [], "Breaking": [], "Behaviour": [], "Added or changed": [],
    }  # fmt: skip
    for change in comparison.changes:
        if is_trust(change):
            title = "Hosts and credentials"
        elif change.client.level is Compat.BREAKING:
            title = "Breaking"
        elif change.level is not Level.INFO:
            title = "Behaviour"
        elif change.client.level is Compat.COMPATIBLE:
            title = "Added or changed"
        else:
            continue  # nobody who uses the client sees it
        groups[title].append(change)
    for title, changes in groups.items():
        if changes:
            yield title, changes


def _line(change: Change) -> str:
    symbol = change.client.symbol
    if symbol:
        named = ", ".join(code(part) for part in symbol.split(", "))
        said = f"- {named}: {prose(change.client.effect)}"
    else:
        said = f"- {prose(change.text)}"
    if change.level is not Level.INFO:
        said += f" (on the wire {wire_words(change)})"
    advice = advice_of(change)
    return f"{said}. {advice}" if advice else said


def with_entry(text: str, entry: str) -> str:
    """The changelog with the entry first under `Unreleased`; as it is where it has the entry there.

    An empty text becomes a changelog; what is there is kept as it is.
    """
    if not text.strip():
        return f"{_HEAD}\n## Unreleased\n\n{entry}"
    if "\r\n" in text:
        entry = entry.replace("\n", "\r\n")
    end = "\r\n" if "\r\n" in text else "\n"
    found = _UNRELEASED.search(text)
    if found:
        at = found.end()
        rest = text[at:].lstrip("\r\n")
        if rest.startswith(entry.strip()):  # an earlier run was killed after it wrote this
            return text
        return f"{text[:at].rstrip()}{end}{end}{entry}{end}{rest}".rstrip("\r\n") + end
    first = _HEADING.search(text)
    at = first.start() if first else len(text)
    before = text[:at].rstrip("\r\n")
    rest = text[at:]
    return f"{before}{end}{end}## Unreleased{end}{end}{entry}{end}{rest}".rstrip("\r\n") + end
