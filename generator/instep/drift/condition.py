"""The condition of a generated client: which of the causes of being out of step apply."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from instep.files import FileTree, digest
from instep.output.contained import Folder, Refused
from instep.output.custom import is_custom
from instep.output.lock import LOCK_NAME, Lock

_NOT_OURS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
_COMPILED = (".pyc", ".pyo")


class Status(StrEnum):
    """The client as a whole, worst first."""

    MISSING = "missing"
    EDITED = "edited"
    STALE = "stale"
    IN_STEP = "in-step"


class Reason(StrEnum):
    """Why a client is out of step. Each has its own line in a report."""

    NOT_GENERATED = "not-generated"
    LOCK_DAMAGED = "lock-damaged"
    DELETED = "deleted"
    EDITED = "edited"
    FOREIGN = "foreign"
    DOCUMENT = "document-changed"
    CONFIGURATION = "configuration-changed"
    GENERATOR = "generator-changed"
    VENDORED = "vendored-behind"
    UNCLEAR = "output-differs"


_STATUS_OF = {
    Reason.NOT_GENERATED: Status.MISSING,
    Reason.DELETED: Status.MISSING,
    Reason.LOCK_DAMAGED: Status.EDITED,
    Reason.EDITED: Status.EDITED,
    Reason.FOREIGN: Status.EDITED,
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, in words, with the files it is about and what to do."""

    reason: Reason
    text: str
    advice: str
    files: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The cause as `--format json` prints it."""
        return {
            "cause": str(self.reason),
            "text": self.text,
            "advice": self.advice,
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found about one client."""

    package: str
    causes: tuple[Cause, ...] = ()
    notes: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()
    """The user's own files inside the package, where they belong."""
    folder: str = ""
    """The package's folder."""
    configured: bool = True
    """False: it was found by its folder, so its name alone may not tell which one is meant."""

    @property
    def title(self) -> str:
        """What reports call it."""
        return self.package if self.configured else f"{self.package} in {self.folder}"

    @property
    def status(self) -> Status:
        """The worst of the causes' statuses."""
        found = [_STATUS_OF.get(cause.reason, Status.STALE) for cause in self.causes]
        return min(found, key=list(Status).index, default=Status.IN_STEP)

    def as_json(self) -> dict[str, Any]:
        """The condition as `--format json` prints it."""
        files = dict.fromkeys(path for cause in self.causes for path in cause.files)
        return {
            "package": self.package,
            "status": str(self.status),
            "files": list(files),
            "causes": [cause.as_json() for cause in self.causes],
            "notes": list(self.notes),
            "custom": list(self.custom),
            "folder": self.folder,
        }


def files_against_lock(output: Path, package: str, lock: Lock) -> Iterator[Cause]:
    """What was done to the files since they were written.

    Raises:
        OSError: A file cannot be read.
    """
    root = Folder(output)
    command = "instep vendor" if lock.added else "instep generate"
    edited: list[str] = []
    deleted: list[str] = []
    folders: set[str] = set()
    for path, written in sorted(lock.owned(package).items()):
        try:
            content = root.read(path, folders)
        except Refused:
            edited.append(path)
            continue
        if content is None:
            deleted.append(path)
        # A checkout may have changed the ends of lines; that is no edit.
        elif written != digest(content) and written != digest(content.replace(b"\r\n", b"\n")):
            edited.append(path)
    if deleted:
        advice = f"restore them from version control, or run `{command}`"
        yield Cause(Reason.DELETED, "generated files were deleted", advice, tuple(deleted))
    if edited:
        advice = (
            "move the change to the package's `_custom.py`, or say it in an overlay; "
            f"`{command} --force` overwrites it"
        )
        yield Cause(Reason.EDITED, "generated files were edited by hand", advice, tuple(edited))
    foreign = tuple(_foreign(output, package, lock))
    if foreign:
        advice = "own code belongs into a `_custom.py` or a folder `_custom`, or out of the package"
        yield Cause(Reason.FOREIGN, "files that instep did not write", advice, foreign)


def _foreign(output: Path, package: str, lock: Lock) -> Iterator[str]:
    return (path for path in sorted(_strangers(output, package, lock)) if not _is_custom(path))


def custom_files(output: Path, package: str, lock: Lock) -> tuple[str, ...]:
    """The user's own files inside the package, where they are never touched."""
    return tuple(path for path in sorted(_strangers(output, package, lock)) if _is_custom(path))


def _is_custom(path: str) -> bool:
    return is_custom(path.partition("/")[2])


def _strangers(output: Path, package: str, lock: Lock) -> Iterator[str]:
    """Files in the package's folder that are not in the lock; what Python caches is not meant."""
    root = str(output / package)
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = sorted(set(folders) - _NOT_OURS - set(links))
        below = folder[len(root) + 1 :].replace(os.sep, "/")
        for name in sorted((*files, *links)):
            path = f"{below}/{name}" if below else name
            if path != LOCK_NAME and path not in lock.files and not name.endswith(_COMPILED):
                yield f"{package}/{path}"


def vendored_against_source(lock: Lock, source: Lock, folder: str) -> Iterator[Cause]:
    """What moved in the generated package since it was copied to `folder`."""
    before = {p: d for p, d in lock.files.items() if p not in lock.added}
    moved = sorted(
        p for p in before.keys() | source.files.keys() if before.get(p) != source.files.get(p)
    )
    if moved:
        text = "the generated client moved on since it was copied here"
        advice = f"run `instep vendor {folder}`"
        name = folder.rpartition("/")[2]
        yield Cause(Reason.VENDORED, text, advice, tuple(f"{name}/{path}" for path in moved))


def output_against_lock(package: str, lock: Lock, tree: FileTree) -> tuple[str, ...]:
    """Files that would be written anew, added or removed if the client were generated now."""
    owned = lock.owned(package)
    wanted = {path: digest(content) for path, content in tree.items()}
    return tuple(sorted(p for p in owned.keys() | wanted.keys() if owned.get(p) != wanted.get(p)))


def moved(
    lock: Lock,
    *,
    document: str,
    sources: Mapping[str, str],
    settings: Mapping[str, Any],
    version: str,
) -> Iterator[Cause]:
    """What went into the client and is not as the lock records it."""
    advice = "run `instep generate`"
    if lock.document.sha256 != document or dict(lock.sources) != dict(sources):
        other = sorted(
            p for p in sources.keys() | lock.sources.keys() if sources.get(p) != lock.sources.get(p)
        )
        named = [lock.document.location] if lock.document.sha256 != document else []
        yield Cause(
            Reason.DOCUMENT,
            f"the document changed since the client was generated: {', '.join([*named, *other])}",
            advice,
        )
    if dict(lock.settings) != dict(settings):
        keys = sorted(
            k for k in settings.keys() | lock.settings.keys()
            if settings.get(k) != lock.settings.get(k)
        )  # fmt: skip
        text = f"the configuration changed since the client was generated: {', '.join(keys)}"
        yield Cause(Reason.CONFIGURATION, text, advice)
    if lock.instep != version:
        text = f"instep {lock.instep} made the client, this is instep {version}"
        yield Cause(Reason.GENERATOR, text, f"{advice}, or use instep {lock.instep}")
