"""Single files outside of an output folder that change together with it, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from instep.errors import InputError

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Beside:
    """One file with the content that it is to have.

    The new content waits whole in `.instep-NAME.new` beside the file, the old one in
    `.instep-NAME.old` until nothing can fail any more. What a killed run left of these is replaced
    by the next.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self._content = content
        self._new, self._old = _waiting(path)
        self._made: list[Path] = []
        self._kept = False
        self._replaced = False

    def check(self) -> None:
        """Refuse a place where no file of ours can stand.

        Raises:
            InputError: Something else than a regular file is there.
            OSError: It cannot be looked at.
        """
        try:
            mode = self.path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISREG(mode):
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not a file"
            raise InputError(f"{self.path.as_posix()}: this is {kind}; it will not be replaced")

    def stage(self) -> None:
        """Write the new content beside the file, flushed to the disk."""
        self.check()
        for folder in reversed([self.path.parent, *self.path.parent.parents]):
            if not folder.exists():
                folder.mkdir()
                self._made.append(folder)
        self._new.unlink(missing_ok=True)
        self._old.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW
        with os.fdopen(os.open(self._new, flags, 0o666), "wb") as stream:
            stream.write(self._content)
            stream.flush()
            os.fsync(stream.fileno())

    def replace(self) -> None:
        """Put the new content in place, whole or not at all; the old one is kept aside."""
        self.check()
        if self.path.exists():
            self._new.chmod(stat.S_IMODE(self.path.stat().st_mode))
            try:
                os.link(self.path, self._old)
            except OSError:  # a file system without hard links
                shutil.copy2(self.path, self._old)
            self._kept = True
        self._replaced = True
        self._new.replace(self.path)

    def back(self) -> None:
        """Everything as it was before `stage`."""
        if self._kept and self._old.exists():
            self._old.replace(self.path)
        elif self._replaced:
            self.path.unlink(missing_ok=True)
        self._new.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def tidy(self) -> None:
        """Drop what was kept aside."""
        self._old.unlink(missing_ok=True)


def forget(path: Path) -> None:
    """Remove what a killed run left beside a file that needs no writing now."""
    for left in _waiting(path):
        with contextlib.suppress(OSError):
            left.unlink()


def _waiting(path: Path) -> tuple[Path, Path]:
    return path.with_name(f".instep-{path.name}.new"), path.with_name(f".instep-{path.name}.old")
