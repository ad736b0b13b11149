"""Small trees, their locks, and interruptions: what the tests of `instep.output` share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from instep.files import FileTree, digest
from instep.output import contained
from instep.output.commit import Changes, commit
from instep.output.lock import LOCK_NAME, Lock, OperationRecord

PACKAGE = "pkg"
LOCK = f"{PACKAGE}/{LOCK_NAME}"
OLD = FileTree(
    {
        "pkg/a.py": b"1\n",
        "pkg/gone.py": b"bye\n",
        "pkg/sub/b.py": b"2\n",
        "pkg/old/only.py": b"x\n",
        "tests/pkg/test_a.py": b"t1\n",
        "tests/pkg/test_gone.py": b"t2\n",
    }
)
NEW = FileTree(
    {
        "pkg/a.py": b"1!\n",
        "pkg/sub/b.py": b"2\n",
        "pkg/sub/c.py": b"3\n",
        "tests/pkg/test_a.py": b"t1!\n",
        "tests/pkg/test_new.py": b"t3\n",
    }
)
OTHER = FileTree({"pkg/a.py": b"other\n", "pkg/sub/c.py": b"other c\n"})
MINE = {"pkg/_custom.py": b"mine", "tests/pkg/test_mine.py": b"mine too", "notes.txt": b"n"}
STEPS = range(12)


class Interrupted(BaseException):
    """Stands for Ctrl-C: no `except Exception` sees it."""


def lock_for(tree: FileTree, operations: int = 1) -> Lock:
    return Lock(
        instep="0.1.0",
        operations={f"GET /{n}": OperationRecord(f"things.get_{n}") for n in range(operations)},
        files={p.removeprefix("pkg/"): digest(c) for p, c in tree.items() if p.startswith("pkg/")},
        tests={
            p.removeprefix("tests/pkg/"): digest(c)
            for p, c in tree.items()
            if p.startswith("tests/pkg/")
        },
    )


def put(output: Path, tree: FileTree, **options: bool) -> Changes:
    return commit(output, tree, lock_for(tree), package=PACKAGE, **options)


def on_disk(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


def expected(tree: FileTree) -> dict[str, bytes]:
    return {**tree, LOCK: lock_for(tree).as_bytes()}


def place(output: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)


def stop_at(count: int) -> Callable[[str], None]:
    """Raise at the `count`-th step; fewer steps than that are a run to the end."""
    left = count

    def step(_: str) -> None:
        nonlocal left
        if left == 0:
            raise Interrupted
        left -= 1

    return step


def interrupt(output: Path, tree: FileTree, at: int) -> bool:
    try:
        commit(output, tree, lock_for(tree), package=PACKAGE, step=stop_at(at))
    except Interrupted:
        return True
    return False


def kill(output: Path, tree: FileTree, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption that leaves no chance to tidy up, as SIGKILL does."""
    with monkeypatch.context() as patch:
        for name in ("remove_tree", "rename", "unlink", "remove_folder"):
            _die_after_interrupt(patch, name)
        _Dead.now = False

        stop = stop_at(at)

        def step(name: str) -> None:
            try:
                stop(name)
            except Interrupted:
                _Dead.now = True
                raise

        with contextlib.suppress(Interrupted):
            commit(output, tree, lock_for(tree), package=PACKAGE, step=step)


class _Dead:
    now = False


def _die_after_interrupt(patch: pytest.MonkeyPatch, name: str) -> None:
    real = getattr(contained.Folder, name)

    def method(self: contained.Folder, *args: object) -> object:
        if _Dead.now:
            raise Interrupted
        return real(self, *args)

    patch.setattr(contained.Folder, name, method)
