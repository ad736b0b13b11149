"""What instep has to say about a document: closed codes, severities, places, and how they print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    """The document cannot be given a meaning here; nothing is written."""
    WARNING = "warning"
    """Something was assumed, kept as raw data, or is invalid but harmless."""
    NOTE = "note"
    """Worth knowing; changes nothing."""


class Code(StrEnum):
    """Every kind of finding. `docs/diagnostics.md` has one heading per code, in this order."""

    # loading
    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate-key"
    NOT_OPENAPI = "not-openapi"
    UNSUPPORTED_VERSION = "unsupported-version"
    LIMIT_EXCEEDED = "limit-exceeded"
    # references
    REF_DANGLING = "ref-dangling"
    REF_REFUSED = "ref-refused"
    REF_CYCLE = "ref-cycle"
    REF_INVALID = "ref-invalid"
    # formal validity
    SPEC_VIOLATION = "spec-violation"
    # schemas
    SCHEMA_INVALID = "schema-invalid"
    SCHEMA_RAW = "schema-raw"
    SCHEMA_CONTRADICTORY = "schema-contradictory"
    TYPE_UNKNOWN = "type-unknown"
    ENUM_INVALID = "enum-invalid"
    DEFAULT_INVALID = "default-invalid"
    PATTERN_UNSUPPORTED = "pattern-unsupported"
    DISCRIMINATOR_INVALID = "discriminator-invalid"
    # operations
    PARAMETER_INVALID = "parameter-invalid"
    PARAMETER_UNDECLARED = "parameter-undeclared"
    MEDIA_TYPE_RAW = "media-type-raw"
    RESPONSE_INVALID = "response-invalid"
    OPERATION_INVALID = "operation-invalid"
    OPERATION_ID_DUPLICATE = "operation-id-duplicate"
    SECURITY_UNKNOWN = "security-unknown"
    SERVER_INVALID = "server-invalid"
    LEFT_OUT = "left-out"
    # names
    NAME_CHANGED = "name-changed"
    # configuration
    OVERLAY_INVALID = "overlay-invalid"
    OVERLAY_UNUSED = "overlay-unused"
    FILTER_UNUSED = "filter-unused"
    OVERRIDE_UNUSED = "override-unused"
    PAGINATION_INVALID = "pagination-invalid"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file. Lines and columns count from 1; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what, where, and what to do about it.

    `pointer` is an RFC 6901 JSON pointer into the document as the user wrote it, with a leading
    `#`; empty where the finding is about the whole file. `message` and `hint` are plain prose;
    text quoted from the document must have gone through `quote` first.
    """

    code: Code
    severity: Severity
    message: str
    location: Location
    pointer: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON-ready data, the shape `--format json` prints."""
        return {
            "code": str(self.code),
            "severity": str(self.severity),
            "message": self.message,
            "location": str(self.location),
            "pointer": self.pointer,
            "hint": self.hint,
        }


@dataclass(slots=True)
class Diagnostics:
    """Collects findings in the order they were made; a finding said twice is kept once."""

    found: list[Diagnostic] = field(default_factory=list)
    _seen: set[Diagnostic] = field(default_factory=set, repr=False)

    def add(self, diagnostic: Diagnostic) -> None:
        """Record a finding."""
        if diagnostic not in self._seen:
            self._seen.add(diagnostic)
            self.found.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Record several findings."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(d.severity is severity for d in self.found)


def quote(text: object, limit: int = 80) -> str:
    """Text of the document, made safe and short for a message: one line, ASCII, quoted."""
    raw = text if isinstance(text, str) else json.dumps(text, default=str)
    short = raw if len(raw) <= limit else raw[: limit - 1] + "…"
    return json.dumps(short).replace("\\u2026", "...")


def as_text(diagnostic: Diagnostic) -> str:
    """`file:line:column: severity[code]: message`, then the pointer, then the hint if any."""
    lines = [
        f"{diagnostic.location}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"
    ]
    if diagnostic.pointer:
        lines.append(f"    at {diagnostic.pointer}")
    if diagnostic.hint:
        lines.append(f"    hint: {diagnostic.hint}")
    return "\n".join(lines)
