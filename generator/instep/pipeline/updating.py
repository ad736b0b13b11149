"""Takes upstream's document over: compare, write it, regenerate, tell the changelog; all or nothing."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from instep.config import ClientConfig, is_remote
from instep.document import Fetched, file_digest
from instep.drift.changelog import Moved, entry_of, with_entry
from instep.drift.changes import Comparison
from instep.drift.judgement import fails
from instep.drift.version import NextVersion, next_version
from instep.errors import InputError, OutsideError
from instep.output.beside import Beside, forget
from instep.output.commit import commit_all, read_lock
from instep.pipeline.asking import compare_with, fetch, is_behind, upstream_of
from instep.pipeline.generating import Prepared, Report, prepare
from instep.pipeline.reading import Stage

_NO_VERSION = NextVersion("none")


class Outcome(StrEnum):
    """What became of one client."""

    IN_STEP = "in-step"
    """Upstream has not moved, and the client is what the document gives."""
    REGENERATED = "regenerated"
    """Upstream has not moved; the client was behind or edited."""
    UPDATED = "updated"
    STOPPED = "stopped"
    """Something breaks, and only what is compatible was asked for."""


@dataclass(frozen=True, slots=True)
class Update:
    """What was done for one client, or with `dry_run` would be."""

    package: str
    outcome: Outcome
    upstream: str
    """Where the document came from."""
    sha256: str
    """Of the bytes that upstream sent, hexadecimal."""
    document: str
    """The file that holds it."""
    comparison: Comparison | None = None
    """None: nothing to compare, as the bytes are the same or there was no document yet."""
    version: NextVersion = _NO_VERSION
    changelog: str = ""
    """The file that has the entry; empty where there is none."""
    entry: str = ""
    report: Report | None = None
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """The update as `--format json` prints it."""
        report = self.report
        return {
            "package": self.package,
            "outcome": str(self.outcome),
            "dry_run": self.dry_run,
            "upstream": {"location": self.upstream, "sha256": self.sha256},
            "document": self.document,
            "version": self.version.as_json(),
            "changelog": {"file": self.changelog, "entry": self.entry} if self.entry else None,
            "comparison": self.comparison.as_json() if self.comparison else None,
            "written": list(report.changes.written) if report else [],
            "removed": list(report.changes.removed) if report else [],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class _Plan:
    """One update in memory."""

    client: ClientConfig
    update: Update
    fetched: Fetched
    moved: bool
    """Is the document to be written?"""
    prepared: Prepared | None = None
    changelog: Path | None = None


def update(
    clients: Sequence[ClientConfig],
    location: str,
    *,
    compatible_only: bool = False,
    force: bool = False,
    dry_run: bool = False,
    code: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    stage: Stage = lambda _: None,
) -> tuple[Update, ...]:
    """Bring clients in step with upstream: `location`, or where that is empty the configured one.

    Nothing is written before everything is known to succeed, and if writing fails all of it is
    taken back. Where one client is stopped by `compatible_only`, no client is written.

    Raises:
        InputError: A document or the configuration is at fault.
        OutOfStep: Generated files were edited; `force` overwrites them.
        OutsideError: Upstream cannot be reached; network, permissions, disk.
    """
    plans = []
    for client in clients:
        found = upstream_of(client, location)
        stage(f"asking upstream of {client.settings.package}")
        fetched = fetch(_updatable(client), found, environ=environ)
        plans.append(
            _plan(client, found, fetched, compatible_only=compatible_only, force=force,
                  code=code, stage=stage)
        )  # fmt: skip
    if any(plan.prepared is None for plan in plans):
        return tuple(replace(_held_back(plan), dry_run=dry_run) for plan in plans)
    stage("writing")
    works = [plan.prepared.work for plan in plans if plan.prepared]
    beside = _beside(plans)
    changes = commit_all(works, beside=beside, dry_run=dry_run)
    if not dry_run:
        kept = {Path(plan.client.document) for plan in plans} | {_changelog(c) for c in clients}
        for path in kept - {file.path for file in beside}:
            forget(path)
    done: list[Update] = []
    for plan, made in zip(plans, changes, strict=True):
        report = plan.prepared.report(made, dry_run=dry_run) if plan.prepared else None
        outcome = plan.update.outcome
        if outcome is Outcome.IN_STEP and made:
            outcome = Outcome.REGENERATED
        done.append(replace(plan.update, report=report, outcome=outcome, dry_run=dry_run))
    return tuple(done)


def _held_back(plan: _Plan) -> Update:
    """What is not written because this client, or another one, was stopped."""
    said = plan.update
    if plan.prepared is None or said.outcome is Outcome.IN_STEP:
        return said
    note = "nothing breaks here, but in another client; --package updates this one"
    return replace(said, outcome=Outcome.STOPPED, entry="", notes=(*said.notes, note))


def _updatable(client: ClientConfig) -> ClientConfig:
    if is_remote(client.document):
        raise InputError(
            f"{client.settings.package}: its document is no file, so there is nothing to update\n"
            "    hint: keep a copy: set `document` to a path and `upstream` to where it comes from"
        )
    return client


def _plan(
    client: ClientConfig,
    location: str,
    fetched: Fetched,
    *,
    compatible_only: bool,
    force: bool,
    code: Sequence[str],
    stage: Stage,
) -> _Plan:
    package = client.settings.package
    lock = None if force else read_lock(client.output, package)
    said = Update(package, Outcome.IN_STEP, fetched.location, fetched.sha256, client.document)
    before = file_digest(client.document)
    if before and not is_behind(client, fetched):
        prepared = prepare(client, force=force, stage=stage)
        return _Plan(client, said, fetched, moved=False, prepared=prepared)
    said = replace(said, outcome=Outcome.UPDATED)
    making = functools.partial(
        prepare, client, content=fetched.content, beside=fetched.beside, force=force, stage=stage
    )
    if not before:
        return _Plan(client, said, fetched, moved=True, prepared=making())
    comparison, notes = compare_with(client, location, fetched, lock, code=code, stage=stage)
    version = next_version(_version(client), comparison.bump)
    said = replace(said, comparison=comparison, version=version, notes=(*said.notes, *notes))
    if compatible_only and fails(comparison, "breaking"):
        said = replace(said, outcome=Outcome.STOPPED)
        return _Plan(client, said, fetched, moved=True)
    plan = _Plan(client, said, fetched, moved=True, prepared=making())
    told = comparison.changes or comparison.described_differently
    return _told(plan, comparison, lock.document.version if lock else "") if told else plan


def _told(plan: _Plan, comparison: Comparison, before: str) -> _Plan:
    """With an entry for the changelog, where one is kept."""
    client, said = plan.client, plan.update
    if not client.keeps_changelog or plan.prepared is None:
        return plan
    after = plan.prepared.reading.record.version
    moved = Moved(said.package, before or after, after, said.sha256)
    file = _changelog(client)
    entry = entry_of(comparison, moved, said.version)
    return replace(
        plan, changelog=file, update=replace(said, changelog=file.as_posix(), entry=entry)
    )


def _changelog(client: ClientConfig) -> Path:
    return client.changelog or client.output / f"CHANGELOG-{client.settings.package}.md"


def _beside(plans: Sequence[_Plan]) -> list[Beside]:
    """Changelogs, then documents: while the old document is there, a repeated run does it all."""
    texts: dict[Path, str] = {}
    documents: dict[Path, bytes] = {}
    for plan in plans:
        if plan.changelog is not None:
            text = texts.get(plan.changelog)
            text = _text(plan.changelog) if text is None else text
            texts[plan.changelog] = with_entry(text, plan.update.entry)
        for path, content in _files(plan).items() if plan.moved else ():
            if documents.setdefault(path, content) != content:
                raise InputError(f"{path.as_posix()}: two clients have two upstreams for it")
    return [
        *(Beside(path, text.encode()) for path, text in texts.items()),
        *(Beside(path, content) for path, content in documents.items()),
    ]


def _files(plan: _Plan) -> dict[Path, bytes]:
    """What the document's files are to hold, the document itself last."""
    document = Path(plan.client.document)
    others = {document.parent / path: held for path, held in plan.fetched.beside.items()}
    return {**others, document: plan.fetched.content}


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise InputError(f"{file.as_posix()}: not UTF-8") from None
    except OSError as problem:
        raise OutsideError(f"{file.as_posix()}: {problem.strerror or problem}") from None


def _version(client: ClientConfig) -> str:
    """The version of the project that the configuration belongs to; empty where it says none."""
    try:
        data = tomllib.loads((client.root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    project = data.get("project")
    version = project.get("version") if isinstance(project, dict) else None
    return version if isinstance(version, str) else ""
