"""The one place that touches an output folder: no path leaves it, no symbolic link is followed."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from instep.output.lock import is_contained

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Refused(Exception):
    """Something else stands where one of our files belongs."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Folder:
    """Files below one folder, by contained POSIX paths, never through a symbolic link."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _at(self, path: str) -> Path:
        if not is_contained(path):
            raise ValueError(f"not a contained path: {path!r}")
        return self._folder / path

    def refusal(self, path: str) -> str:
        """Why no file can be read or written here; empty where one can."""
        parts = path.split("/")
        for count in range(1, len(parts)):
            folder = "/".join(parts[:count])
            mode = self._mode(folder)
            if mode is not None and not stat.S_ISDIR(mode):
                return f"{folder} is {_kind(mode)}, not a folder"
        mode = self._mode(path)
        return "" if mode is None or stat.S_ISREG(mode) else f"it is {_kind(mode)}, not a file"

    def _mode(self, path: str) -> int | None:
        try:
            return self._at(path).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None

    def has(self, path: str) -> bool:
        """Is there anything here?"""
        return self._mode(path) is not None

    def read(self, path: str, seen: set[str] | None = None) -> bytes | None:
        """The content, None where there is no file.

        `seen` collects folders that are known to be folders, for whoever reads many files at once.
        """
        folder = path.rpartition("/")[0]
        if seen is not None and folder in seen:
            mode = self._mode(path)
            reason = (
                "" if mode is None or stat.S_ISREG(mode) else f"it is {_kind(mode)}, not a file"
            )
        else:
            reason = self.refusal(path)
        if reason:
            raise Refused(path, reason)
        if seen is not None:
            seen.add(folder)
        try:
            descriptor = os.open(self._at(path), os.O_RDONLY | _NO_FOLLOW)
        except FileNotFoundError:
            return None
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read()

    def make_folder(self, path: str, created: list[str], *, mode: int = 0o777) -> None:
        """Make a folder and those above it; adds the ones that were not there to `created`."""
        missing: list[str] = []
        parts = path.split("/")
        for count in range(len(parts), 0, -1):
            folder = "/".join(parts[:count])
            if self.has(folder):
                break
            missing.append(folder)
        for folder in reversed(missing):
            self._at(folder).mkdir(mode=mode)
            created.append(folder)

    def write(self, files: Mapping[str, bytes], created: list[str]) -> None:
        """Write new files and flush them to the disk, several at once: flushing is mostly waiting."""
        for folder in sorted({path.rpartition("/")[0] for path in files}):
            self.make_folder(folder, created)
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(self._write, files.keys(), files.values()))

    def _write(self, path: str, content: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW
        with os.fdopen(os.open(self._at(path), flags, 0o666), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())

    def rename(self, source: str, path: str, created: list[str]) -> None:
        """Move a file into place, whole or not at all."""
        folder = path.rpartition("/")[0]
        if folder:
            self.make_folder(folder, created)
        if reason := self.refusal(path):
            raise Refused(path, reason)
        self._at(source).replace(self._at(path))

    def link(self, path: str, kept: str) -> bool:
        """Give the file a second name; False where there is no file."""
        if not self.has(path):
            return False
        self.make_folder(kept.rpartition("/")[0], [])
        try:
            os.link(self._at(path), self._at(kept), follow_symlinks=False)
        except OSError:  # a file system without hard links
            shutil.copy2(self._at(path), self._at(kept), follow_symlinks=False)
        return True

    def unlink(self, path: str) -> None:
        """Remove a file that may be gone already."""
        self._at(path).unlink(missing_ok=True)

    def remove_tree(self, path: str) -> None:
        """Remove a folder of our own with everything in it."""
        if self.has(path):
            shutil.rmtree(self._at(path), ignore_errors=True)

    def remove_folder(self, path: str) -> None:
        """Remove a folder if it is empty."""
        try:
            self._at(path).rmdir()
        except OSError:
            return

    def remove_empty(self, paths: Iterable[str]) -> None:
        """Remove the folders that these files leave empty, compiled leftovers not counted."""
        folders = {
            "/".join(path.split("/")[:count])
            for path in paths
            for count in range(2, path.count("/") + 1)
        }
        for folder in sorted(folders, key=len, reverse=True):
            at = self._at(folder)
            if at.is_dir() and {entry.name for entry in at.iterdir()} == {"__pycache__"}:
                shutil.rmtree(at / "__pycache__", ignore_errors=True)
            self.remove_folder(folder)


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a folder" if stat.S_ISDIR(mode) else "a file" if stat.S_ISREG(mode) else "a device"
