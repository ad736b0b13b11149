"""Loads, validates and normalises the document of a client."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from instep.config import ClientConfig, Settings
from instep.diagnostics import Code, Diagnostics, Severity
from instep.document import Document, load, validate
from instep.errors import DocumentError, InputError, OutOfStep
from instep.ir.api import Api
from instep.normalise import normalise

if TYPE_CHECKING:
    from instep.output.lock import DocumentRecord

Stage = Callable[[str], None]
"""Is told what happens next, in a few words; for progress."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, understood."""

    api: Api
    settings: Settings
    """With the package's name, also where the document's title gave it."""
    location: str
    """Of the document, as the lock has it."""
    found: Diagnostics
    document: Document
    """What it was read from, for the way back to the user's files."""

    @property
    def record(self) -> DocumentRecord:
        """What the lock says of the document."""
        from instep.output.lock import DocumentRecord  # a comparison needs none

        return DocumentRecord(
            location=self.location,
            sha256=self.document.sha256,
            openapi=self.document.version,
            title=_info(self.document, "title"),
            version=_info(self.document, "version"),
        )


def read(
    client: ClientConfig,
    *,
    pinned: bool = True,
    force: bool = False,
    pins: Mapping[str, str] | None = None,
    formal: bool = True,
    content: bytes | None = None,
    beside: Mapping[str, bytes] | None = None,
    stage: Stage = lambda _: None,
) -> Reading:
    """Load, validate and normalise a document, if `pinned` with the names of an earlier lock.

    `pins` are names to keep instead of those of the lock; unless `formal`, whether the document
    is valid OpenAPI is not asked. `content` is what the document holds, where that is known already,
    `beside` what the files do that it refers to, by their path from it.

    Raises:
        InputError: The document cannot be read as OpenAPI.
        OutOfStep: The lock is damaged; `force` ignores it.
        OutsideError: Network, permissions.
    """
    found = Diagnostics()
    stage("loading")
    stdin = sys.stdin.buffer if client.document == "-" else None
    document = load(
        client.document,
        found,
        stdin=stdin,
        overlays=client.overlays,
        allow_remote_refs=client.allow_remote_refs,
        content=content,
        beside=beside,
    )
    if formal:
        stage("validating")
        validate(document, found)
    stage("normalising")
    settings = client.settings.for_title(_info(document, "title"))
    if pins is None:
        pins = _pins(client.output, settings.package, force=force) if pinned else {}
    api = normalise(document, settings, pins, found)
    return Reading(api, settings, client.location, found, document)


def refuse(reading: Reading, *, strict: bool, allow_left_out: bool) -> None:
    """End a run whose result would not be what the caller asked for.

    Raises:
        DocumentError: The document has no meaning somewhere, something was left out without leave,
            or, if `strict`, anything was found that is more than a note.
    """
    fatal = [
        d
        for d in reading.found
        if (d.severity is Severity.ERROR and not (allow_left_out and d.code is Code.LEFT_OUT))
        or (strict and d.severity is not Severity.NOTE)
    ]
    if fatal:
        raise DocumentError(fatal)
    left_out = reading.api.coverage.left_out
    if left_out and not allow_left_out:
        listed = "\n".join(f"    {entry.pointer}: {entry.reason}" for entry in left_out)
        raise InputError(f"the client would be incomplete (see --allow-left-out):\n{listed}")


def _pins(output: Path, package: str, *, force: bool) -> dict[str, str]:
    from instep.output.commit import read_lock

    try:
        lock = read_lock(output, package)
    except OutOfStep:
        if not force:
            raise
        return {}
    return lock.pins() if lock else {}


def _info(document: Document, key: str) -> str:
    info = document.root.get("info")
    value = info.get(key) if isinstance(info, dict) else None
    return value if isinstance(value, str) else ""
