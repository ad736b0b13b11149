"""Loads a document: read, recognise, bundle, upgrade."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document import recognise, upgrade
from instep.document.document import Document
from instep.document.fetch import FilePlace, place_of
from instep.document.files import Files
from instep.document.generics import filled_in
from instep.document.pointers import split
from instep.document.positions import Moves
from instep.document.refs import bundle
from instep.document.shape import OPENAPI, SWAGGER
from instep.document.source import Source, SourceFile, read
from instep.errors import DocumentError

_OPENAPI_VERSION = re.compile(r"3\.[012](?:\.[0-9]{1,4})?(?:-[A-Za-z0-9.]{1,20})?")
SWAGGER_VERSION = "2.0"
"""The one version of Swagger that is read."""
_NUMBERS_MEANT_AS_TEXT = (("info", "version"), ("openapi",), ("swagger",))


def load(
    location: str,
    found: Diagnostics,
    *,
    allow_remote_refs: bool = False,
    stdin: BinaryIO | None = None,
    base: Path | None = None,
    overlays: Sequence[str] = (),
    content: bytes | None = None,
    beside: Mapping[str, bytes] | None = None,
) -> Document:
    """Read the document at `location`, which is a path, `-`, an http(s) URL, or `git:REV:PATH`.

    Relative paths are relative to `base`, or to the current folder. `stdin` is what `-` reads.
    `overlays` are locations of overlays, applied in order to the document as it was written.
    `content` is what `location` holds, which is then not read; `beside` likewise for files that it
    refers to, by path from it. Warnings go to `found`. Nothing is fetched but what `location` names,
    unless `allow_remote_refs`; no file is read that is not below the document's folder.

    Raises:
        DocumentError: the document has no meaning; its diagnostics say where and why.
        InputError: there is no such document.
        OutsideError: the network, the file system or git is against it.
    """
    folder = (base or Path()).absolute()
    place = place_of(location, stdin, folder)
    written = read(place, found, content)
    _check(written)
    changes = [read(place_of(overlay, stdin, folder), found) for overlay in overlays]
    source = _amended(written, changes, found)
    version = _version(source)
    files = Files(source, found, allow_remote=allow_remote_refs, given=beside)
    bundled = bundle(files, SWAGGER if version == SWAGGER_VERSION else OPENAPI, found)
    moves = Moves()
    return Document(
        location=_location(place),
        sha256=source.sha256,
        version=version,
        root=_upgraded(bundled.root, version, moves),
        declared=bundled.root,
        files=tuple(SourceFile(s.shown, s.sha256) for s in (*files.sources, *changes)),
        hoisted=dict(sorted(bundled.hoisted.items())),
        _sources={s.key: s for s in files.sources} | {"": written, written.key: written},
        _bundled=bundled.moves,
        _upgraded=moves,
    )


def _upgraded(root: dict[str, Any], version: str, moves: Moves) -> dict[str, Any]:
    if version == SWAGGER_VERSION:
        from instep.document import swagger  # few documents need it

        return swagger.upgrade(root, moves)
    return upgrade.upgrade(root, version, moves)


def _amended(written: Source, changes: list[Source], found: Diagnostics) -> Source:
    """The document with its overlays applied, and the open parts of its schemas filled in."""
    source = _with_texts(written)
    if changes:
        source = _overlaid(source, changes, found)
        _check(source)
    if changes or "$dynamicAnchor" in written.text:
        source = replace(source, value=filled_in(source.value))
    return source


def _overlaid(source: Source, changes: list[Source], found: Diagnostics) -> Source:
    from instep.document import overlay  # its JSONPath is slow to import, and few need it

    root = source.value
    for change in changes:

        def place(pointer: str, change: Source = change) -> Location:
            return change.locate(split(pointer))

        root = overlay.apply(root, overlay.Overlay(change.shown, change.value, place), found)
    return replace(source, value=root)


def _location(place: Any) -> str:
    """The location for people and the lock: never absolute, never dependent on where it ran."""
    if isinstance(place, FilePlace) and place.shown.startswith(".."):
        return place.path.name
    return str(place.shown)


def _check(source: Source) -> None:
    """Refuse what is no OpenAPI document, or has paths that cannot be read."""
    root = source.value
    if not isinstance(root, dict):
        kind = recognise.kind_of(root)
        raise _refuse(source, Code.NOT_OPENAPI, f"an object was expected, this is {kind}")
    if "openapi" not in root and "swagger" not in root:
        name = recognise.value(root)
        if name:
            raise _refuse(source, Code.NOT_OPENAPI, f"this is {name}, not an OpenAPI document")
        message = "this is no OpenAPI document: it has no `openapi` (or `swagger`) version"
        raise _refuse(source, Code.NOT_OPENAPI, message)
    for key in ("paths", "webhooks", "components", "definitions"):
        if root.get(key) is not None and not isinstance(root[key], dict):
            kind = recognise.kind_of(root[key])
            message = f"`{key}` must be an object, this is {kind}"
            raise _refuse(source, Code.SPEC_VIOLATION, message, key)


def _with_texts(source: Source) -> Source:
    """Versions that YAML reads as numbers (`1.10`), as the text that was written."""
    root: dict[str, Any] = source.value
    for tokens in _NUMBERS_MEANT_AS_TEXT:
        holder = root if len(tokens) == 1 else root.get(tokens[0])
        if not isinstance(holder, dict) or not isinstance(holder.get(tokens[-1]), int | float):
            continue
        if isinstance(holder[tokens[-1]], bool):
            continue
        changed = {**holder, tokens[-1]: source.places.text_of(tokens)}
        root = changed if len(tokens) == 1 else {**root, tokens[0]: changed}
    return replace(source, value=root)


def _version(source: Source) -> str:
    key = "openapi" if "openapi" in source.value else "swagger"
    version = source.value[key]
    if isinstance(version, str):
        if key == "openapi" and _OPENAPI_VERSION.fullmatch(version.strip()):
            return version.strip()
        if key == "swagger" and version.strip() in ("2.0", "2"):
            return SWAGGER_VERSION
    message = f"`{key}: {quote(version, 40)}` is not supported"
    hint = "instep reads OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0"
    raise _refuse(source, Code.UNSUPPORTED_VERSION, message, key, hint=hint)


def _refuse(
    source: Source, code: Code, message: str, key: str = "", hint: str = ""
) -> DocumentError:
    where = source.locate((key,)) if key else Location(source.shown, 1, 1)
    pointer = f"#/{key}" if key else ""
    return DocumentError([Diagnostic(code, Severity.ERROR, message, where, pointer, hint)])
