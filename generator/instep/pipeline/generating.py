"""Makes a client: everything in memory first, the disk last."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instep import __version__
from instep.config import ClientConfig, Settings
from instep.diagnostics import Diagnostic
from instep.document import Document, is_fetched
from instep.files import FileTree
from instep.ir.api import Api
from instep.output.commit import Changes, commit
from instep.output.format import format_tree
from instep.output.lock import coverage_as_json, describe
from instep.pipeline.reading import Stage, read, refuse


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
