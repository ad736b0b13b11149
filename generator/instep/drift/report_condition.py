"""What was found about a client, for people and for workflows: each cause on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

from instep.drift.condition import Condition, Status
from instep.drift.report_markdown import code, prose
from instep.drift.report_text import Line

_LISTED = 20
"""Files that one cause names."""


def condition_as_text(condition: Condition) -> Iterator[Line]:
    """Line by line."""
    good = condition.status is Status.IN_STEP
    said = "in step" if good else str(condition.status)
    yield Line(f"{condition.package}: {said}", "good" if good else "bad")
    for cause in condition.causes:
        yield Line(f"  {cause.reason}: {cause.text}", "doubtful")
        for path in cause.files[:_LISTED]:
            yield Line(f"      {path}")
        if len(cause.files) > _LISTED:
            yield Line(f"      ... and {len(cause.files) - _LISTED} more")
        yield Line(f"      hint: {cause.advice}", "faint")
    for note in condition.notes:
        yield Line(f"  note: {note}", "faint")


def condition_as_markdown(condition: Condition) -> str:
    """For a pull request's comment."""
    lines = [f"## {code(condition.package)}: {condition.status}", ""]
    for cause in condition.causes:
        lines.append(f"- **{cause.reason}**: {prose(cause.text)}. {cause.advice}")
        lines += [f"  - {code(path)}" for path in cause.files[:_LISTED]]
        if len(cause.files) > _LISTED:
            lines.append(f"  - and {len(cause.files) - _LISTED} more")
    lines += [f"- {note}" for note in condition.notes]
    return "\n".join(lines) + ("\n" if condition.causes or condition.notes else "")


def condition_as_github(condition: Condition) -> Iterator[str]:
    """Workflow commands."""
    for cause in condition.causes:
        files = ", ".join(cause.files[:_LISTED])
        text = f"{condition.package}: {cause.text}{': ' if files else ''}{files}; {cause.advice}"
        yield f"::error title={cause.reason}::{text.replace('%', '%25')}"
    if not condition.causes:
        yield f"::notice title=instep::{condition.package}: in step"
