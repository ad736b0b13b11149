"""Is a client in step with its document, its configuration, and upstream? Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from instep import __version__
from instep.config import ClientConfig
from instep.document import file_digest, is_fetched, require_safe
from instep.drift.changes import Comparison
from instep.drift.condition import (
    Cause,
    Condition,
    Reason,
    files_against_lock,
    moved,
    output_against_lock,
)
from instep.errors import OutOfStep, OutsideError
from instep.output.commit import read_lock
from instep.output.format import format_tree
from instep.output.lock import Lock
from instep.pipeline.comparing import compare_documents
from instep.pipeline.generating import render
from instep.pipeline.reading import Stage, read


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
