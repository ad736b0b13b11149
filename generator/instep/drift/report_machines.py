"""The comparison for programs: workflow annotations, JUnit, SARIF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from instep.drift.changes import Change, Comparison
from instep.drift.report import operations_of, severity_of, summary
from instep.drift.rules import RULES

_PLACE = re.compile(r"(.*):(\d+):(\d+)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def place_of(change: Change) -> tuple[str, int, int]:
    """File, line and column, of the new document where it has the thing."""
    shown = change.new or change.old or change.near
    match = _PLACE.fullmatch(shown)
    return (match[1], int(match[2]), int(match[3])) if match else (shown, 1, 1)


def message_of(change: Change, total: int) -> str:
    """One line that says everything."""
    parts = [change.text]
    if change.client.symbol:
        parts.append(f"{change.client.symbol}: {change.client.effect}")
    if change.operations:
        parts.append(f"reaches {operations_of(change, total)}")
    return " | ".join(parts)


def as_github(comparison: Comparison) -> Iterator[str]:
    """Workflow commands; what nobody need look at is only counted."""
    for change in comparison.changes:
        severity = severity_of(change)
        if severity == "note":
            continue
        file, line, column = place_of(change)
        where = f"file={_property(file)},line={line},col={column},title={_property(change.id)}"
        yield f"::{severity} {where}::{_data(message_of(change, comparison.operations))}"
    yield f"::notice title=instep::{_data(summary(comparison))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_junit(comparison: Comparison) -> str:
    """One test case for each change that is more than a note, and one for the whole."""
    cases: list[str] = []
    failures = 0
    for change in comparison.changes:
        severity = severity_of(change)
        if severity == "note":
            continue
        failures += severity == "error"
        said = _NOT_XML.sub("?", message_of(change, comparison.operations))
        name = quoteattr(_NOT_XML.sub("?", change.subject))
        word = "failure" if severity == "error" else "skipped"
        body = f"<{word} message={quoteattr(said)}/>"
        file, line, _ = place_of(change)
        file = quoteattr(_NOT_XML.sub("?", file))
        cases.append(
            f'  <testcase classname="{change.id}" name={name} file={file} line="{line}">{body}</testcase>'
        )
    cases.append('  <testcase classname="instep" name="compared"/>')
    head = f'<testsuite name="instep" tests="{len(cases)}" failures="{failures}">'
    comment = f"  <!-- {escape(summary(comparison)).replace('--', '- -')} -->"
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', head, comment, *cases, "</testsuite>"]
    )


def as_sarif(comparison: Comparison, version: str) -> dict[str, Any]:
    """SARIF 2.1.0."""
    used = sorted({change.id for change in comparison.changes})
    rules = [{"id": id_, "shortDescription": {"text": RULES[id_].words}} for id_ in used]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "instep", "version": version, "rules": rules}},
                "results": [_result(c, comparison.operations) for c in comparison.changes],
            }
        ],
    }


def _result(change: Change, total: int) -> dict[str, Any]:
    file, line, column = place_of(change)
    region = {"startLine": line, "startColumn": column}
    return {
        "ruleId": change.id,
        "level": severity_of(change),
        "message": {"text": message_of(change, total)},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": file}, "region": region}}],
        "partialFingerprints": {"instep/v1": f"{change.id} {change.pointer}"},
    }
