"""Where a document's bytes come from: a file, standard input, a git revision, a URL."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeAlias
from urllib.parse import urlsplit

from instep.diagnostics import quote
from instep.document import limits
from instep.document.remote import UrlPlace
from instep.errors import InputError, OutsideError

_GIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file on disk. `base` is the folder against which paths are shown."""

    path: Path
    base: Path

    @property
    def shown(self) -> str:
        """The path as messages show it: relative to `base` where that can be said."""
        try:
            return Path(os.path.relpath(self.path, self.base)).as_posix()
        except ValueError:  # another drive on Windows
            return self.path.name

    @property
    def key(self) -> str:
        """What makes two places the same file."""
        return str(self.path.resolve())

    def read(self) -> bytes:
        """The file's bytes; only regular files are read, so that no FIFO can hang the run."""
        try:
            with _open_regular(self.path, self.shown) as file:
                content = file.read(limits.MAX_BYTES + 1)
        except FileNotFoundError:
            raise InputError(f"{self.shown}: no such file") from None
        except NotADirectoryError:
            raise InputError(f"{self.shown}: a part of this path is no folder") from None
        except PermissionError:
            raise OutsideError(f"{self.shown}: permission denied") from None
        except OSError as error:
            raise OutsideError(f"{self.shown}: {error.strerror or 'cannot be read'}") from None
        except ValueError:  # a NUL in the path
            raise InputError(f"{quote(self.shown)}: no such file") from None
        if len(content) > limits.MAX_BYTES:
            raise limits.too_large(self.shown)
        return content

    def beside(self, reference: str) -> FilePlace:
        """The place a relative path leads to from here."""
        return FilePlace(self.path.parent / reference, self.base)


def _open_regular(path: Path, shown: str) -> BinaryIO:
    # O_NONBLOCK: opening a FIFO must not wait for a writer; the type is checked on the open file.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if path.is_dir():
        raise InputError(f"{shown}: a folder, not a document")
    if path.exists() and not path.is_file():
        raise InputError(f"{shown}: not a regular file")
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError(f"{shown}: not a regular file")
    return os.fdopen(descriptor, "rb")


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Standard input. References are relative to `base`."""

    stream: BinaryIO
    base: Path
    shown: str = "<stdin>"
    key: str = "-"

    def read(self) -> bytes:
        """Everything the stream has."""
        try:
            content = self.stream.read(limits.MAX_BYTES + 1)
        except OSError as error:
            raise OutsideError(f"{self.shown}: {error.strerror or 'cannot be read'}") from None
        if len(content) > limits.MAX_BYTES:
            raise limits.too_large(self.shown)
        return content

    def beside(self, reference: str) -> FilePlace:
        """The file a relative path leads to from `base`."""
        return FilePlace(self.base / reference, self.base)


@dataclass(frozen=True, slots=True)
class GitPlace:
    """A file in a git revision; `path` is relative to `base` if it begins with `./`."""

    revision: str
    path: str
    base: Path

    @property
    def shown(self) -> str:
        """`git:REV:PATH`, as the user gives it."""
        return f"git:{self.revision}:{self.path.removeprefix('./')}"

    key = shown

    def read(self) -> bytes:
        """The file's bytes in that revision. Symbolic links are not followed."""
        size = self._git("-s").strip()
        if not size.isdigit() or int(size) > limits.MAX_BYTES:
            raise limits.too_large(self.shown)
        return self._git("blob")

    def exists(self) -> bool:
        """Whether the revision has this file."""
        try:
            return self._git("-t").strip() == b"blob"
        except InputError:
            return False

    def beside(self, reference: str) -> GitPlace:
        """The file of the same revision that a relative path leads to from here."""
        path = os.path.normpath(PurePosixPath(self.path).parent / reference).replace(os.sep, "/")
        dotted = self.path.startswith("./") and not path.startswith("..")
        return GitPlace(self.revision, f"./{path}" if dotted else path, self.base)

    def _git(self, what: str) -> bytes:
        command = ["git", "cat-file", what, f"{self.revision}:{self.path}"]
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
        try:
            done = subprocess.run(  # noqa: S603 - no shell; the revision cannot be an option
                command,
                cwd=self.base,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_GIT_SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise OutsideError(f"{self.shown}: git is not installed") from None
        except (OSError, subprocess.TimeoutExpired):
            raise OutsideError(f"{self.shown}: git did not answer") from None
        if done.returncode:
            raise InputError(f"{self.shown}: git has no such revision or file here")
        return done.stdout


Place: TypeAlias = FilePlace | StreamPlace | GitPlace | UrlPlace
"""Anything a document can be read from."""


def place_of(location: str, stdin: BinaryIO | None, base: Path) -> Place:
    """The place that a SPEC argument names: a path, `-`, an http(s) URL, or `git:REV:PATH`.

    Raises:
        InputError: the text names no place.
    """
    if location == "-":
        if stdin is None:
            raise InputError("-: there is no standard input to read")
        return StreamPlace(stdin, base)
    if location.lower().startswith(("http://", "https://")):
        try:
            host = urlsplit(location).hostname
        except ValueError:
            host = None
        if not host:
            raise InputError(f"{quote(location)}: no URL with a host")
        return UrlPlace(location)
    if location.startswith("git:"):
        revision, colon, path = location[4:].partition(":")
        if not revision or not colon or not path or revision.startswith("-"):
            raise InputError(f"{quote(location)}: expected git:REV:PATH")
        beside = GitPlace(revision, f"./{path}", base)
        return beside if beside.exists() else GitPlace(revision, path, base)
    if not location:
        raise InputError("the document's location is empty")
    return FilePlace(base / location, base)


def file_digest(location: str) -> str:
    """The hex SHA-256 of what is at a location; empty where there is nothing.

    Raises:
        OutsideError: it cannot be read.
    """
    try:
        return hashlib.sha256(place_of(location, None, Path().absolute()).read()).hexdigest()
    except InputError:
        return ""
