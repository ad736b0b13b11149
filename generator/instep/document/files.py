"""Which other files a document may name, and the reading of them, each once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document.fetch import FilePlace, GitPlace, Place, StreamPlace
from instep.document.remote import UrlPlace
from instep.document.resolve import RefError
from instep.document.source import Source, read
from instep.errors import DocumentError, InputError, OutsideError

MAX_FILES = 10_000
"""How many files one document may have."""
REMOTE_FLAG = "--allow-remote-refs"
"""The flag that allows http(s) references."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Files:
    """The files of one document. Only those below the root document's folder are read."""

    def __init__(
        self,
        root: Source,
        found: Diagnostics,
        *,
        allow_remote: bool,
        given: Mapping[str, bytes] | None = None,
    ) -> None:
        """`given` are files that are not read: by path from the root document, what they hold."""
        self.root = root
        self._given = {root.place.beside(path).key: held for path, held in (given or {}).items()}
        self._found = found
        self._allow_remote = allow_remote
        self._sources: dict[str, Source] = {root.key: root}
        self._folder = _folder_of(root.place)
        self._opened: dict[tuple[str, str], Source | RefError] = {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file read, the root document first."""
        return tuple(self._sources.values())

    def open(self, reference: str, referrer: Source) -> Source:
        """The file that the part of a reference before its `#` names, seen from `referrer`.

        Raises:
            RefError: the file may not be read, or there is none.
            DocumentError: the file is there and cannot be parsed.
            OutsideError: the file is there and cannot be read.
        """
        question = (referrer.key, reference)
        answer = self._opened.get(question)
        if answer is None:
            try:
                answer = self._read(self._allowed(reference, referrer.place), reference)
            except RefError as error:
                answer = error
            self._opened[question] = answer
        if isinstance(answer, RefError):
            raise RefError(answer.code, answer.message)
        return answer

    def _read(self, place: Place, reference: str) -> Source:
        key = place.key
        known = self._sources.get(key)
        if known is not None:
            return known
        if len(self._sources) >= MAX_FILES:
            message = f"references into more than {MAX_FILES} files"
            where = Location(self.root.shown)
            raise DocumentError([Diagnostic(Code.LIMIT_EXCEEDED, Severity.ERROR, message, where)])
        try:
            source = read(place, self._found, self._given.get(key))
        except (DocumentError, OutsideError):
            raise
        except InputError as error:
            reason = str(error).partition(": ")[2]
            message = f"the reference to {quote(reference)} leads nowhere: {reason}"
            raise RefError(Code.REF_DANGLING, message) from None
        self._sources[key] = source
        return source

    def _allowed(self, reference: str, referrer: Place) -> Place:
        remote = isinstance(referrer, UrlPlace)
        scheme = _scheme(reference)
        if scheme in ("http", "https") or (remote and not scheme):
            if not self._allow_remote:
                message = f"the reference to {quote(reference)} would fetch a URL"
                raise RefError(Code.REF_REFUSED, message)
            return _url(reference, referrer)
        try:
            path = unquote(reference, errors="strict")
        except UnicodeDecodeError:
            path = "\0"
        if scheme or path.startswith(("/", "\\", "~")) or "\\" in path:
            message = f"the reference to {quote(reference)} is no relative path"
            raise RefError(Code.REF_REFUSED, message)
        if "\0" in path or "?" in reference:
            message = f"the reference to {quote(reference)} is broken"
            raise RefError(Code.REF_INVALID, message)
        place: Place = referrer.beside(path)
        if not self._contains(place):
            message = f"the reference to {quote(reference)} leads out of the document's folder"
            raise RefError(Code.REF_REFUSED, message)
        return place

    def _contains(self, place: Place) -> bool:
        if isinstance(place, FilePlace):
            try:
                return isinstance(self._folder, Path) and place.path.resolve().is_relative_to(
                    self._folder
                )
            except (OSError, RuntimeError, ValueError):  # a loop of symbolic links
                return False
        if isinstance(place, GitPlace):
            path = place.path.removeprefix("./")
            return isinstance(self._folder, str) and path.startswith(self._folder)
        return False


def _scheme(reference: str) -> str:
    if reference.startswith("//"):
        return "http"
    found = _SCHEME.match(reference)
    return found.group()[:-1].lower() if found else ""


def _url(reference: str, referrer: Place) -> UrlPlace:
    try:
        base = referrer if isinstance(referrer, UrlPlace) else UrlPlace("")
        place = base.beside(reference)
        if urlsplit(place.url).hostname:
            return place
    except ValueError:
        pass
    raise RefError(Code.REF_INVALID, f"the reference to {quote(reference)} is no URL")


def _folder_of(place: Place) -> Path | str | None:
    """The folder that holds every file of the document; a prefix ending in `/` within git."""
    if isinstance(place, FilePlace):
        return place.path.parent.resolve()
    if isinstance(place, StreamPlace):
        return place.base.resolve()
    if isinstance(place, GitPlace):
        folder = place.path.removeprefix("./").rpartition("/")[0]
        return f"{folder}/" if folder else ""
    return None
