"""One run at a time in one output folder."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from instep.errors import OutsideError

_PATIENCE = 10.0
"""Seconds that a second run waits for the first."""


@contextlib.contextmanager
def exclusive(folder: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the folder for this process; make it first, and remove it again if it stays empty.

    The lock is the operating system's, on the folder itself: it leaves no file behind and ends with
    the process, however that ends. Where the system has no such lock (Windows) nothing is held.

    Raises:
        OutsideError: Another run holds it and did not finish in `patience` seconds.
        OSError: The folder cannot be made or opened.
    """
    missing = _missing(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _held(folder, patience):
            yield
    finally:
        for made in missing:
            with contextlib.suppress(OSError):
                made.rmdir()


def _missing(folder: Path) -> list[Path]:
    """The folder and those above it that do not exist, deepest first."""
    found: list[Path] = []
    for current in (folder, *folder.parents):
        if current.exists():
            break
        found.append(current)
    return found


@contextlib.contextmanager
def _held(folder: Path, patience: float) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OutsideError(
                        f"{folder}: another instep is writing here; try again when it is done"
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)
