"""The home of a user's own code inside a generated package: kept, exported, typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commands import PET, Run, environment
from lifecycle import ADDED, configure, snapshot

CUSTOM = '''\
"""What we add to the client."""

from __future__ import annotations

import functools

from . import _client
from .resources._custom import AsyncPets, Pets


class Client(_client.Client):
    """The client, with our pets."""

    @functools.cached_property
    def pets(self) -> Pets:
        """Pets, by name too."""
        return Pets(self)


class AsyncClient(_client.AsyncClient):
    """The client, with our pets."""

    @functools.cached_property
    def pets(self) -> AsyncPets:
        """Pets, by name too."""
        return AsyncPets(self)


def greeting(name: str) -> str:
    """A word to a pet."""
    return f"Hello {name}"
'''
RESOURCE = '''\
"""Pets, by name too."""

from . import pets


class Pets(pets.Pets):
    """Pets, by name too."""

    def name_of(self, id: str) -> str:
        """The name of a pet."""
        return self.retrieve(id).name


class AsyncPets(pets.AsyncPets):
    """Pets, by name too."""

    async def name_of(self, id: str) -> str:
        """The name of a pet."""
        return (await self.retrieve(id)).name
'''
NAMES = 'custom = ["Client", "AsyncClient", "greeting"]'


@pytest.fixture
def customised(project: Path, run: Run) -> Path:
    """A project whose client has code of its user."""
    (project / "out/pets/_custom.py").write_text(CUSTOM)
    (project / "out/pets/resources/_custom.py").write_text(RESOURCE)
    configure(project, NAMES)
    assert run("generate", "-q").code == 0
    return project


def _own(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in snapshot(folder).items() if "_custom" in path}


def test_own_code_is_custom_and_not_edited(customised: Path, run: Run) -> None:
    result = run("check", "--format", "json")
    assert result.code == 0
    data = json.loads(result.out)["client"]
    assert data["custom"] == ["pets/_custom.py", "pets/resources/_custom.py"]
    assert data["files"] == []
    assert "custom: pets/_custom.py" in run("check").out


def test_a_folder_is_a_home_too(project: Path, run: Run) -> None:
    (project / "out/pets/_custom/deep").mkdir(parents=True)
    (project / "out/pets/_custom/__init__.py").write_text("x = 1\n")
    (project / "out/pets/_custom/deep/data.json").write_text("{}")
    assert run("check").code == 0
    configure(project, 'custom = ["x"]')
    assert run("generate", "-q").code == 0
    assert (project / "out/pets/_custom/deep/data.json").read_text() == "{}"
    assert run("check").code == 0


@pytest.mark.parametrize("options", [[], ["--force"]])
def test_regenerating_keeps_it(customised: Path, run: Run, options: list[str]) -> None:
    before = _own(customised)
    (customised / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q", *options).code == 0
    assert _own(customised) == before
    (customised / "upstream.yaml").write_text(PET)
    assert run("update", "-q", *options).code == 0
    assert _own(customised) == before
    assert run("check", "--upstream").code == 0


def test_the_package_gives_out_the_users_class(customised: Path) -> None:
    program = (
        "import pets; c = pets.Client(base_url='http://127.0.0.1:9')\n"
        "assert type(c).__module__ == 'pets._custom'\n"
        "assert pets.Pets is pets.Client, 'the other name follows'\n"
        "assert callable(c.pets.name_of)\n"
        "assert callable(c.with_options(max_retries=1).pets.name_of)\n"
        "assert pets.greeting('Rex') == 'Hello Rex'\n"
        "assert {'Client', 'greeting'} <= set(pets.__all__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment({"PYTHONPATH": str(customised / "out")}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.typing
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_users_class_is_typed(customised: Path, checker: str) -> None:
    program = (
        "from pets import AsyncClient, Client, greeting\n\n"
        "a: int = Client().pets.name_of\n"
        "b: int = AsyncClient().pets.name_of\n"
        "c: int = greeting('x')\n"
    )
    (customised / "use.py").write_text(program)
    command = {
        "mypy": ["-m", "mypy", "--strict", "--cache-dir", str(customised / "cache"), "use.py"],
        "pyright": ["-m", "pyright", "--pythonpath", sys.executable, "use.py"],
    }[checker]
    if checker == "pyright":
        settings = {"extraPaths": ["out"], "typeCheckingMode": "strict"}
        (customised / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [sys.executable, *command],
        cwd=customised,
        env=environment({"MYPYPATH": "out"}),
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in done.stdout.splitlines() if "error" in line and "use.py" in line]
    assert len(errors) == 3, done.stdout
    assert all("str" in error for error in errors), done.stdout


def test_what_is_exported_must_be_there(project: Path, run: Run) -> None:
    configure(project, NAMES)
    before = snapshot(project)
    result = run("generate")
    assert result.code == 2
    assert "out/pets/_custom.py" in result.err
    assert snapshot(project) == before


@pytest.mark.parametrize("name", ["class", "a-b", "__init__", "a b", "naïve", ""])
def test_only_names_can_be_exported(project: Path, run: Run, name: str) -> None:
    configure(project, f'custom = ["{name}"]')
    assert run("generate").code == 2


def test_a_file_elsewhere_is_no_custom_code(project: Path, run: Run) -> None:
    (project / "out/pets/my_custom.py").write_text("")
    result = run("check", "--format", "json")
    assert result.code == 1
    (cause,) = json.loads(result.out)["client"]["causes"]
    assert cause["cause"] == "foreign"
    assert "_custom" in cause["advice"]
