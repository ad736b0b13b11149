"""Put a tree of files on disk, all or nothing. The lock goes last: it is the commit.

Every changed file is first written whole into a staging folder beside the output, with the lock and
a journal of what is about to happen. Only then is anything renamed into place. A failure on the way
takes back what was done. After a kill the journal says which unfinished files are ours, so that the
next run converges; a file that neither lock nor journal knows is somebody's work and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from instep.errors import InstepError, OutOfStep, OutsideError
from instep.files import FileTree, digest
from instep.output.contained import Folder, Refused
from instep.output.exclusive import exclusive
from instep.output.lock import LOCK_NAME, Lock, is_contained, parse_lock

_JOURNAL = "journal.json"
_LISTED = 20
"""Refused files that a message names."""


class Edited(OutOfStep):
    """Files stand in the way that instep did not write, or that were changed since."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        """`paths`: each refused path below the output folder, and what is wrong with it."""
        self.paths = tuple(sorted(paths))
        lines = [f"    {path}: {paths[path]}" for path in self.paths]
        if len(lines) > _LISTED:
            lines[_LISTED:] = [f"    ... and {len(lines) - _LISTED} more"]
        listed = "\n".join(lines)
        super().__init__(
            f"nothing was written, {len(self.paths)} file(s) are not as instep left them:\n{listed}\n"
            "    hint: move your change to a file of your own, or overwrite with --force"
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a commit did, or would do; paths below the output folder, sorted."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def read_lock(output: Path, package: str) -> Lock | None:
    """The lock in the package's folder; None: there is none.

    Raises:
        OutOfStep: It is damaged, or no regular file.
        InputError: A newer instep wrote it.
        OutsideError: It cannot be read.
    """
    path = f"{package}/{LOCK_NAME}"
    try:
        content = Folder(output).read(path)
    except Refused as problem:
        raise Edited({path: problem.reason}) from None
    except OSError as problem:
        raise _outside(output, problem) from problem
    return None if content is None else parse_lock(content, path)


def commit(
    output: Path,
    tree: FileTree,
    lock: Lock,
    *,
    package: str,
    force: bool = False,
    dry_run: bool = False,
    step: Callable[[str], None] = lambda _: None,
) -> Changes:
    """Make `PACKAGE/` and `tests/PACKAGE/` below `output` hold exactly `tree` and this lock.

    Files that changed are written, files that an earlier lock owns and the tree lacks are removed,
    all others are left alone. `force` overwrites edited and foreign files that stand in the way.
    `step` is told about each thing done, before it is done; a test interrupts there.

    Raises:
        Edited: Files in the way are not ours, or not as we left them; nothing was changed.
        OutsideError: Disk, permissions, or another run in this folder; nothing was changed.
    """
    _check_tree(tree, package)
    lock_path = f"{package}/{LOCK_NAME}"
    target = {**tree, lock_path: lock.as_bytes()}
    root = Folder(output)
    try:
        if dry_run:
            return _plan(root, target, package, force=force).changes
        with exclusive(output):
            plan = _plan(root, target, package, force=force)
            if plan.changes or root.has(plan.staging):
                _publish(root, plan, target, last=lock_path, step=step)
            return plan.changes
    except Refused as problem:  # planted between the comparison and the writing
        raise Edited({problem.path: problem.reason}) from None
    except OSError as problem:
        raise _outside(output, problem) from problem


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done."""

    changes: Changes
    staging: str
    pending: Mapping[str, str]
    """What an interrupted run left behind, with our own about to be added."""


def _plan(root: Folder, target: Mapping[str, bytes], package: str, *, force: bool) -> _Plan:
    """Compare disk, lock, journal and target; refuse before anything is touched."""
    staging = f".instep-{package}"
    lock_path = f"{package}/{LOCK_NAME}"
    owned = _owned(root, lock_path, package, force=force)
    pending = _journal(root, f"{staging}/{_JOURNAL}", package)
    wanted = {path: digest(content) for path, content in target.items()}
    found: dict[str, str] = {}
    refused: dict[str, str] = {}
    for path in sorted(owned.keys() | pending.keys() | wanted.keys()):
        try:
            content = root.read(path)
        except Refused as problem:
            refused[path] = problem.reason
            continue
        if content is None:
            continue
        found[path] = digest(content)
        # A checkout may have changed the ends of lines; that is no edit.
        as_written = {found[path], digest(content.replace(b"\r\n", b"\n"))}
        ours = {owned.get(path), pending.get(path), wanted.get(path)}
        if path != lock_path and not force and not as_written & ours:
            refused[path] = "edited" if path in owned else "not written by instep"
    if refused:
        raise Edited(refused)
    changes = Changes(
        written=tuple(sorted(p for p in wanted if found.get(p) != wanted[p])),
        removed=tuple(sorted(p for p in found if p not in wanted)),
        unchanged=tuple(sorted(p for p in wanted if found.get(p) == wanted[p])),
    )
    return _Plan(changes, staging, {**pending, **wanted})


def _owned(root: Folder, lock_path: str, package: str, *, force: bool) -> dict[str, str]:
    """The files of the lock on disk."""
    content = root.read(lock_path) if not root.refusal(lock_path) else None
    if content is None:
        return {}
    try:
        return parse_lock(content, lock_path).owned(package)
    except InstepError:
        if not force:
            raise
        return {}


def _journal(root: Folder, path: str, package: str) -> dict[str, str]:
    """What an interrupted run was about to write; a damaged journal says nothing."""
    try:
        data = json.loads(root.read(path) or b"{}")
    except (ValueError, RecursionError):
        return {}
    ours = (f"{package}/", f"tests/{package}/")
    return {
        entry: found
        for entry, found in (data.items() if isinstance(data, dict) else ())
        if isinstance(found, str) and is_contained(entry) and entry.startswith(ours)
    }


def _publish(
    root: Folder,
    plan: _Plan,
    target: Mapping[str, bytes],
    *,
    last: str,
    step: Callable[[str], None],
) -> None:
    """Stage, rename into place with `last` at the end, tidy up; take back on any failure."""
    undo = _Undo(root, f"{plan.staging}/old")
    try:
        step("stage")
        root.remove_tree(plan.staging + "/new")
        root.remove_tree(plan.staging + "/old")
        staged = {f"{plan.staging}/new/{path}": target[path] for path in plan.changes.written}
        journal = json.dumps(dict(plan.pending), sort_keys=True).encode()
        root.make_folder(plan.staging, undo.created, mode=0o700)
        root.write({f"{plan.staging}/{_JOURNAL}": journal}, [])
        root.write(staged, [])
        writes = [path for path in plan.changes.written if path != last]
        for path in writes:
            step(path)
            undo.keep(path)
            root.rename(f"{plan.staging}/new/{path}", path, undo.created)
        for path in plan.changes.removed:
            step(path)
            undo.keep(path)
            root.unlink(path)
        if last in plan.changes.written:
            step(last)
            undo.keep(last)
            root.rename(f"{plan.staging}/new/{last}", last, undo.created)
        undo.commit()
    except BaseException:
        undo.back()
        root.remove_tree(plan.staging)
        undo.remove_created()
        raise
    step("tidy")
    root.remove_tree(plan.staging)
    root.remove_empty(plan.changes.removed)


class _Undo:
    """Keeps what is replaced until the end, and puts it back if the end is not reached."""

    def __init__(self, root: Folder, folder: str) -> None:
        self.created: list[str] = []
        """Folders that were made, parents first."""
        self._root = root
        self._folder = folder
        self._touched: list[tuple[str, bool]] = []
        self._done = False

    def keep(self, path: str) -> None:
        """Remember the file before it is replaced or removed; a link, so that it never is away."""
        kept = self._root.link(path, f"{self._folder}/{path}")
        self._touched.append((path, kept))

    def commit(self) -> None:
        """Nothing will be taken back from here on."""
        self._done = True

    def back(self) -> None:
        """Put everything back, in reverse."""
        if self._done:
            return
        for path, kept in reversed(self._touched):
            if kept:
                self._root.rename(f"{self._folder}/{path}", path, [])
            else:
                self._root.unlink(path)

    def remove_created(self) -> None:
        """Remove the folders that were made and are empty again."""
        for path in reversed(self.created):
            self._root.remove_folder(path)


def _check_tree(tree: FileTree, package: str) -> None:
    """A tree that breaks these is a bug of ours, not of the document."""
    ours = (f"{package}/", f"tests/{package}/")
    lower: dict[str, str] = {}
    for path in tree:
        if not path.startswith(ours) or not is_contained(path):
            raise ValueError(f"rendered outside of the package: {path!r}")
        if path == f"{package}/{LOCK_NAME}":
            raise ValueError("the lock is written by commit alone")
        other = lower.setdefault(path.casefold(), path)
        if other != path:
            raise ValueError(f"{other!r} and {path!r} are one file where case does not count")


def _outside(output: Path, problem: OSError) -> OutsideError:
    what = Path(problem.filename).name if isinstance(problem.filename, str) else str(output)
    return OutsideError(f"cannot write to {output}: {what}: {problem.strerror or problem}")
