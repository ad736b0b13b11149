"""The report about what was observed: for people, programs and pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from instep.drift.observed.amend import Amended
from instep.drift.observed.log import Finding, Log
from instep.drift.report_text import Line

_WORDS: Final = {
    "status": "a status that is not documented",
    "media-type": "a media type that is not documented",
    "variant": "a variant that is not documented",
    "member": "a property of a variant that is not documented",
    "enum": "a value that is not documented",
    "property": "a property that is not documented",
    "missing": "a required property is missing",
    "null": "null, which is not documented",
    "type": "another type than documented",
    "format": "text of another format than documented",
    "union": "nothing that is documented",
}
_MOST_VALUES: Final = 10


def subject(finding: Finding) -> str:
    """What a finding is about: a class and a path in it, or an operation and a path in its answer."""
    key = finding.key
    if key.kind == "status":
        return f"{key.operation} answers {key.status}"
    if key.kind == "media-type":
        return f"{key.operation} answers {key.status} {key.media or 'without a media type'}"
    path = ".".join(key.field.split("/")[1:]).replace("~1", "/").replace("~0", "~")
    if key.type:
        return f"{key.type}.{path}" if path else key.type
    return f"{key.operation} answers {key.status}: {path or 'the whole'}"


def sentence(finding: Finding) -> str:
    """What was met there, and what it is."""
    text = _WORDS.get(finding.key.kind, f"breaks the documented constraint {finding.key.kind}")
    if finding.values:
        shown = [repr(value) for value in list(finding.values)[:_MOST_VALUES]]
        more = len(finding.values) - len(shown)
        return f"{text}: {', '.join(shown)}{f' and {more} more' if more else ''}"
    return f"{text}: {', '.join(finding.found)}" if finding.found else text


def as_text(log: Log, amended: Sequence[Amended]) -> Iterator[Line]:
    """The report's lines."""
    if not amended:
        yield Line("Nothing was observed that the document does not say.", "good")
    for one in amended:
        yield Line(f"{subject(one.finding)}: {sentence(one.finding)}", "heading")
        if one.place:
            yield Line(f"    {one.place}  {one.pointer}", "faint")
        operations = list(one.finding.operations)
        yield Line(f"    met in {_some(operations)}", "faint")
        if one.reason:
            yield Line(f"    not in the overlay: {one.reason}", "doubtful")
    if log.skipped:
        yield Line(f"{log.skipped} of {log.lines} lines are none of a client's", "doubtful")


def as_markdown(log: Log, amended: Sequence[Amended]) -> str:
    """The report for a pull request."""
    lines = ["# What servers really sent", ""]
    if not amended:
        lines.append("Nothing that the document does not say.")
    else:
        lines += ["| where | what | met in | overlay |", "|---|---|---|---|"]
    for one in amended:
        where, what = _cell(subject(one.finding)), _cell(sentence(one.finding))
        met = _cell(_some(list(one.finding.operations)))
        lines.append(f"| {where} | {what} | {met} | {_cell(one.reason) or 'amends it'} |")
    if log.skipped:
        lines += ["", f"{log.skipped} of {log.lines} lines are none of a client's."]
    return "\n".join(lines) + "\n"


def as_json(log: Log, amended: Sequence[Amended]) -> dict[str, Any]:
    """The report as JSON-ready data."""
    return {
        "lines": log.lines,
        "skipped": log.skipped,
        "findings": [
            {
                "kind": one.finding.key.kind,
                "subject": subject(one.finding),
                "text": sentence(one.finding),
                "operations": list(one.finding.operations),
                "type": one.finding.key.type,
                "field": one.finding.key.field,
                "payload": one.finding.pointer,
                "status": one.finding.status,
                "media": one.finding.media,
                "found": list(one.finding.found),
                "values": list(one.finding.values),
                "pointer": one.pointer,
                "source": one.place,
                "amended": bool(one.actions),
                "reason": one.reason,
            }
            for one in amended
        ],
    }


def _some(operations: list[str]) -> str:
    shown = ", ".join(operations[:3])
    return f"{shown} and {len(operations) - 3} more" if len(operations) > 3 else shown


def _cell(text: str) -> str:
    """Text as a table's cell can carry it; nothing in it is markup."""
    flat = " ".join(text.split()).replace("`", "'").replace("|", "/")
    return f"`{flat}`" if flat else ""
