"""Commit: all or nothing, converging after any interruption, never at the cost of a user's file."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from instep.errors import OutsideError
from instep.files import FileTree
from instep.output.commit import Edited
from trees import (
    LOCK,
    MINE,
    NEW,
    OLD,
    OTHER,
    STEPS,
    expected,
    interrupt,
    kill,
    lock_for,
    on_disk,
    place,
    put,
)


def test_a_first_commit_writes_the_tree_and_the_lock(tmp_path: Path) -> None:
    changes = put(tmp_path / "out", OLD)
    assert on_disk(tmp_path / "out") == expected(OLD)
    assert changes.written == tuple(sorted(expected(OLD)))
    assert changes.removed == changes.unchanged == ()


def test_a_second_commit_changes_only_what_differs(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    place(tmp_path, MINE)
    kept = (tmp_path / "pkg/sub/b.py").stat().st_mtime_ns
    changes = put(tmp_path, NEW)
    assert on_disk(tmp_path) == {**expected(NEW), **MINE}
    assert (tmp_path / "pkg/sub/b.py").stat().st_mtime_ns == kept
    assert changes.removed == ("pkg/gone.py", "pkg/old/only.py", "tests/pkg/test_gone.py")
    assert changes.unchanged == ("pkg/sub/b.py",)
    assert not (tmp_path / "pkg/old").exists()


def test_the_same_tree_touches_nothing(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert not put(tmp_path, OLD)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


@pytest.mark.parametrize("at", STEPS)
def test_an_interrupted_run_leaves_the_tree_as_it_was(tmp_path: Path, at: int) -> None:
    put(tmp_path, OLD)
    place(tmp_path, MINE)
    if interrupt(tmp_path, NEW, at) and (tmp_path / LOCK).read_bytes() == lock_for(OLD).as_bytes():
        assert on_disk(tmp_path) == {**expected(OLD), **MINE}
    put(tmp_path, NEW)
    assert on_disk(tmp_path) == {**expected(NEW), **MINE}


@pytest.mark.parametrize("at", STEPS)
def test_an_interrupted_first_run_leaves_nothing(tmp_path: Path, at: int) -> None:
    output = tmp_path / "not" / "there"
    if interrupt(output, OLD, at) and not (output / LOCK).exists():
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("next_tree", [NEW, OTHER, OLD], ids=["same", "other", "back"])
@pytest.mark.parametrize("at", STEPS)
def test_a_killed_run_is_repaired_by_the_next(
    tmp_path: Path, at: int, next_tree: FileTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, OLD)
    place(tmp_path, MINE)
    kill(tmp_path, NEW, at, monkeypatch)
    for path, content in on_disk(tmp_path).items():  # nothing half-written
        known = {OLD.get(path), NEW.get(path), MINE.get(path), *map(expected(OLD).get, [path])}
        if not path.startswith(".instep-") and path != LOCK:
            assert content in known
    put(tmp_path, next_tree)
    assert on_disk(tmp_path) == {**expected(next_tree), **MINE}


@pytest.mark.parametrize("at", STEPS)
def test_a_killed_first_run_is_repaired(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(tmp_path, OLD, at, monkeypatch)
    put(tmp_path, NEW)
    assert on_disk(tmp_path) == expected(NEW)


def test_an_edit_after_a_kill_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, OLD)
    kill(tmp_path, NEW, 3, monkeypatch)
    (tmp_path / "pkg/a.py").write_bytes(b"my fix\n")
    with pytest.raises(Edited) as caught:
        put(tmp_path, NEW)
    assert caught.value.paths == ("pkg/a.py",)
    assert (tmp_path / "pkg/a.py").read_bytes() == b"my fix\n"


def test_a_real_kill_is_repaired(tmp_path: Path) -> None:
    """SIGKILL in the middle of writing, in a process of its own."""
    script = (
        "import os, signal, sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; import trees as t\n"
        "def step(p):\n"
        "    if p == 'pkg/sub/c.py': os.kill(os.getpid(), signal.SIGKILL)\n"
        "t.commit(Path(sys.argv[1]), t.NEW, t.lock_for(t.NEW), package='pkg', step=step)\n"
    )
    put(tmp_path, OLD)
    paths = sys.path
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path), *paths], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "pkg/a.py").read_bytes() == NEW["pkg/a.py"]
    put(tmp_path, OTHER)
    assert on_disk(tmp_path) == expected(OTHER)


@pytest.mark.parametrize("path", ["pkg/a.py", "pkg/gone.py", "tests/pkg/test_a.py"])
def test_an_edited_file_is_refused_by_name(tmp_path: Path, path: str) -> None:
    put(tmp_path, OLD)
    (tmp_path / path).write_bytes(b"my fix\n")
    before = on_disk(tmp_path)
    with pytest.raises(Edited, match="edited") as caught:
        put(tmp_path, NEW)
    assert caught.value.paths == (path,)
    assert caught.value.exit_code == 1
    assert on_disk(tmp_path) == before


def test_force_overwrites_an_edited_file(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    (tmp_path / "pkg/a.py").write_bytes(b"my fix\n")
    put(tmp_path, NEW, force=True)
    assert on_disk(tmp_path) == expected(NEW)


def test_a_foreign_file_in_the_way_is_refused(tmp_path: Path) -> None:
    place(tmp_path, {"pkg/a.py": b"someone else's"})
    with pytest.raises(Edited, match="not written by instep"):
        put(tmp_path, OLD)
    assert on_disk(tmp_path) == {"pkg/a.py": b"someone else's"}


def test_a_file_that_says_what_we_would_write_is_adopted(tmp_path: Path) -> None:
    place(tmp_path, {"pkg/a.py": OLD["pkg/a.py"]})
    assert "pkg/a.py" in put(tmp_path, OLD).unchanged


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    (tmp_path / "pkg/a.py").unlink()
    assert put(tmp_path, OLD).written == ("pkg/a.py",)


def test_line_ends_changed_by_a_checkout_are_no_edit(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    (tmp_path / "pkg/a.py").write_bytes(b"1\r\n")
    assert put(tmp_path, OLD).written == ("pkg/a.py",)
    assert on_disk(tmp_path) == expected(OLD)


def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    assert put(tmp_path / "out", OLD, dry_run=True).written == tuple(sorted(expected(OLD)))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_tree_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, OLD)
    real = os.fsync
    calls = iter(range(1000))

    def full(descriptor: int) -> None:
        if next(calls) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutsideError, match="No space left"):
        put(tmp_path, NEW)
    assert on_disk(tmp_path) == expected(OLD)


@pytest.mark.parametrize("failing", range(6))
def test_a_failing_rename_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    put(tmp_path, OLD)
    real, calls = Path.replace, iter(range(1000))

    def replace(self: Path, target: Path) -> Path:
        if next(calls) == failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            put(tmp_path, NEW)
        except OutsideError:
            assert on_disk(tmp_path) == expected(OLD)
    put(tmp_path, NEW)
    assert on_disk(tmp_path) == expected(NEW)


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    """The second waits while the first holds the folder, and then converges."""
    script = (
        "import sys, time; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; import trees as t\n"
        "def step(p):\n"
        "    print(p, flush=True); time.sleep(0.1)\n"
        "t.commit(Path(sys.argv[1]), t.OLD, t.lock_for(t.OLD), package='pkg', step=step)\n"
    )
    paths = sys.path
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), *paths], stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == "stage\n"
        started = time.monotonic()
        put(tmp_path, NEW)
        assert time.monotonic() - started > 0.2
        assert len(first.stdout.readlines()) > 5
    assert on_disk(tmp_path) == expected(NEW)


def test_a_run_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from instep.output import exclusive

    with (
        exclusive.exclusive(tmp_path),
        pytest.raises(OutsideError, match="another instep"),
        exclusive.exclusive(tmp_path, patience=0.1),
    ):
        pass
