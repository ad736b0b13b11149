"""A fresh copy of a project with its client, for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import Run
from lifecycle import Served, make, runner, served


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one client."""
    folder = tmp_path_factory.mktemp("made") / "project"
    make(folder)
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a copy of the project."""
    folder = tmp_path / "project"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INSTEP_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def run(project: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the project."""
    return runner(capfd)


@pytest.fixture
def upstream() -> Iterator[Served]:
    """A server that has a document."""
    with served() as state:
        yield state
