"""The lines that a client writes about what the document does not say, read and put together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

KINDS: Final = (
    "status",
    "media-type",
    "variant",
    "member",
    "enum",
    "property",
    "missing",
    "null",
    "type",
    "format",
    "union",
)
"""The kinds of findings in the order of a report; others are names of constraints."""

_LONGEST_LINE: Final = 64 * 1024
_MOST_LINES: Final = 500_000
_LONGEST: Final = 2000
"""Characters of one text of a line."""

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Key:
    """What makes two lines one finding."""

    kind: str
    operation: str
    """Empty where the finding is about a class, which many operations may give."""
    type: str
    field: str
    status: int = 0
    media: str = ""


@dataclass(slots=True)
class Finding:
    """Everything that was said of one place."""

    key: Key
    operations: dict[str, None] = field(default_factory=dict)
    """Where it was met, in order."""
    found: dict[str, None] = field(default_factory=dict)
    """The types of JSON that were met."""
    values: dict[Value, None] = field(default_factory=dict)
    """The values, where they were written."""
    pointer: str = ""
    """A place in the payload."""
    media: str = ""
    status: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Log:
    """What some files say together."""

    findings: tuple[Finding, ...]
    lines: int
    """How many lines were read."""
    skipped: int
    """How many of them are none of a client's."""


def read_log(files: Iterable[Iterable[bytes]]) -> Log:
    """The findings of some files, each given by its lines; what a client did not write is skipped."""
    found: dict[Key, Finding] = {}
    lines = skipped = 0
    for file in files:
        for line in file:
            if not line.strip():
                continue
            lines += 1
            if lines > _MOST_LINES:
                skipped += 1
                continue
            data = _line(line)
            if data is None:
                skipped += 1
            else:
                _add(found, data)
    return Log(tuple(sorted(found.values(), key=_order)), lines, skipped)


def _line(line: bytes) -> dict[str, Any] | None:
    if len(line) > _LONGEST_LINE:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    for name in ("kind", "operation"):
        if not isinstance(data.get(name), str) or not data[name]:
            return None
    for name in ("kind", "operation", "media", "pointer", "type", "field", "found"):
        value = data.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            return None
    status = data.get("status", 0)
    if isinstance(status, bool) or not isinstance(status, int) or not 0 <= status < 1000:
        return None
    value = data.get("value")
    if value is not None and not isinstance(value, str | int | float | bool):
        return None
    return data


def _add(found: dict[Key, Finding], data: dict[str, Any]) -> None:
    kind, operation = data["kind"], data["operation"]
    about_answer = kind in {"status", "media-type"}
    class_name = data.get("type", "")
    key = Key(
        kind,
        "" if class_name and not about_answer else operation,
        class_name,
        data.get("field", ""),
        data.get("status", 0) if about_answer or not class_name else 0,
        data.get("media", "") if about_answer or not class_name else "",
    )
    finding = found.setdefault(key, Finding(key))
    finding.lines += 1
    finding.operations[operation] = None
    finding.pointer = finding.pointer or data.get("pointer", "")
    finding.media = finding.media or data.get("media", "")
    finding.status = finding.status or data.get("status", 0)
    if data.get("found"):
        finding.found[data["found"]] = None
    if data.get("value") is not None:
        finding.values[data["value"]] = None


def _order(finding: Finding) -> tuple[int, str, str, str, int, str]:
    key = finding.key
    rank = KINDS.index(key.kind) if key.kind in KINDS else len(KINDS)
    return rank, key.kind, key.operation + key.type, key.field, key.status, key.media
