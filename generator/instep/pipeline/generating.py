"""Makes a client: everything in memory first, the disk last."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instep import __version__
from instep.config import ClientConfig, Settings
from instep.diagnostics import Diagnostic
from instep.document import Document, is_fetched
from instep.errors import InputError
from instep.files import FileTree
from instep.ir.api import Api
from instep.output.commit import Changes, Work, commit_all
from instep.output.custom import CUSTOM
from instep.output.format import format_tree
from instep.output.lock import coverage_as_json, describe
from instep.pipeline.reading import Reading, Stage, read, refuse


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A client in memory, ready to be written."""

    client: ClientConfig
    reading: Reading
    work: Work

    def report(self, changes: Changes, *, dry_run: bool) -> Report:
        """What writing it did, or would do."""
        return Report(
            self.work.package,
            self.client.output,
            self.client.location,
            changes,
            self.reading.api,
            tuple(self.reading.found),
            dry_run,
        )


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
    prepared = prepare(client, force=force, stage=stage)
    stage("writing")
    (changes,) = commit_all([prepared.work], dry_run=dry_run)
    return prepared.report(changes, dry_run=dry_run)


def prepare(
    client: ClientConfig,
    *,
    content: bytes | None = None,
    beside: Mapping[str, bytes] | None = None,
    force: bool = False,
    stage: Stage = lambda _: None,
) -> Prepared:
    """Everything of `generate` but the writing.

    `content` stands in for the document's bytes, `beside` for those of files that it refers to.

    Raises:
        InputError: As `generate`.
        OutOfStep: The lock is damaged; `force` ignores it.
        OutsideError: Network, permissions.
    """
    reading = read(client, force=force, content=content, beside=beside, stage=stage)
    refuse(reading, strict=client.strict, allow_left_out=client.allow_left_out)
    _require_custom(client, reading.settings)
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
    work = Work(client.output, tree, lock, reading.settings.package, force)
    return Prepared(client, reading, work)


def _require_custom(client: ClientConfig, settings: Settings) -> None:
    """What the package is to export from a user's module, that module must be there for."""
    folder = client.output / settings.package
    places = (folder / f"{CUSTOM}.py", folder / CUSTOM / "__init__.py")
    if settings.custom and not any(place.is_file() for place in places):
        names = ", ".join(settings.custom)
        raise InputError(
            f"`custom` exports {names} from {places[0].as_posix()}, and there is no such file\n"
            "    hint: write it first; without `custom` the package is generated as it is"
        )


def render(api: Api, settings: Settings) -> FileTree:
    """The client's files, before they are formatted."""
    from instep import (
        render as rendering,
    )  # slow to import, and a check that finds nothing needs none

    return rendering.render(api, settings)


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
