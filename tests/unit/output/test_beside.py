"""Files beside an output folder: they change with it, last, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from instep.errors import InputError, OutsideError
from instep.files import FileTree, digest
from instep.output.beside import Beside, forget
from instep.output.commit import Work, commit_all
from instep.output.lock import Lock
from trees import NEW, OLD, Interrupted, expected, lock_for, on_disk, put, stop_at

STEPS = range(16)


def _work(output: Path, name: str) -> Work:
    tree = {"old": OLD, "new": NEW}[name]
    return Work(output, tree, lock_for(tree), "pkg")


def _beside(folder: Path) -> list[Beside]:
    return [Beside(folder / "CHANGES.md", b"new log"), Beside(folder / "specs/api.json", b"new")]


def _project(folder: Path) -> Path:
    (folder / "specs").mkdir()
    (folder / "specs/api.json").write_bytes(b"old")
    put(folder / "out", OLD)
    return folder / "out"


def _others(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in on_disk(folder).items() if path[:4] != "out/"}


def test_all_of_it_is_written(tmp_path: Path) -> None:
    output = _project(tmp_path)
    (tmp_path / "specs/api.json").chmod(0o640)
    steps: list[str] = []
    commit_all([_work(output, "new")], beside=_beside(tmp_path), step=steps.append)
    assert on_disk(output) == expected(NEW)
    assert _others(tmp_path) == {"CHANGES.md": b"new log", "specs/api.json": b"new"}
    assert (tmp_path / "specs/api.json").stat().st_mode & 0o777 == 0o640
    assert steps[-2] == "api.json", "the document is the last thing that changes"


@pytest.mark.parametrize("at", STEPS)
def test_an_interruption_takes_all_of_it_back(tmp_path: Path, at: int) -> None:
    output = _project(tmp_path)
    work = [_work(output, "new")]
    try:
        commit_all(work, beside=_beside(tmp_path), step=stop_at(at))
    except Interrupted:
        if (tmp_path / "specs/api.json").read_bytes() == b"old":
            assert on_disk(output) == expected(OLD)
            assert _others(tmp_path) == {"specs/api.json": b"old"}
    commit_all(work, beside=_beside(tmp_path))
    assert on_disk(output) == expected(NEW)
    assert _others(tmp_path) == {"CHANGES.md": b"new log", "specs/api.json": b"new"}


def test_interruptions_reach_every_step(tmp_path: Path) -> None:
    """Or the test above would prove less than it says."""
    steps: list[str] = []
    output = _project(tmp_path)
    commit_all([_work(output, "new")], beside=_beside(tmp_path), step=steps.append)
    assert len(steps) <= len(STEPS)


def test_two_packages_are_one_commit(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    put(first, OLD)
    put(second, OLD)
    works = [_work(first, "new"), _work(second, "new")]
    steps: list[str] = []
    commit_all(works, step=steps.append)
    for folder in (first, second):
        put(folder, OLD)
    for at in range(len(steps) - 2):
        with pytest.raises(Interrupted):
            commit_all(works, step=stop_at(at))
        assert on_disk(first) == on_disk(second) == expected(OLD)


def test_one_folder_is_held_once(tmp_path: Path) -> None:
    """Two packages in one output folder do not wait for each other."""
    tree = FileTree({"two/a.py": b"1\n"})
    lock = Lock(instep="0.1.0", files={"a.py": digest(b"1\n")})
    commit_all([_work(tmp_path, "old"), Work(tmp_path, tree, lock, "two")])
    assert on_disk(tmp_path) == {**expected(OLD), **tree, "two/instep.lock": lock.as_bytes()}


@pytest.mark.parametrize("kind", ["link", "folder", "fifo"])
def test_only_a_file_is_replaced(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "api.json"
    (tmp_path / "target").write_bytes(b"mine")
    match kind:
        case "link":
            place.symlink_to("target")
        case "folder":
            place.mkdir()
        case _:
            os.mkfifo(place)
    with pytest.raises(InputError, match=r"api\.json"):
        commit_all([_work(tmp_path / "out", "new")], beside=[Beside(place, b"new")])
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "target").read_bytes() == b"mine"


def test_a_link_in_the_place_of_a_staged_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / ".instep-api.json.new").symlink_to("target")
    commit_all([], beside=[Beside(tmp_path / "api.json", b"new")])
    assert on_disk(tmp_path) == {"target": b"mine", "api.json": b"new"}


def test_no_place_is_no_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((OutsideError, InputError)):
        commit_all(
            [_work(tmp_path / "out", "new")], beside=[Beside(tmp_path / "file/x.json", b"new")]
        )
    assert on_disk(tmp_path) == {"file": b""}


def test_what_was_left_is_forgotten(tmp_path: Path) -> None:
    for name in (".instep-a.json.new", ".instep-a.json.old", "a.json"):
        (tmp_path / name).write_bytes(b"x")
    forget(tmp_path / "a.json")
    assert on_disk(tmp_path) == {"a.json": b"x"}
