"""What commit refuses: links, strange files, damaged locks, paths that leave their folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from instep.errors import InputError, OutOfStep, OutsideError
from instep.files import FileTree, digest
from instep.output.commit import Edited, read_lock
from trees import LOCK, MINE, NEW, OLD, PACKAGE, lock_for, on_disk, place, put


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


def test_a_long_list_of_refusals_stays_readable(tmp_path: Path) -> None:
    many = FileTree({f"pkg/f{n:04}.py": b"ours" for n in range(3000)})
    place(tmp_path, dict.fromkeys(many, b"theirs"))
    with pytest.raises(Edited, match="and 2980 more") as caught:
        put(tmp_path, many)
    assert len(caught.value.paths) == 3000
    assert len(str(caught.value)) < 2000
