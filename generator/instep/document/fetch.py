"""Where a document's bytes come from: a file, standard input, a git revision, a URL."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, TypeAlias
from urllib.parse import urljoin, urlsplit, urlunsplit

from instep.diagnostics import quote
from instep.errors import InputError, OutsideError

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""
FETCH_SECONDS = 60.0
"""How long one download may take altogether, in seconds."""
_REDIRECTS = 5
_GIT_SECONDS = 60.0


class TooLarge(InputError):
    """The file is larger than `MAX_BYTES`."""


def _too_large(shown: str) -> TooLarge:
    return TooLarge(f"{shown}: larger than {MAX_BYTES // 1024 // 1024} MB, the limit for one file")


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
                content = file.read(MAX_BYTES + 1)
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
        if len(content) > MAX_BYTES:
            raise _too_large(self.shown)
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
            content = self.stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise OutsideError(f"{self.shown}: {error.strerror or 'cannot be read'}") from None
        if len(content) > MAX_BYTES:
            raise _too_large(self.shown)
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
        if not size.isdigit() or int(size) > MAX_BYTES:
            raise _too_large(self.shown)
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


@dataclass(frozen=True, slots=True)
class UrlPlace:
    """An http(s) resource."""

    url: str

    @property
    def shown(self) -> str:
        """The URL without user name, password and query: those may be secret."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    @property
    def key(self) -> str:
        """What makes two places the same resource."""
        return self.url

    def beside(self, reference: str) -> UrlPlace:
        """The resource a reference leads to from here (RFC 3986, section 5)."""
        return UrlPlace(urljoin(self.url, reference))

    def read(self) -> bytes:
        """The resource's bytes. Redirects are followed within the origin only.

        Raises:
            OutsideError: the network, the server or the clock is against it.
            InputError: a redirect to another origin, or the body is too large.
        """
        import httpx2  # expensive, and most documents are files

        deadline = time.monotonic() + FETCH_SECONDS
        url = self.url
        try:
            with httpx2.Client(follow_redirects=False, timeout=FETCH_SECONDS / 4) as client:
                for _ in range(_REDIRECTS + 1):
                    with client.stream("GET", url) as response:
                        if not response.has_redirect_location:
                            return self._body(response, deadline)
                        url = self._redirect(url, response.headers["location"])
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            reason = type(error).__name__
            raise OutsideError(f"{self.shown}: cannot be fetched ({reason})") from None
        raise OutsideError(f"{self.shown}: more than {_REDIRECTS} redirects")

    def _redirect(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if _origin(target) != _origin(self.url):
            shown = quote(UrlPlace(target).shown)
            raise InputError(f"{self.shown}: redirects to another origin, {shown}; name that URL")
        return target

    def _body(self, response: httpx2.Response, deadline: float) -> bytes:
        if response.status_code != 200:
            raise OutsideError(f"{self.shown}: the server answered {response.status_code}")
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > MAX_BYTES:
                raise _too_large(self.shown)
            if time.monotonic() > deadline:
                raise OutsideError(f"{self.shown}: not fetched within {FETCH_SECONDS:.0f} s")
            parts.append(part)
        return b"".join(parts)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default


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


def is_fetched(location: str) -> bool:
    """Does this location need the network?"""
    return location.lower().startswith(("http://", "https://"))


def require_safe(location: str) -> None:
    """Refuse to fetch over plain http, but from this machine.

    Raises:
        InputError: Anybody on the way could change the document.
    """
    if not location.lower().startswith("http://"):
        return
    if (urlsplit(location).hostname or "") not in ("localhost", "127.0.0.1", "::1"):
        raise InputError(
            f"{UrlPlace(location).shown}: use https, anybody could change this on its way"
        )


def file_digest(location: str) -> str:
    """The hex SHA-256 of what is at a location; empty where there is nothing.

    Raises:
        OutsideError: it cannot be read.
    """
    try:
        return hashlib.sha256(place_of(location, None, Path().absolute()).read()).hexdigest()
    except InputError:
        return ""
