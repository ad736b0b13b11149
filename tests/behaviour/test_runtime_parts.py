"""A client carries those parts of the runtime that its document needs, and no others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from instep.config import Overrides, adhoc_client
from instep.pipeline import Report, generate

DOCUMENT = Path(__file__).with_name("runtime_parts.yaml")


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def edit(document: dict[str, Any]) -> None:
        place = document
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return edit


def _anonymous(document: dict[str, Any]) -> None:
    del document["security"], document["components"]["securitySchemes"]


# Each part of the runtime, with what has to go from the document so that nothing needs it.
PARTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "webhooks": _without("webhooks"),
    "paging": _without("paths", "/things"),
    "lines": _without("paths", "/lines"),
    "envelopes": _without("paths", "/events"),
    "oauth": _anonymous,
}


def _generated(folder: Path, document: dict[str, Any], package: str, **said: Any) -> Report:
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"{package}.yaml"
    source.write_text(yaml.safe_dump(document))
    return generate(
        Overrides(package=package, output=folder, **said).onto(adhoc_client(str(source)))
    )


def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DOCUMENT.read_bytes())
    return found


def _parts(folder: Path, package: str) -> set[str]:
    return {path.stem for path in (folder / package / "_runtime").glob("*.py")}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with everything, one without each part, one with none, one of dataclasses."""
    folder = tmp_path_factory.mktemp("parts")
    _generated(folder, _document(), "everything", tests=False)
    bare = _document()
    for name, edit in PARTS.items():
        one = _document()
        edit(one)
        edit(bare)
        _generated(folder, one, f"no_{name}", tests=False)
    bare["paths"] = {"/plain": {"get": {"responses": {"200": {"description": "ok"}}}}}
    _generated(folder, bare, "nothing", tests=False)
    _generated(folder, bare, "doubled", tests=True)
    _generated(folder, _document(), "recorded", tests=False, models="dataclass")
    return folder


@pytest.mark.parametrize("name", PARTS)
def test_what_the_document_does_not_have_brings_no_code(packages: Path, name: str) -> None:
    assert name in _parts(packages, "everything")
    assert name not in _parts(packages, f"no_{name}")
    assert name not in _parts(packages, "nothing")
    assert set(PARTS) - {name} <= _parts(packages, f"no_{name}")


def test_dataclasses_bring_their_base(packages: Path) -> None:
    assert "records" in _parts(packages, "recorded")
    assert "records" not in _parts(packages, "everything")


def test_the_double_comes_with_the_tests(packages: Path) -> None:
    assert (packages / "doubled/_runtime/testing/__init__.py").is_file()
    assert not (packages / "nothing/_runtime/testing").exists()


def test_every_module_of_every_package_imports(packages: Path) -> None:
    """With all names that a package gives out."""
    code = (
        "import importlib, pkgutil, sys\n"
        "for name in sys.argv[1:]:\n"
        "    package = importlib.import_module(name)\n"
        "    for found in pkgutil.walk_packages(package.__path__, f'{name}.'):\n"
        "        importlib.import_module(found.name)\n"
        "    for exported in package.__all__:\n"
        "        getattr(package, exported)\n"
    )
    names = [path.parent.name for path in packages.glob("*/instep.lock")]
    assert len(names) == len(PARTS) + 4
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *names],
        cwd=packages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.typing
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_every_package_is_typed_to_the_last_line(
    packages: Path, checker: str, tmp_path: Path
) -> None:
    names = sorted(path.parent.name for path in packages.glob("*/instep.lock"))
    if checker == "mypy":
        command = ["mypy", "--strict", "--cache-dir", str(tmp_path), *names]
    else:
        settings = packages / "pyrightconfig.json"
        settings.write_text(json.dumps({"typeCheckingMode": "strict", "include": names}))
        command = ["pyright", "--pythonpath", sys.executable, "-p", str(settings)]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=packages, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_parts_come_and_go_with_the_document(tmp_path: Path) -> None:
    """`generate` adds and removes files of the runtime; the lock has just those that are there."""
    whole, part = _document(), _document()
    _without("webhooks")(part)
    _generated(tmp_path, part, "api", tests=False)
    grown = _generated(tmp_path, whole, "api", tests=False)
    assert "api/_runtime/webhooks.py" in grown.changes.written
    shrunk = _generated(tmp_path, part, "api", tests=False)
    assert "api/_runtime/webhooks.py" in shrunk.changes.removed
    assert not (tmp_path / "api/_runtime/webhooks.py").exists()
    assert _generated(tmp_path, part, "api", tests=False).changes.written == ()
