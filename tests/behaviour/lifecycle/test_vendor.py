"""`instep vendor`: a copy below another package that works, can be checked, and is nobody's to edit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import Run, environment
from instep.pipeline.licence import LICENCE
from lifecycle import ADDED, BROKEN, CONFIG, configure, snapshot

COPY = "app/_vendor/pets"


@pytest.fixture
def vendored(project: Path, run: Run) -> Path:
    """A project whose application has a copy of the client."""
    assert run("vendor", "app/_vendor").code == 0
    return project


def _python(folder: Path, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=folder,
        env=environment({"PYTHONPATH": str(folder)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_EVERY_MODULE = """
import importlib, pkgutil, sys
sys.modules["instep"] = sys.modules["pets"] = None
package = importlib.import_module({name!r})
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if ".testing" not in found.name:
        importlib.import_module(found.name)
client = package.Client(base_url="http://127.0.0.1:9")
assert type(client.pets).__module__ == {name!r} + ".resources.pets"
value = package.parse(package.types.Pet, {{"name": "Rex"}})
assert package.dump(value) == {{"name": "Rex"}}
print("fine")
"""


def test_the_copy_works_below_another_package(vendored: Path) -> None:
    shutil.rmtree(vendored / "out")
    assert _python(vendored, _EVERY_MODULE.format(name="app._vendor.pets")) == "fine\n"


def test_the_copy_says_what_it_is(vendored: Path) -> None:
    text = (vendored / COPY / "VENDORED.md").read_text()
    lock = json.loads((vendored / "out/pets/instep.lock").read_text())
    for said in ("`pets`", "`Pet Store`", lock["document"]["sha256"], lock["instep"]):
        assert said in text
    assert (vendored / COPY / "LICENSE.instep").read_text() == LICENCE
    assert str(vendored) not in text
    assert not (vendored / "app/_vendor/tests").exists()


def test_the_licence_is_the_projects(root: Path) -> None:
    assert (root / "LICENSE").read_text() == LICENCE


def test_a_destination_with_the_packages_name_is_the_copy_itself(vendored: Path, run: Run) -> None:
    before = snapshot(vendored)
    assert run("vendor", COPY).code == 0
    assert snapshot(vendored) == before


def test_the_copy_can_be_checked_where_it_is(vendored: Path, run: Run) -> None:
    assert run("check", COPY).code == 0
    assert run("check", f"{COPY}/instep.lock").code == 0
    (vendored / COPY / "_client.py").write_text("# mine\n")
    (vendored / COPY / "api.md").unlink()
    (vendored / COPY / "mine.py").write_text("")
    data = json.loads(run("check", COPY, "--format", "json").out)["client"]
    assert {c["cause"]: c["files"] for c in data["causes"]} == {
        "deleted": ["pets/api.md"],
        "edited": ["pets/_client.py"],
        "foreign": ["pets/mine.py"],
    }


def test_an_application_without_a_configuration_finds_its_copies(
    vendored: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    shutil.copytree(vendored / "app", tmp_path / "other/app")
    (tmp_path / "other/.git").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    result = run("check")
    assert result.code == 0
    assert "a copy of `pets`" in result.out
    (tmp_path / "other" / COPY / "_client.py").write_text("")
    assert run("check").code == 1


def test_a_copy_that_is_behind(vendored: Path, run: Run) -> None:
    configure(vendored, f'vendored = ["{COPY}"]')
    assert run("check").code == 0
    (vendored / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q").code == 0
    result = run("check", "--format", "json")
    assert result.code == 1
    client = json.loads(result.out)
    assert client["client"]["status"] == "in-step"
    (copy,) = client["copies"]
    (cause,) = copy["client"]["causes"]
    assert cause["cause"] == "vendored-behind"
    assert cause["advice"] == f"run `instep vendor {COPY}`"
    assert run("vendor", COPY, "-q").code == 0
    assert run("check").code == 0


def test_what_is_gone_is_removed_and_what_is_mine_stays(vendored: Path, run: Run) -> None:
    (vendored / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q").code == 0
    assert run("vendor", "app/_vendor", "-q").code == 0
    assert (vendored / COPY / "resources/toys.py").exists()
    (vendored / COPY / "_custom.py").write_text("mine = 1\n")
    shutil.copy(vendored / "upstream.yaml", vendored / "specs/pet.yaml")
    assert run("generate", "-q").code == 0
    result = run("vendor", "app/_vendor", "--format", "json")
    assert f"{COPY.rpartition('/')[2]}/resources/toys.py" in json.loads(result.out)["removed"]
    assert (vendored / COPY / "_custom.py").read_text() == "mine = 1\n"
    assert run("check", COPY).code == 0


def test_an_edited_copy_is_refused_by_name(vendored: Path, run: Run) -> None:
    with (vendored / COPY / "_client.py").open("a") as file:
        file.write("# mine\n")
    (vendored / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q").code == 0
    before = snapshot(vendored)
    result = run("vendor", "app/_vendor")
    assert result.code == 1
    told = run("check", "app/_vendor/pets").out
    assert "`instep vendor --force` overwrites it" in told
    for said in ("pets/_client.py: edited", "_custom.py", "Overlay", "--force"):
        assert said in result.err
    assert snapshot(vendored) == before
    assert run("vendor", "app/_vendor", "--force").code == 0
    assert run("check", COPY).code == 0


def test_an_edited_client_is_not_copied(project: Path, run: Run) -> None:
    with (project / "out/pets/_client.py").open("a") as file:
        file.write("# mine\n")
    result = run("vendor", "app/_vendor")
    assert result.code == 1
    assert "pets/_client.py: edited" in result.err
    assert not (project / "app").exists()


def test_versions_live_side_by_side(vendored: Path, run: Run) -> None:
    (vendored / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q").code == 0
    assert run("vendor", "app/_vendor", "--as", "pets_v2").code == 0
    program = (
        "from app._vendor import pets, pets_v2\n"
        "assert not hasattr(pets.Client(base_url='http://x'), 'toys')\n"
        "assert hasattr(pets_v2.Client(base_url='http://x'), 'toys')\n"
        "assert pets.types.Pet is not pets_v2.types.Pet\n"
        "assert pets.APIError is not pets_v2.APIError\n"
        "print('fine')"
    )
    assert _python(vendored, program) == "fine\n"
    assert run("check", COPY, "app/_vendor/pets_v2", "--fail-on", "never").code == 0
    assert json.loads((vendored / "app/_vendor/pets_v2/instep.lock").read_text())["vendored"] == {
        "client": "pets"
    }


def test_a_copy_of_a_copy_knows_the_first(vendored: Path, run: Run) -> None:
    assert run("vendor", "b/_vendor", "--from", COPY).code == 0
    assert snapshot(vendored / "b/_vendor/pets") == snapshot(vendored / COPY)


def test_own_code_goes_along_and_is_tracked(project: Path, run: Run) -> None:
    (project / "out/pets/_custom.py").write_text("def f() -> int:\n    return 1\n")
    configure(project, 'custom = ["f"]')
    assert run("generate", "-q").code == 0
    assert run("vendor", "app/_vendor").code == 0
    assert _python(project, "from app._vendor.pets import f; print(f())") == "1\n"
    assert run("check", COPY).code == 0
    (project / COPY / "_custom.py").write_text("def f() -> int:\n    return 2\n")
    assert run("check", COPY).code == 1
    assert "pets/_custom.py: edited" in run("vendor", "app/_vendor").err


def test_a_dry_run_writes_nothing(project: Path, run: Run) -> None:
    before = snapshot(project)
    result = run("vendor", "app/_vendor", "--dry-run")
    assert result.code == 0
    assert "would write   pets/_client.py" in result.out
    assert snapshot(project) == before
    assert not (project / "app").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["app/_vendor", "--as", "not-a-name"], 2, "not-a-name"),
        (["out"], 2, "the package itself"),
        (["app", "--package", "cats"], 2, "cats"),
        (["app", "--from", "nothing/here"], 1, "instep generate"),
    ],
)
def test_what_cannot_be_copied(
    project: Path, run: Run, arguments: list[str], code: int, said: str
) -> None:
    result = run("vendor", *arguments)
    assert result.code == code
    assert said in result.err


def test_several_clients_need_a_name(project: Path, run: Run) -> None:
    more = CONFIG.replace("clients.pets", "clients.cats")
    (project / "instep.toml").write_text(CONFIG + more)
    assert "--package" in run("vendor", "app").err
    assert run("vendor", "app", "--package", "pets").code == 0


def test_links_in_the_way_are_refused(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "app").mkdir()
    (project / "app/pets").symlink_to(tmp_path / "elsewhere")
    assert run("vendor", "app").code == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_own_code_behind_a_link_is_not_copied(project: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (project / "out/pets/_custom.py").symlink_to(tmp_path / "secret")
    result = run("vendor", "app/_vendor")
    assert result.code == 1
    assert "symbolic link" in result.err
    assert not (project / "app").exists()


def test_copies_are_found_in_the_project(vendored: Path, run: Run) -> None:
    """Without a word in the configuration: an edited one counts, an older one is only told."""
    data = json.loads(run("check", "--format", "json").out)
    assert [copy["client"]["folder"] for copy in data["copies"]] == [COPY]
    (vendored / "specs/pet.yaml").write_text(ADDED)
    assert run("generate", "-q").code == 0
    result = run("check")
    assert result.code == 0
    assert f"pets in {COPY}: in step" in result.out
    assert "the generated client moved on" in result.out
    with (vendored / COPY / "_client.py").open("a") as file:
        file.write("# mine\n")
    assert run("check").code == 1
    assert run("check", "app").code == 1
    assert run("check", "app/_vendor").code == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vendored", 3),
        ("vendored", {"client": 3}),
        ("added", "x"),
        ("added", [3]),
        ("files", {"../../x": "sha256:" + "0" * 64}),
    ],
)
def test_a_copys_lock_is_not_trusted(vendored: Path, run: Run, key: str, value: object) -> None:
    file = vendored / COPY / "instep.lock"
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))
    data = json.loads(run("check", COPY, "--format", "json").out)
    assert data["causes"]["lock"] == ["lock-damaged"]
    assert run("vendor", "app/_vendor").code == 1
    assert run("vendor", "app/_vendor", "--force").code == 0
    assert run("check", COPY).code == 0


def test_code_that_uses_a_copy_is_looked_at(vendored: Path, run: Run) -> None:
    (vendored / "app/main.py").write_text(
        "from app._vendor.pets import Client\n\n"
        'Client().pets.retrieve("1", verbose=True)\n'
        'Client().pets.retrieve("2")\n'
    )
    (vendored / "upstream.yaml").write_text(BROKEN)
    result = run("check", "--upstream", "--code", "app")
    assert result.code == 1
    assert "app/main.py:3:" in result.out
    assert "app/main.py:4" not in result.out
