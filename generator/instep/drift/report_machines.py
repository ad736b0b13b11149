"""The comparison for programs: workflow annotations, JUnit, SARIF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from instep.drift.advice import advice_of
from instep.drift.changes import Change, Comparison
from instep.drift.report import impact_words, operations_of, seen, severity_of, summary
from instep.drift.rules import RULES
from instep.drift.sites import Site

_PLACE = re.compile(r"(.*):(\d+):(\d+)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEVERITIES = {"breaking": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_CODE_RULE = "client-use"
"""The rule of a place in the user's code for which no single change is known."""


def place_of(change: Change) -> tuple[str, int, int]:
    """File, line and column, of the new document where it has the thing."""
    return _parsed(change.new or change.old or change.near)


def other_place_of(change: Change) -> tuple[str, int, int]:
    """The place in the other document: of the thing, or where it would stand."""
    shown = change.old if change.new else change.near
    return _parsed(shown or change.near)


def _parsed(shown: str) -> tuple[str, int, int]:
    match = _PLACE.fullmatch(shown)
    return (match[1], int(match[2]), int(match[3])) if match else (shown, 1, 1)


def places_of(change: Change) -> str:
    """Both places, in words."""
    if change.old and change.new:
        return f"{change.old}, now {change.new}"
    if change.old:
        return f"was at {change.old}, gone from {change.near}"
    return f"now at {change.new}, not in {change.near}"


def message_of(change: Change, total: int) -> str:
    """One line that says everything."""
    parts = [change.text]
    if change.client.symbol:
        parts.append(f"{change.client.symbol}: {change.client.effect}")
    if change.operations:
        parts.append(f"reaches {operations_of(change, total)}")
    if advice := advice_of(change):
        parts.append(advice)
    parts.append(places_of(change))
    return " | ".join(parts)


def _sites(comparison: Comparison) -> Iterator[tuple[Site, str, str]]:
    """The places in the user's code that somebody has to look at: severity, rule."""
    for site in comparison.impact.sites if comparison.impact is not None else ():
        severity = _SEVERITIES[str(site.level)]
        if severity != "note":
            yield site, severity, site.change[0] if site.change else _CODE_RULE


# ---------------------------------------------------------------------- workflow commands


def as_github(comparison: Comparison) -> Iterator[str]:
    """Workflow commands; what nobody need look at is only counted."""
    for site, severity, rule in _sites(comparison):
        place = _command_place(site.file, site.line, site.column)
        yield f"::{severity} {place},title={rule}::{command_data(site.reason)}"
    for change in comparison.changes:
        severity = severity_of(change)
        if severity == "note":
            continue
        where = f"{_command_place(*place_of(change))},title={command_property(change.id)}"
        yield f"::{severity} {where}::{command_data(message_of(change, comparison.operations))}"
    yield f"::notice title=instep::{command_data(summary(comparison))}"
    if comparison.impact is not None:
        yield f"::notice title=instep::code: {impact_words(comparison.impact)}"


def _command_place(file: str, line: int, column: int) -> str:
    return f"file={command_property(file)},line={line},col={column}"


def command_data(text: str) -> str:
    """A message of a workflow command (`@actions/core`, `escapeData`)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """A property of a workflow command (`@actions/core`, `escapeProperty`)."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


# ---------------------------------------------------------------------- JUnit


def as_junit(comparison: Comparison) -> str:
    """One test case for each change and place that is more than a note, and one for the whole."""
    cases = [
        (severity, rule, f"{site.file}:{site.line} {site.symbol}", site.reason, site.place)
        for site, severity, rule in _sites(comparison)
    ]
    for change in comparison.changes:
        severity = severity_of(change)
        if severity != "note":
            said = message_of(change, comparison.operations)
            cases.append((severity, change.id, change.subject, said, places_of(change)))
    written = [_case(*case) for case in cases]
    told = f"<system-out>{escape(xml_text(summary(comparison)))}</system-out>"
    written.append(f'  <testcase classname="instep" name="compared">{told}</testcase>')
    failures = sum(case[0] == "error" for case in cases)
    counts = (
        f'tests="{len(written)}" failures="{failures}" errors="0" skipped="{len(cases) - failures}"'
    )
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuite name="instep" {counts}>']
    return "\n".join([*head, *written, "</testsuite>"])


def xml_text(text: str) -> str:
    """The text without what XML 1.0 cannot hold (section 2.2)."""
    return _NOT_XML.sub("?", seen(text))


def _case(severity: str, rule: str, name: str, said: str, place: str) -> str:
    word = "failure" if severity == "error" else "skipped"
    message, where = quoteattr(xml_text(said)), escape(xml_text(place))
    body = f'<{word} type="{rule}" message={message}>{where}</{word}>'
    return f'  <testcase classname="{rule}" name={quoteattr(xml_text(name))}>{body}</testcase>'


# ---------------------------------------------------------------------- SARIF


def as_sarif(comparison: Comparison, version: str) -> dict[str, Any]:
    """SARIF 2.1.0: a result for each change, and one for each place in the user's code."""
    sites = list(_sites(comparison))
    used = {change.id for change in comparison.changes} | {rule for _, _, rule in sites}
    driver = {"name": "instep", "version": version, "rules": [_rule(id_) for id_ in sorted(used)]}
    results = [_site_result(*site) for site in sites]
    results += [_result(c, comparison.operations) for c in comparison.changes]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "results": results,
                "properties": {"summary": summary(comparison), "bump": comparison.bump},
            }
        ],
    }


def _rule(id_: str) -> dict[str, Any]:
    words = RULES[id_].words if id_ in RULES else "code uses what changed"
    said = words.replace("{old}", "...").replace("{new}", "...")
    return {"id": id_, "shortDescription": {"text": said}}


def _result(change: Change, total: int) -> dict[str, Any]:
    return {
        "ruleId": change.id,
        "level": severity_of(change),
        "message": {"text": message_of(change, total)},
        "locations": [_location(*place_of(change))],
        "relatedLocations": [_location(*other_place_of(change))],
        "partialFingerprints": {"instep/v1": f"{change.id} {change.pointer}"},
    }


def _site_result(site: Site, severity: str, rule: str) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": severity,
        "message": {"text": f"{site.symbol}: {site.reason}"},
        "locations": [_location(site.file, site.line, site.column)],
        "partialFingerprints": {"instep/v1": f"{rule} {site.file} {site.symbol} {site.code}"},
    }


def _location(file: str, line: int, column: int) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri_of(file)}, "region": region}}


def uri_of(file: str) -> str:
    """A file or URL as a URI reference; a file of a Git revision is named without the revision."""
    if file.startswith("git:"):
        file = file.split(":", 2)[-1]
    return quote(file, safe="/-._~:?#[]@!$&'()*+,;=%" if "://" in file else "/-._~")
