"""Commit: all or nothing, converging after any interruption, and never at the cost of a user's file."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from instep.errors import InputError, OutOfStep, OutsideError
from instep.files import FileTree, digest
from instep.output import contained
from instep.output.commit import Changes, Edited, commit, read_lock
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
        "from pathlib import Path; import test_commit as t\n"
        "def step(p):\n"
        "    if p == 'pkg/sub/c.py': os.kill(os.getpid(), signal.SIGKILL)\n"
        "t.commit(Path(sys.argv[1]), t.NEW, t.lock_for(t.NEW), package='pkg', step=step)\n"
    )
    put(tmp_path, OLD)
    paths = [str(Path(__file__).parent), *sys.path]
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


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("planted", "refused"),
    [("pkg/a.py", "pkg/a.py"), ("pkg/sub", "pkg/sub/b.py"), ("pkg", LOCK), ("tests", "tests/")],
)
def test_a_symbolic_link_is_never_followed(
    tmp_path: Path, planted: str, refused: str, *, force: bool
) -> None:
    output, outside = tmp_path / "out", tmp_path / "outside"
    place(outside, {"b.py": b"precious", "pkg/test_a.py": b"precious"})
    (output / planted).parent.mkdir(parents=True)
    (output / planted).symlink_to(outside / "b.py" if planted.endswith(".py") else outside)
    with pytest.raises(Edited, match="symbolic link") as caught:
        put(output, OLD, force=force)
    assert any(path.startswith(refused) for path in caught.value.paths)
    assert on_disk(outside) == {"b.py": b"precious", "pkg/test_a.py": b"precious"}


def test_a_linked_staging_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "out/.instep-pkg").symlink_to(tmp_path / "outside")
    with pytest.raises(Edited, match="symbolic link"):
        put(tmp_path / "out", OLD)
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path) -> None:
    place(tmp_path, {"pkg/sub": b"a file"})
    with pytest.raises(Edited, match="not a folder"):
        put(tmp_path, OLD, force=True)


def test_a_folder_or_a_pipe_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pkg/a.py").mkdir(parents=True)
    os.mkfifo(tmp_path / "pkg/gone.py")
    with pytest.raises(Edited) as caught:
        put(tmp_path, OLD, force=True)
    assert caught.value.paths == ("pkg/a.py", "pkg/gone.py")


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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_the_outsides_fault(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutsideError):
            put(tmp_path / "out", OLD)
    finally:
        tmp_path.chmod(0o700)


def test_an_output_that_is_a_file_is_the_outsides_fault(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutsideError):
        put(tmp_path / "out", OLD)
    assert (tmp_path / "out").read_text() == "a file"


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    """The second waits while the first holds the folder, and then converges."""
    script = (
        "import sys, time; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; import test_commit as t\n"
        "def step(p):\n"
        "    print(p, flush=True); time.sleep(0.1)\n"
        "t.commit(Path(sys.argv[1]), t.OLD, t.lock_for(t.OLD), package='pkg', step=step)\n"
    )
    paths = [str(Path(__file__).parent), *sys.path]
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


@pytest.mark.parametrize(
    "content",
    [
        b"<<<<<<< HEAD\n",
        b"[]",
        b"{}",
        b'{"format": true}',
        b'{"format": 1, "files": {"../../x": "sha256:' + b"0" * 64 + b'"}}',
        b'{"format": 1, "files": {"/etc/passwd": "sha256:' + b"0" * 64 + b'"}}',
        b'{"format": 1, "files": {"C:/x": "sha256:' + b"0" * 64 + b'"}}',
        b'{"format": 1, "files": {"a\\\\b": "sha256:' + b"0" * 64 + b'"}}',
        b'{"format": 1, "files": {"a.py": "md5:1"}}',
        b'{"format": 1, "files": {"instep.lock": "sha256:' + b"0" * 64 + b'"}}',
        b'{"format": 1, "instep": "1", "operations": {"GET /": {"call": 3}}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_lock_is_named_and_can_be_forced(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, OLD)
    (tmp_path / LOCK).write_bytes(content)
    with pytest.raises(OutOfStep, match="the lock is damaged"):
        put(tmp_path, NEW)
    with pytest.raises(OutOfStep, match="the lock is damaged"):
        read_lock(tmp_path, PACKAGE)
    put(tmp_path, NEW, force=True)
    assert (tmp_path / LOCK).read_bytes() == lock_for(NEW).as_bytes()


def test_a_newer_lock_asks_for_an_upgrade(tmp_path: Path) -> None:
    place(tmp_path, {LOCK: b'{"format": 2}'})
    with pytest.raises(InputError, match="newer instep"):
        put(tmp_path, NEW)


def test_a_lock_is_read_back_as_written(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    lock = read_lock(tmp_path, PACKAGE)
    assert lock == lock_for(OLD)
    assert lock.pins() == {"GET /0": "things.get_0"}
    assert read_lock(tmp_path, "other") is None
    text = (tmp_path / LOCK).read_text()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


@pytest.mark.parametrize(
    "path", ["other/a.py", "a.py", "tests/other/a.py", LOCK, "pkg/a\nb.py", "pkg/C:\\x"]
)
def test_a_path_outside_of_the_package_is_a_bug(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"rendered outside|lock is written|POSIX"):
        put(tmp_path, FileTree({path: b""}))


def test_paths_that_differ_by_case_only_are_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="case does not count"):
        put(tmp_path, FileTree({"pkg/A.py": b"", "pkg/a.py": b""}))


def test_a_hostile_journal_removes_nothing(tmp_path: Path) -> None:
    place(tmp_path, {**MINE, "pkg/a.py": b"theirs"})
    found = {path: digest(content) for path, content in MINE.items()}
    hostile = {"../x": found["notes.txt"], "notes.txt": found["notes.txt"], "pkg/a.py": 3}
    place(tmp_path, {".instep-pkg/journal.json": json.dumps(hostile).encode()})
    with pytest.raises(Edited) as caught:
        put(tmp_path, OLD)
    assert caught.value.paths == ("pkg/a.py",)
    assert (tmp_path / "notes.txt").read_bytes() == b"n"
