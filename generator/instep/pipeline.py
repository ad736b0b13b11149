"""The order of events: from a client's configuration to files on disk."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from instep import __version__
from instep.config import ClientConfig, Settings
from instep.diagnostics import Code, Diagnostic, Diagnostics, Severity
from instep.document import Document, file_digest, is_fetched, load, require_safe, validate
from instep.drift.changes import Comparison
from instep.drift.compare import Side, compare
from instep.drift.condition import (
    Cause,
    Condition,
    Reason,
    files_against_lock,
    moved,
    output_against_lock,
)
from instep.errors import DocumentError, InputError, OutOfStep, OutsideError
from instep.files import FileTree
from instep.ir.api import Api
from instep.normalise import normalise
from instep.output.commit import Changes, commit, read_lock
from instep.output.format import format_tree
from instep.output.lock import DocumentRecord, Lock, coverage_as_json, describe

Stage = Callable[[str], None]
"""Is told what happens next, in a few words; for progress."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, understood."""

    api: Api
    settings: Settings
    """With the package's name, also where the document's title gave it."""
    record: DocumentRecord
    found: Diagnostics
    document: Document
    """What it was read from, for the way back to the user's files."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of `generate` did, or with `dry_run` would do."""

    package: str
    output: Path
    document: str
    changes: Changes
    api: Api
    diagnostics: tuple[Diagnostic, ...]
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-ready data, the shape `--format json` prints."""
        return {
            "package": self.package,
            "output": self.output.as_posix(),
            "document": self.document,
            "dry_run": self.dry_run,
            "written": list(self.changes.written),
            "removed": list(self.changes.removed),
            "unchanged": len(self.changes.unchanged),
            "calls": {o.key: ".".join(o.call) for o in self.api.operations},
            "coverage": coverage_as_json(self.api.coverage),
            "diagnostics": [d.as_json() for d in self.diagnostics],
        }


def generate(
    client: ClientConfig,
    *,
    force: bool = False,
    dry_run: bool = False,
    stage: Stage = lambda _: None,
) -> Report:
    """Turn one document into one client. Nothing touches the output before the last step.

    Raises:
        InputError: The document or the configuration is at fault, or the result would be incomplete.
        OutOfStep: Files in the output were edited; `force` overwrites them.
        OutsideError: Network, permissions, disk.
    """
    reading = read(client, force=force, stage=stage)
    refuse(reading, strict=client.strict, allow_left_out=client.allow_left_out)
    stage("rendering")
    tree = render(reading.api, reading.settings)
    stage("formatting")
    tree = format_tree(tree)
    lock = describe(
        reading.api,
        tree,
        document=reading.record,
        settings=reading.settings,
        version=__version__,
        sources=_sources(reading.document),
    )
    stage("writing")
    package = reading.settings.package
    changes = commit(client.output, tree, lock, package=package, force=force, dry_run=dry_run)
    return Report(
        package,
        client.output,
        client.location,
        changes,
        reading.api,
        tuple(reading.found),
        dry_run,
    )


def render(api: Api, settings: Settings) -> FileTree:
    """The client's files, before they are formatted."""
    from instep import (
        render as rendering,
    )  # slow to import, and a check that finds nothing needs none

    return rendering.render(api, settings)


def read(
    client: ClientConfig,
    *,
    pinned: bool = True,
    force: bool = False,
    pins: Mapping[str, str] | None = None,
    formal: bool = True,
    stage: Stage = lambda _: None,
) -> Reading:
    """Load, validate and normalise a document, if `pinned` with the names of an earlier lock.

    `pins` are names to keep instead of those of the lock; unless `formal`, whether the document
    is valid OpenAPI is not asked.

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
    )
    if formal:
        stage("validating")
        validate(document, found)
    stage("normalising")
    settings = client.settings.for_title(_info(document, "title"))
    if pins is None:
        pins = _pins(client.output, settings.package, force=force) if pinned else {}
    api = normalise(document, settings, pins, found)
    return Reading(api, settings, _record(document, client.location), found, document)


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
    try:
        lock = read_lock(output, package)
    except OutOfStep:
        if not force:
            raise
        return {}
    return lock.pins() if lock else {}


def _record(document: Document, location: str) -> DocumentRecord:
    return DocumentRecord(
        location=location,
        sha256=document.sha256,
        openapi=document.version,
        title=_info(document, "title"),
        version=_info(document, "version"),
    )


def _info(document: Document, key: str) -> str:
    info = document.root.get("info")
    value = info.get(key) if isinstance(info, dict) else None
    return value if isinstance(value, str) else ""


def compare_documents(
    old: ClientConfig,
    new: ClientConfig,
    *,
    pins: Mapping[str, str] | None = None,
    today: date | None = None,
    stage: Stage = lambda _: None,
) -> Comparison:
    """What changed from one document to another, for the wire and for the client.

    The second client's names are those that the first document gets, which keeps `pins`; `today`
    decides whether a sunset date has passed.

    Raises:
        InputError: A document cannot be read as OpenAPI.
        OutsideError: Network, permissions.
    """
    before = read(old, pins=pins or {}, formal=False, stage=stage)
    names = {
        **{o.key: ".".join(o.call) for o in before.api.operations},
        **{d.key: d.name for d in before.api.definitions},
    }
    after = read(new, pins=names, formal=False, stage=stage)
    stage("comparing")
    return compare(_side(before), _side(after), today=today or date.today())  # noqa: DTZ011


def check(client: ClientConfig, *, stage: Stage = lambda _: None) -> Condition:
    """Is the client what document and configuration produce, and as it was written?

    Reads only; nothing of the generated code is imported. Where lock, files, document, settings and
    instep's version agree nothing need be rendered.

    Raises:
        InputError: The document or the configuration is at fault, or a newer instep wrote the lock.
        OutsideError: Network, permissions, disk.
    """
    package = client.settings.package
    stage("checking")
    try:
        lock = read_lock(client.output, package)
    except OutOfStep as problem:
        text, _, advice = str(problem).partition("\n    hint: ")
        return Condition(package, (Cause(Reason.LOCK_DAMAGED, text, advice),))
    if lock is None:
        text = f"there is no generated client in {client.output.as_posix()}/{package}"
        return Condition(package, (Cause(Reason.NOT_GENERATED, text, "run `instep generate`"),))
    try:
        causes = list(files_against_lock(client.output, package, lock))
    except OSError as problem:
        raise OutsideError(f"{client.output}: {problem.strerror or problem}") from problem
    if is_fetched(client.document):
        note = "the document is a URL: whether it moved is asked by --upstream"
        return Condition(package, tuple(causes), (note,))
    stale = list(_moved(client, lock))
    if stale:
        files = _restated(client, lock, stage)
        causes += [replace(cause, files=files) for cause in stale]
    return Condition(package, tuple(causes))


def _moved(client: ClientConfig, lock: Lock) -> Iterator[Cause]:
    document = file_digest(client.document)
    folder = Path(client.document).parent.as_posix()
    sources = {
        path: file_digest(path if is_fetched(path) else f"{folder}/{path}") for path in lock.sources
    }
    settings = client.settings.as_json()
    return moved(lock, document=document, sources=sources, settings=settings, version=__version__)


def _restated(client: ClientConfig, lock: Lock, stage: Stage) -> tuple[str, ...]:
    """The files that `generate` would write otherwise."""
    reading = read(client, pins=lock.pins(), formal=False, stage=stage)
    stage("rendering")
    tree = format_tree(render(reading.api, reading.settings))
    return output_against_lock(client.settings.package, lock, tree)


def check_upstream(
    client: ClientConfig, location: str, *, stage: Stage = lambda _: None
) -> Comparison:
    """What changed between the client's document and the one at `location`.

    Raises:
        InputError: A document cannot be read as OpenAPI, or `location` is not safe to fetch from.
        OutsideError: It cannot be fetched.
    """
    require_safe(location)
    try:
        lock = read_lock(client.output, client.settings.package)
    except OutOfStep:
        lock = None  # `check` has said so
    upstream = replace(client, document=location)
    return compare_documents(client, upstream, pins=lock.pins() if lock else {}, stage=stage)


def _side(reading: Reading) -> Side:
    document = reading.document
    return Side(
        reading.api,
        document.location,
        lambda pointer: str(document.locate(pointer)),
        document.source_pointer,
    )


def _sources(document: Document) -> dict[str, str]:
    """Every file beside the document itself that went in, relative to the document's folder."""
    root, *others = document.files
    folder = posixpath.dirname(root.location)
    return {
        other.location
        if is_fetched(other.location) or is_fetched(root.location)
        else posixpath.relpath(other.location, folder or "."): other.sha256
        for other in others
    }
