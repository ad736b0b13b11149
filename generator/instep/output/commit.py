"""Put a tree of files on disk, all or nothing. The lock goes last: it is the commit.

Every changed file is first written whole into a staging folder beside the output, with the lock and
a journal of what is about to happen. Only then is anything renamed into place. A failure on the way
takes back what was done. After a kill the journal says which unfinished files are ours, so that the
next run converges; a file that neither lock nor journal knows is somebody's work and is refused.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from instep.errors import InstepError, OutOfStep, OutsideError
from instep.files import FileTree, digest
from instep.output.beside import Beside
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
            "    choose one:\n"
            "      move the change to the package's `_custom.py`, which is yours (docs/custom.md)\n"
            "      say it in an OpenAPI Overlay, if it is about the API (`overlays`, --overlay)\n"
            "      give it up: --force overwrites these files"
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


@dataclass(frozen=True, slots=True)
class Work:
    """One package that is to hold exactly a tree of files, and its lock."""

    output: Path
    tree: FileTree
    lock: Lock
    package: str
    force: bool = False
    """Overwrite edited and foreign files that stand in the way."""


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
    work = Work(output, tree, lock, package, force)
    (changes,) = commit_all([work], dry_run=dry_run, step=step)
    return changes


def commit_all(
    works: Sequence[Work],
    *,
    beside: Sequence[Beside] = (),
    dry_run: bool = False,
    step: Callable[[str], None] = lambda _: None,
) -> tuple[Changes, ...]:
    """As `commit`, for several packages and files `beside` them at once: all of it, or nothing.

    Files `beside` go last, in their order: the last of them is the commit. A run that is killed
    before it and repeated with the same input ends where it would have ended.

    Raises:
        Edited: Files in the way are not ours, or not as we left them; nothing was changed.
        InputError: A file `beside` would replace something that is no file.
        OutsideError: Disk, permissions, or another run in a folder; nothing was changed.
    """
    targets = [_target(work) for work in works]
    roots = [Folder(work.output) for work in works]
    where = works[0].output if works else beside[0].path.parent if beside else Path()
    try:
        for file in beside:
            file.check()
        if dry_run:
            return tuple(p.changes for p in _plans(works, roots, targets))
        with contextlib.ExitStack() as held:
            for folder in sorted({work.output.resolve() for work in works}):
                held.enter_context(exclusive(folder))
            plans = _plans(works, roots, targets)
            publishing = [
                _Publishing(root, plan, target, f"{work.package}/{LOCK_NAME}", step)
                for work, root, plan, target in zip(works, roots, plans, targets, strict=True)
                if plan.changes or root.has(plan.staging)
            ]
            _publish(publishing, beside, step)
            return tuple(plan.changes for plan in plans)
    except Refused as problem:  # planted between the comparison and the writing
        raise Edited({problem.path: problem.reason}) from None
    except OSError as problem:
        raise _outside(where, problem) from problem


def _target(work: Work) -> dict[str, bytes]:
    """Everything that is to be there, by path below the output folder."""
    _check_tree(work.tree, work.package)
    return {**work.tree, f"{work.package}/{LOCK_NAME}": work.lock.as_bytes()}


def _plans(
    works: Sequence[Work], roots: Sequence[Folder], targets: Sequence[Mapping[str, bytes]]
) -> list[_Plan]:
    return [
        _plan(root, target, work.package, force=work.force)
        for work, root, target in zip(works, roots, targets, strict=True)
    ]


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
    publishing: Sequence[_Publishing], beside: Sequence[Beside], step: Callable[[str], None]
) -> None:
    """Stage everything, put everything in place, tidy up; take all of it back on any failure."""
    begun: list[_Publishing] = []
    try:
        for one in publishing:
            begun.append(one)
            one.stage()
        for file in beside:
            step(file.path.name)
            file.stage()
        for one in publishing:
            one.replace()
        for file in beside:
            step(file.path.name)
            file.replace()
    except BaseException:
        for file in reversed(beside):
            file.back()
        for one in reversed(begun):
            one.back()
        raise
    for one in publishing:
        one.tidy()
    for file in beside:
        file.tidy()


class _Publishing:
    """One package on its way to the disk."""

    def __init__(
        self,
        root: Folder,
        plan: _Plan,
        target: Mapping[str, bytes],
        last: str,
        step: Callable[[str], None],
    ) -> None:
        """`last` is the file that goes last: with it the package is what it is to be."""
        self._root = root
        self._plan = plan
        self._target = target
        self._last = last
        self._step = step
        self._undo = _Undo(root, f"{plan.staging}/old")

    def stage(self) -> None:
        """Write every new file, and the journal, into the staging folder."""
        root, plan, target = self._root, self._plan, self._target
        self._step("stage")
        root.remove_tree(plan.staging + "/new")
        root.remove_tree(plan.staging + "/old")
        staged = {f"{plan.staging}/new/{path}": target[path] for path in plan.changes.written}
        journal = json.dumps(dict(plan.pending), sort_keys=True).encode()
        root.make_folder(plan.staging, self._undo.created, mode=0o700)
        root.write({f"{plan.staging}/{_JOURNAL}": journal}, [])
        root.write(staged, [])

    def replace(self) -> None:
        """Rename into place, the last file last."""
        written = self._plan.changes.written
        for path in written:
            if path != self._last:
                self._into_place(path)
        for path in self._plan.changes.removed:
            self._step(path)
            self._undo.keep(path)
            self._root.unlink(path)
        if self._last in written:
            self._into_place(self._last)

    def _into_place(self, path: str) -> None:
        self._step(path)
        self._undo.keep(path)
        self._root.rename(f"{self._plan.staging}/new/{path}", path, self._undo.created)

    def back(self) -> None:
        """Everything as it was."""
        self._undo.back()
        self._root.remove_tree(self._plan.staging)
        self._undo.remove_created()

    def tidy(self) -> None:
        """Remove the staging folder, and folders that are empty now."""
        self._step("tidy")
        self._root.remove_tree(self._plan.staging)
        self._root.remove_empty(self._plan.changes.removed)


class _Undo:
    """Keeps what is replaced until the end, and puts it back if the end is not reached."""

    def __init__(self, root: Folder, folder: str) -> None:
        self.created: list[str] = []
        """Folders that were made, parents first."""
        self._root = root
        self._folder = folder
        self._touched: list[tuple[str, bool]] = []

    def keep(self, path: str) -> None:
        """Remember the file before it is replaced or removed; a link, so that it never is away."""
        kept = self._root.link(path, f"{self._folder}/{path}")
        self._touched.append((path, kept))

    def back(self) -> None:
        """Put everything back, in reverse."""
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
