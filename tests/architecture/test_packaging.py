"""The templates and the runtime are found in a wheel, a wheel built from the sdist, and a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

_FOUND = (
    "import json, pathlib, instep; from instep.render.templates import folder;"
    "base = pathlib.Path(instep.__file__).parent;"
    "print(json.dumps([str(base), str(folder()),"
    " len(list(folder().rglob('*.jinja*'))), len(list((base / 'runtime').glob('*.py')))]))"
)


def _call_backend(project: Path, hook: str, target: Path) -> Path:
    """Call the build backend as pip would, without an isolated environment (and so without a network)."""
    target.mkdir(parents=True, exist_ok=True)
    program = f"from hatchling import build; print(build.{hook}({str(target)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return target / done.stdout.strip().splitlines()[-1]


def _look(python_path: Path) -> tuple[Path, Path, int, int]:
    """What a fresh interpreter finds with this folder on its path, started somewhere else."""
    import json

    done = subprocess.run(
        [sys.executable, "-c", _FOUND],
        cwd=python_path,
        env={**os.environ, "PYTHONPATH": str(python_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    base, folder, templates, runtime = json.loads(done.stdout)
    return Path(base), Path(folder), templates, runtime


def _expected(root: Path) -> tuple[int, int]:
    templates = len(list((root / "templates").rglob("*.jinja*")))
    return templates, len(list((root / "generator/instep/runtime").glob("*.py")))


def test_a_wheel_finds_its_templates(root: Path, tmp_path: Path) -> None:
    wheel = _call_backend(root, "build_wheel", tmp_path / "dist")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    base, folder, *counts = _look(tmp_path / "site")
    assert base == tmp_path / "site/instep"
    assert folder.is_relative_to(base)
    assert tuple(counts) == _expected(root)


def test_a_wheel_from_the_sdist_is_the_same(root: Path, tmp_path: Path) -> None:
    sdist = _call_backend(root, "build_sdist", tmp_path / "dist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (project,) = (tmp_path / "unpacked").iterdir()
    names = [
        sorted(zipfile.ZipFile(_call_backend(where, "build_wheel", tmp_path / label)).namelist())
        for label, where in {"direct": root, "through": project}.items()
    ]
    assert names[0] == names[1]
    assert any(name.startswith("instep/templates/") for name in names[0])


def test_an_editable_install_finds_the_checkout(root: Path, tmp_path: Path) -> None:
    wheel = _call_backend(root, "build_editable", tmp_path / "dist")
    archive = zipfile.ZipFile(wheel)
    (pointer,) = [name for name in archive.namelist() if name.endswith(".pth")]
    (path,) = archive.read(pointer).decode().split()
    assert Path(path) == root / "generator"  # and nothing else becomes importable
    base, folder, *counts = _look(Path(path))
    assert base == root / "generator/instep"
    assert folder == root / "templates"
    assert tuple(counts) == _expected(root)


def test_the_wheel_has_no_more_than_it_should(root: Path, tmp_path: Path) -> None:
    wheel = _call_backend(root, "build_wheel", tmp_path)
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"instep"}


@pytest.mark.slow
def test_a_wheel_installs_and_runs(root: Path, tmp_path: Path) -> None:
    """The console script, from a wheel, in an environment of its own that sees our dependencies."""
    wheel = _call_backend(root, "build_wheel", tmp_path / "dist")
    venv.create(tmp_path / "venv", with_pip=True, system_site_packages=False)
    bin_folder = tmp_path / "venv/bin"
    site = next((tmp_path / "venv/lib").glob("python3*/site-packages"))
    here = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "ours.pth").write_text(f"{here}\n")
    subprocess.run(
        [bin_folder / "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)], check=True
    )
    done = subprocess.run(
        [bin_folder / "instep", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("instep 0.")
