"""Asks upstream whether its document still is the one that the client was made from."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from instep.config import ClientConfig
from instep.document import (
    Credential,
    Fetched,
    fetch_upstream,
    file_digest,
    is_fetched,
    user_cache,
)
from instep.drift.changes import Comparison
from instep.drift.overrides import judged
from instep.drift.verdict import Upstream, UpstreamStatus
from instep.errors import InputError, OutOfStep, OutsideError
from instep.output.commit import read_lock
from instep.output.lock import Lock
from instep.pipeline.checking import copies_below
from instep.pipeline.comparing import compare_documents
from instep.pipeline.reading import Stage


def upstream_of(client: ClientConfig, location: str) -> str:
    """The location to ask: `location`, or where that is empty the configured one.

    Raises:
        InputError: The configured one is wanted, and there is none.
    """
    if location:
        return location
    if client.upstream or is_fetched(client.document):
        return client.upstream or client.document
    raise InputError(
        f"{client.settings.package}: no upstream is configured\n"
        "    hint: set `upstream` in its table, or name a location"
    )


def fetch(
    client: ClientConfig, location: str, *, environ: Mapping[str, str] | None = None
) -> Fetched:
    """What upstream has now. The configured secret goes to the configured upstream's origin only.

    Raises:
        InputError: There is no such document, or `location` is not safe to fetch from.
        OutsideError: It cannot be fetched.
    """
    environ = os.environ if environ is None else environ
    secret = environ.get(client.upstream_token, "") if client.upstream_token else ""
    credential = None
    if secret and is_fetched(client.upstream):
        header = client.upstream_header or "Authorization"
        value = secret if client.upstream_header else f"Bearer {secret}"
        credential = Credential(client.upstream, header, value)
    stdin = sys.stdin.buffer if location == "-" else None
    try:
        return fetch_upstream(
            location,
            credential=credential,
            cache=user_cache(environ),
            stdin=stdin,
            allow_remote_refs=client.allow_remote_refs,
        )
    except OutsideError as problem:
        if client.upstream_token and not secret and "answered 40" in str(problem):
            raise OutsideError(f"{problem}; {client.upstream_token} is not set") from None
        raise


def check_upstream(
    client: ClientConfig,
    location: str,
    *,
    code: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    stage: Stage = lambda _: None,
) -> Upstream:
    """What changed between the client's document and the one at `location`.

    `code` are further folders with code that uses the client; what breaks there is named.

    Raises:
        InputError: A document cannot be read as OpenAPI, or `location` is not safe to fetch from.
    """
    stage("asking upstream")
    try:
        fetched = fetch(client, location, environ=environ)
    except OutsideError as problem:
        return Upstream(UpstreamStatus.UNREACHABLE, asked=True, message=str(problem))
    found = Upstream(
        UpstreamStatus.IN_STEP, asked=True, location=fetched.location, sha256=fetched.sha256
    )
    lock = lock_of(client)
    if is_fetched(client.document):
        if lock is not None and lock.document.sha256 != fetched.sha256:
            note = "the document is a URL, so what changed cannot be told; keep a copy of it"
            return replace(found, status=UpstreamStatus.DRIFTED, notes=(note,))
        return found
    if not is_behind(client, fetched):
        return found
    comparison, notes = compare_with(client, location, fetched, lock, code=code, stage=stage)
    if comparison.changes or comparison.described_differently:
        found = replace(found, status=UpstreamStatus.DRIFTED)
    return replace(found, comparison=comparison, notes=notes)


def compare_with(
    client: ClientConfig,
    location: str,
    fetched: Fetched,
    lock: Lock | None,
    *,
    code: Sequence[str] = (),
    stage: Stage = lambda _: None,
) -> tuple[Comparison, tuple[str, ...]]:
    """The client's document against what was fetched, as the user judges it; with notes.

    Raises:
        InputError: A document cannot be read as OpenAPI, or an override names no rule.
    """
    upstream = replace(client, document=location)
    comparison = compare_documents(
        client,
        upstream,
        pins=lock.pins() if lock else {},
        content=fetched.content,
        beside=fetched.beside,
        stage=stage,
    )
    comparison, unused = judged(comparison, client.levels, client.settings.package)
    notes = tuple(f"the level of `{key}` is not used: nothing changed there" for key in unused)
    folders = [Path(f) for f in dict.fromkeys((*client.code, *code)) if Path(f).exists()]
    if folders and comparison.changes:
        from instep.drift.impact import with_sites  # slow to import, and most checks find nothing

        stage("looking for call sites")
        comparison = with_sites(comparison, code=folders, packages=_imported_as(client))
    return comparison, notes


def lock_of(client: ClientConfig) -> Lock | None:
    """The client's lock; None where there is none that can be read: `check` says so."""
    try:
        return read_lock(client.output, client.settings.package)
    except OutOfStep:
        return None


def is_behind(client: ClientConfig, fetched: Fetched) -> bool:
    """Does a file of the document hold other bytes than upstream sent?"""
    folder = Path(client.document).parent
    kept = {client.document: fetched.content}
    kept |= {(folder / path).as_posix(): content for path, content in fetched.beside.items()}
    return any(
        file_digest(path) != hashlib.sha256(content).hexdigest() for path, content in kept.items()
    )


def _imported_as(client: ClientConfig) -> tuple[str, ...]:
    """The names that code may import the package by: its own, and those of its copies."""
    names = [client.settings.package]
    root = client.root.resolve()
    for folder in copies_below(root, [client]):
        inside = folder.resolve()
        inside = inside.relative_to(root) if inside.is_relative_to(root) else inside
        parts = [part for part in inside.parts if part.isidentifier()]
        # A folder above may be no package but what packages are found in, such as `src`.
        names += [".".join(parts[start:]) for start in range(len(parts) - 1)]
    return tuple(dict.fromkeys(names))
