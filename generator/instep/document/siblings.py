"""The other files of an upstream's document: those below its folder that it refers to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from instep.diagnostics import Diagnostics, quote
from instep.document.fetch import FilePlace, Place
from instep.document.source import read
from instep.errors import InputError

_MOST = 10_000
_REFERS = re.compile(rb"\$ref[\"']?\s*:\s*[\"']?[^#\"'\s{]")
"""May there be a reference into another file? Most documents have none, and need no reading."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def siblings(
    place: Place, content: bytes, fetch: Callable[[Place], bytes], *, allowed: bool
) -> dict[str, bytes]:
    """Every file below the document's folder that it, or one of them, refers to, by path from it.

    Files that are not there are left out: reading the document says so.

    Raises:
        InputError: A file cannot be parsed, there are too many, or any that is not `allowed`.
        OutsideError: A file cannot be read.
    """
    found: dict[str, bytes] = {}
    queue = [("", content)]
    while queue:
        path, held = queue.pop()
        for wanted in _named(place, path, held):
            if wanted in found or not _contained(place, wanted):
                continue
            if not allowed:
                raise InputError(
                    f"{place.shown}: refers to other files, {quote(wanted)} for one\n"
                    "    hint: `allow-remote-refs = true` fetches them too"
                )
            if len(found) >= _MOST:
                raise InputError(f"{place.shown}: refers to more than {_MOST} files")
            try:
                found[wanted] = fetch(place.beside(wanted))
            except InputError:
                continue
            queue.append((wanted, found[wanted]))
    return found


def _named(place: Place, path: str, held: bytes) -> Iterator[str]:
    """The files that one file's references name, by path from the document."""
    if not _REFERS.search(held):
        return
    at = place.beside(path) if path else place
    for reference in _references(read(at, Diagnostics(), held).value):
        name = unquote(reference.partition("#")[0])
        if not name or _SCHEME.match(name) or name.startswith(("/", "~")) or "\\" in name:
            continue
        if "\0" in name or "?" in name:
            continue
        wanted = os.path.normpath(os.path.join(os.path.dirname(path), name))  # noqa: PTH118, PTH120
        wanted = wanted.replace(os.sep, "/")
        if not wanted.startswith("../") and wanted not in ("..", "."):
            yield wanted


def _references(value: Any) -> Iterator[str]:
    stack = [value]
    seen: set[int] = set()  # a YAML alias is one node in many places
    while stack:
        node = stack.pop()
        if not isinstance(node, dict | list) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                yield reference
            stack.extend(node.values())
        else:
            stack.extend(node)


def _contained(place: Place, wanted: str) -> bool:
    """A symbolic link leads nowhere that the document's folder does not."""
    at = place.beside(wanted)
    if not isinstance(place, FilePlace) or not isinstance(at, FilePlace):
        return True
    try:
        return at.path.resolve().is_relative_to(place.path.parent.resolve())
    except (OSError, RuntimeError, ValueError):
        return False
