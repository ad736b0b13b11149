"""What upstream sent before, in the user's cache folder. Every failure of it is as if it were empty."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from instep.document import limits

_MOST = 32
"""Documents that are kept; the ones used longest ago go first."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with what its server calls it."""

    content: bytes = field(repr=False)
    etag: str
    modified: str

    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it changed (RFC 9110, section 13.1)."""
        if self.etag:
            return {"if-none-match": self.etag}
        return {"if-modified-since": self.modified}


@dataclass(frozen=True, slots=True)
class Cache:
    """Files below one folder, which only this user can read. Their names tell no URL."""

    folder: Path | None
    """None: nothing is kept."""

    def find(self, name: str) -> Kept | None:
        """What was kept under a name, if it is whole and ours."""
        if self.folder is None:
            return None
        try:
            path = self._path(self.folder, name)
            content = _own_file(path)
            head, _, body = content.partition(b"\n")
            told = json.loads(head)
            if told["sha256"] != hashlib.sha256(body).hexdigest():
                return None
            kept = Kept(body, _printable(told["etag"]), _printable(told["modified"]))
            os.utime(path)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if kept.etag or kept.modified else None

    def keep(self, name: str, kept: Kept) -> None:
        """Keep a document, and drop the ones that are too many."""
        if self.folder is None:
            return
        told = {
            "etag": kept.etag,
            "modified": kept.modified,
            "sha256": hashlib.sha256(kept.content).hexdigest(),
        }
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made with mode 0600, under a name that nobody can have planted a link at.
            descriptor, temporary = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(json.dumps(told).encode() + b"\n" + kept.content)
                Path(temporary).replace(self._path(self.folder, name))
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._prune(self.folder)

    def _path(self, folder: Path, name: str) -> Path:
        return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.kept"

    def _prune(self, folder: Path) -> None:
        files = sorted(folder.glob("*.kept"), key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in files[_MOST:]:
            path.unlink(missing_ok=True)


def user_cache(environ: Mapping[str, str]) -> Cache:
    """The cache of this user: `INSTEP_CACHE_DIR` (empty: none), else the system's place for it."""
    if "INSTEP_CACHE_DIR" in environ:
        chosen = environ["INSTEP_CACHE_DIR"]
        return Cache(Path(chosen) / "upstream" if chosen else None)
    base = environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    try:
        folder = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:  # no home
        return Cache(None)
    return Cache(folder / "instep" / "upstream" if folder.is_absolute() else None)


def _own_file(path: Path) -> bytes:
    """A regular file of this user's, whole; anything else is an error."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_FOLLOW)
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        owner = getattr(os, "getuid", lambda: status.st_uid)()
        if not stat.S_ISREG(status.st_mode) or status.st_uid != owner:
            raise PermissionError(path.name)
        return stream.read(limits.MAX_BYTES + 65536)


def _printable(text: object) -> str:
    """A header's value as it can be sent back; empty for anything else."""
    fits = isinstance(text, str) and len(text) <= 1024 and text.isascii() and text.isprintable()
    return text if fits and isinstance(text, str) else ""
