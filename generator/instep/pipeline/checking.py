"""Is a client in step with its document and its configuration, and unedited? Reads only."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from instep import __version__
from instep.config import ClientConfig
from instep.document import file_digest, is_fetched
from instep.drift.condition import (
    Cause,
    Condition,
    Reason,
    custom_files,
    files_against_lock,
    moved,
    output_against_lock,
    vendored_against_source,
)
from instep.errors import InstepError, OutOfStep, OutsideError
from instep.output.commit import read_lock
from instep.output.lock import LOCK_NAME, Lock

Stage = Callable[[str], None]
"""Is told what happens next, in a few words; for progress."""

_DEEP = 6
"""Folders below the project's in which a package is looked for."""
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})


def check(client: ClientConfig, *, stage: Stage = lambda _: None) -> Condition:
    """Is the client what document and configuration produce, and as it was written?

    Reads only; nothing of the generated code is imported. Where lock, files, document, settings and
    instep's version agree nothing need be rendered.

    Raises:
        InputError: The document or the configuration is at fault, or a newer instep wrote the lock.
        OutsideError: Network, permissions, disk.
    """
    stage("checking")
    condition, lock = _files(client.output, client.settings.package)
    if lock is None:
        return condition
    if is_fetched(client.document):
        note = "the document is a URL: whether it moved is asked by --upstream"
        return replace(condition, notes=(note,))
    stale = list(_moved(client, lock))
    if stale:
        files = _restated(client, lock, stage)
        stale = [replace(cause, files=files) for cause in stale]
    return replace(condition, causes=(*condition.causes, *stale))


def check_folder(
    folder: Path, clients: Sequence[ClientConfig] = (), *, stage: Stage = lambda _: None
) -> Condition:
    """The same for a package's folder, wherever it is: by its own lock, and where it is the folder
    or a vendored copy of one of the `clients`, by that one too.

    Raises:
        InputError: As `check`.
        OutsideError: As `check`.
    """
    folder = folder.parent if folder.name == LOCK_NAME else folder
    for client in clients:
        if (client.output / client.settings.package).resolve() == folder.resolve():
            return check(client, stage=stage)
    stage("checking")
    named = folder if folder.name else folder.absolute()
    condition, lock = _files(named.parent, named.name)
    condition = replace(condition, configured=False, folder=folder.as_posix())
    if lock is None:
        return condition
    made = f"made by instep {lock.instep}"
    if not lock.vendored:
        note = f"{made}; no configuration names it, so its document was not looked at"
        return replace(condition, notes=(note,))
    source = lock.vendored.get("client", "")
    condition = replace(condition, notes=(f"a copy of `{source}`, {made}",))
    for client in clients:
        origin = _lock_of(client) if client.settings.package == source else None
        if origin is None:
            continue
        behind = tuple(vendored_against_source(lock, origin, folder.as_posix()))
        if any(copy.resolve() == folder.resolve() for copy in client.vendored):
            return replace(condition, causes=(*condition.causes, *behind))
        # An older version may be kept on purpose, beside a newer one.
        notes = tuple(f"{cause.text}; {cause.advice}" for cause in behind)
        return replace(condition, notes=(*condition.notes, *notes))
    return condition


def copies_below(root: Path, clients: Sequence[ClientConfig]) -> list[Path]:
    """The copies of these clients: where the configuration says, and where they are found."""
    listed = [folder for client in clients for folder in client.vendored]
    known = {folder.resolve() for folder in listed}
    names = {client.settings.package for client in clients}
    for folder in packages_below(root):
        if folder.resolve() not in known and _copy_of(folder) in names:
            listed.append(folder)
    return listed


def _copy_of(folder: Path) -> str:
    """The client that the package in a folder is a copy of; empty where it is none, or damaged."""
    try:
        lock = read_lock(folder.parent, folder.name)
    except InstepError:
        return ""
    return lock.vendored.get("client", "") if lock else ""


def packages_below(root: Path) -> list[Path]:
    """Folders with a lock: `root` itself or below it, not too deep and not in installations."""
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        if LOCK_NAME in files:
            found.append(here)
        deep = len(here.parts) - len(root.parts) >= _DEEP
        if LOCK_NAME in files or deep or "pyvenv.cfg" in files:
            folders.clear()
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
    return found


def _files(output: Path, package: str) -> tuple[Condition, Lock | None]:
    """What the lock alone can tell; no lock where there is none to go on with."""
    folder = (output / package).as_posix()
    condition = Condition(package, folder=folder)
    try:
        lock = read_lock(output, package)
    except OutOfStep as problem:
        text, _, advice = str(problem).partition("\n    hint: ")
        cause = Cause(Reason.LOCK_DAMAGED, text, advice)
        return replace(condition, causes=(cause,)), None
    if lock is None:
        text = f"there is no generated client in {folder}"
        cause = Cause(Reason.NOT_GENERATED, text, "run `instep generate`")
        return replace(condition, causes=(cause,)), None
    try:
        causes = tuple(files_against_lock(output, package, lock))
        custom = custom_files(output, package, lock)
    except OSError as problem:
        raise OutsideError(f"{output}: {problem.strerror or problem}") from problem
    return replace(condition, causes=causes, custom=custom), lock


def _lock_of(client: ClientConfig) -> Lock | None:
    try:
        return read_lock(client.output, client.settings.package)
    except OutOfStep:
        return None


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
    from instep.output.format import format_tree
    from instep.pipeline.generating import render
    from instep.pipeline.reading import read

    reading = read(client, pins=lock.pins(), formal=False, stage=stage)
    stage("rendering")
    tree = format_tree(render(reading.api, reading.settings))
    return output_against_lock(client.settings.package, lock, tree)
