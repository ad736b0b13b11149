"""What `check` found about a client, for programs: workflow annotations, JUnit, SARIF."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from instep.drift.changes import Comparison
from instep.drift.condition import Cause, Reason
from instep.drift.report_condition import upstream_as_text
from instep.drift.report_machines import (
    as_junit,
    as_sarif,
    command_data,
    command_property,
    uri_of,
    xml_text,
)
from instep.drift.verdict import KINDS, UpstreamStatus, Verdict

_LISTED = 20
_MEANT = {
    Reason.NOT_GENERATED: "there is no generated client",
    Reason.LOCK_DAMAGED: "the lock cannot be read",
    Reason.DELETED: "generated files were deleted",
    Reason.EDITED: "generated files were edited by hand",
    Reason.FOREIGN: "files that instep did not write",
    Reason.DOCUMENT: "the document changed since the client was generated",
    Reason.CONFIGURATION: "the configuration changed since the client was generated",
    Reason.GENERATOR: "another instep made the client",
    Reason.VENDORED: "the generated client moved on since it was copied",
    Reason.UNCLEAR: "the client is not what would be generated",
}
_UNREACHABLE = "upstream-unreachable"


def verdict_as_github(verdict: Verdict) -> Iterator[str]:
    """Workflow commands for the client and for where upstream stands."""
    condition = verdict.condition
    for cause in condition.causes:
        files = ", ".join(cause.files[:_LISTED])
        text = f"{condition.title}: {cause.text}{': ' if files else ''}{files}; {cause.advice}"
        first = f"file={command_property(_places(verdict, cause)[0])}," if cause.files else ""
        yield f"::error {first}title={cause.reason}::{command_data(text)}"
    if not condition.causes:
        yield f"::notice title=instep::{command_data(condition.title)}: in step"
    bad = verdict.upstream.status is UpstreamStatus.UNREACHABLE
    for line in upstream_as_text(verdict.upstream):
        yield f"::{'error' if bad else 'notice'} title=upstream::{command_data(line.text.strip())}"


def _places(verdict: Verdict, cause: Cause) -> list[str]:
    """The files of a cause from the current folder; the lock where it names none."""
    folder = verdict.condition.folder
    output = posixpath.dirname(folder)
    return [posixpath.join(output, path) for path in cause.files] or [f"{folder}/instep.lock"]


def verdicts_as_junit(verdicts: Sequence[Verdict]) -> str:
    """One suite for each client with a case for each kind of cause, and one for what changed."""
    suites: list[str] = []
    for verdict in verdicts:
        suites.append(_suite(verdict))
        if verdict.upstream.comparison is not None:
            suites.append(as_junit(verdict.upstream.comparison).partition("?>\n")[2])
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, "<testsuites>", *suites, "</testsuites>"])


def _suite(verdict: Verdict) -> str:
    name = verdict.condition.title
    failures = errors = skipped = 0
    cases: list[str] = []
    for kind, reasons in KINDS.items():
        found = [c for c in verdict.condition.causes if c.reason in reasons]
        failures += bool(found)
        said = "; ".join(
            f"{c.reason}: {', '.join([c.text, *c.files[:_LISTED]])} ({c.advice})" for c in found
        )
        cases.append(_case(name, kind, "failure" if found else "", said))
    status, said = (
        verdict.upstream.status,
        "; ".join(line.text.strip() for line in upstream_as_text(verdict.upstream)),
    )
    word = {
        UpstreamStatus.UNREACHABLE: "error",
        UpstreamStatus.DRIFTED: "failure",
        UpstreamStatus.NOT_CONFIGURED: "skipped",
    }.get(status, "")
    failures += word == "failure"
    errors += word == "error"
    skipped += word == "skipped"
    cases.append(_case(name, "upstream", word, said or "not asked"))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return "\n".join(
        [f"<testsuite name={quoteattr(xml_text(name))} {counts}>", *cases, "</testsuite>"]
    )


def _case(package: str, kind: str, word: str, said: str) -> str:
    message = quoteattr(xml_text(said))
    body = f"<{word} message={message}/>" if word else ""
    return f'  <testcase classname={quoteattr(xml_text(package))} name="{kind}">{body}</testcase>'


def verdicts_as_sarif(verdicts: Sequence[Verdict], version: str) -> dict[str, Any]:
    """SARIF 2.1.0, one run for everything."""
    report = as_sarif(Comparison("", "", ()), version)
    (run,) = report["runs"]
    del run["properties"]  # of no comparison
    rules: dict[str, Any] = {}
    for verdict in verdicts:
        for cause in verdict.condition.causes:
            rules[str(cause.reason)] = {
                "id": str(cause.reason),
                "shortDescription": {"text": _MEANT[cause.reason]},
            }
            run["results"].append(_result(verdict, cause))
        if verdict.upstream.status is UpstreamStatus.UNREACHABLE:
            text = "upstream could not be asked"
            rules[_UNREACHABLE] = {"id": _UNREACHABLE, "shortDescription": {"text": text}}
            message = {"text": verdict.upstream.message}
            run["results"].append({"ruleId": _UNREACHABLE, "level": "warning", "message": message})
        if verdict.upstream.comparison is not None:
            (other,) = as_sarif(verdict.upstream.comparison, version)["runs"]
            rules.update({rule["id"]: rule for rule in other["tool"]["driver"]["rules"]})
            run["results"] += other["results"]
            run["properties"] = other["properties"]
    run["tool"]["driver"]["rules"] = [rules[id_] for id_ in sorted(rules)]
    return report


def _result(verdict: Verdict, cause: Cause) -> dict[str, Any]:
    package = verdict.condition.title
    files = _places(verdict, cause)[:_LISTED]
    return {
        "ruleId": str(cause.reason),
        "level": "error",
        "message": {"text": f"{package}: {cause.text}; {cause.advice}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": uri_of(f)}}} for f in files
        ],
        "partialFingerprints": {"instep/v1": f"{cause.reason} {package}"},
    }
