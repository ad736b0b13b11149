"""What `check` found about a client, for people: each cause on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from instep.drift.condition import Cause, Condition, Status
from instep.drift.report import escaped, summary
from instep.drift.report_markdown import code, prose
from instep.drift.report_text import Line
from instep.drift.verdict import Upstream, UpstreamStatus, Verdict

_LISTED = 20
"""Files that one cause names."""


def condition_as_text(condition: Condition) -> Iterator[Line]:
    """Line by line."""
    good = condition.status is Status.IN_STEP
    said = "in step" if good else str(condition.status)
    yield Line(f"{condition.title}: {said}", "good" if good else "bad")
    for cause in condition.causes:
        yield Line(f"  {cause.reason}: {cause.text}", "doubtful")
        for path in cause.files[:_LISTED]:
            yield Line(f"      {path}")
        if len(cause.files) > _LISTED:
            yield Line(f"      ... and {len(cause.files) - _LISTED} more")
        yield Line(f"      hint: {cause.advice}", "faint")
    if condition.custom:
        yield Line(f"  custom: {_listed(condition.custom)}", "faint")
    for note in condition.notes:
        yield Line(f"  note: {note}", "faint")


def upstream_as_text(upstream: Upstream) -> Iterator[Line]:
    """Where upstream stands; what changed is told by the comparison's own report."""
    match upstream.status:
        case UpstreamStatus.UNREACHABLE:
            yield Line(f"upstream: unreachable: {upstream.message}", "doubtful")
        case UpstreamStatus.IN_STEP:
            said = summary(upstream.comparison) if upstream.comparison else "the same bytes"
            yield Line(f"upstream: in step, {said} ({upstream.location})", "good")
        case UpstreamStatus.DRIFTED:
            yield Line(f"upstream: drifted ({upstream.location}, sha256 {upstream.sha256})", "bad")
        case UpstreamStatus.NOT_CONFIGURED:
            pass
    for note in upstream.notes:
        yield Line(f"  note: {note}", "faint")


def condition_as_markdown(condition: Condition) -> str:
    """For a pull request's comment."""
    lines = [f"## {code(condition.title)}: {condition.status}", ""]
    for cause in condition.causes:
        lines.append(f"- **{cause.reason}**: {prose(cause.text)}; {prose(cause.advice)}")
        lines += [f"  - {code(path)}" for path in cause.files[:_LISTED]]
        if len(cause.files) > _LISTED:
            lines.append(f"  - and {len(cause.files) - _LISTED} more")
    if condition.custom:
        lines.append(f"- custom: {', '.join(map(code, condition.custom[:_LISTED]))}")
    lines += [f"- {prose(note)}" for note in condition.notes]
    return "\n".join(lines) + ("\n" if len(lines) > 2 else "")


def upstream_as_markdown(upstream: Upstream) -> Iterator[str]:
    """Where upstream stands, as lines."""
    where = upstream.location
    for line in upstream_as_text(upstream):
        text = line.text.strip()
        yield prose(text.replace(where, f"`{where}`") if where and "`" not in where else text)


def verdict_as_html(verdict: Verdict) -> str:
    """The part of a page that comes before the changes. Nothing of the document is markup in it."""
    return "\n".join(_html(verdict))


def _html(verdict: Verdict) -> Iterator[str]:
    condition, upstream = verdict.condition, verdict.upstream
    yield f"<h2><code>{escaped(condition.title)}</code>: {escaped(str(condition.status))}</h2>"
    for cause in condition.causes:
        yield from _cause_as_html(cause)
    if condition.custom:
        yield f'<p class="faint">custom: {escaped(_listed(condition.custom))}</p>'
    for note in condition.notes:
        yield f'<p class="faint">{_coded(note)}</p>'
    for line in upstream_as_text(upstream):
        yield f"<p>{escaped(line.text.strip())}</p>"


def _cause_as_html(cause: Cause) -> Iterator[str]:
    yield f'<article class="error"><p><strong>{cause.reason}</strong>: {_coded(cause.text)}</p>'
    if cause.files:
        yield f"<p><code>{escaped(_listed(cause.files))}</code></p>"
    yield f'<p class="faint">{_coded(cause.advice)}</p></article>'


def _coded(text: str) -> str:
    """Escaped, with what stands between backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escaped(text))


def _listed(paths: tuple[str, ...]) -> str:
    rest = len(paths) - _LISTED
    return ", ".join(paths[:_LISTED]) + (f" and {rest} more" if rest > 0 else "")
