"""A document of several files: all of them are compared, and all of them taken over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Run
from lifecycle import CONFIG, VERBOSE, Served, snapshot

ROOT = VERBOSE.replace("'#/components/schemas/Pet'", "'schemas/pet.yaml#/Pet'").partition(
    "components:"
)[0]
PET = """\
Pet:
  type: object
  required: [name]
  properties:
    name: {type: string}
    owner: {$ref: '../people/owner.json'}
"""
OWNER = '{"type": "object", "properties": {"email": {"type": "string"}}}'


@pytest.fixture
def several(project: Path, run: Run) -> Path:
    """A project whose document and upstream are three files each."""
    (project / "instep.toml").write_text(CONFIG.replace('"upstream.yaml"', '"api/pet.yaml"'))
    for folder in ("specs", "api"):
        (project / folder / "schemas").mkdir(parents=True)
        (project / folder / "people").mkdir()
        (project / folder / "pet.yaml").write_text(ROOT)
        (project / folder / "schemas/pet.yaml").write_text(PET)
        (project / folder / "people/owner.json").write_text(OWNER)
    assert run("generate", "-q", "--force").code == 0
    assert run("check", "--upstream").code == 0
    return project


def test_a_change_in_another_file_is_seen_and_taken_over(several: Path, run: Run) -> None:
    changed = OWNER.replace('"email"', '"mail"')
    (several / "api/people/owner.json").write_text(changed)
    result = run("check", "--upstream", "--format", "json")
    assert result.code == 1
    assert "email" in result.out
    before = snapshot(several)
    assert run("update", "--only", "compatible", "-q").code == 1
    assert snapshot(several) == before
    assert run("update", "-q").code == 0
    assert (several / "specs/people/owner.json").read_text() == changed
    assert run("check", "--upstream").code == 0
    assert list(several.rglob(".instep-*")) == []


def test_a_first_fetch_brings_every_file(several: Path, run: Run) -> None:
    for file in sorted((several / "specs").rglob("*")):
        if file.is_file():
            file.unlink()
    assert run("update", "-q").code == 0
    assert snapshot(several / "specs") == snapshot(several / "api")


def test_a_new_file_comes_along(several: Path, run: Run) -> None:
    (several / "api/people/vet.json").write_text('{"type": "string"}')
    (several / "api/schemas/pet.yaml").write_text(PET + "    vet: {$ref: '../people/vet.json'}\n")
    data = json.loads(run("update", "--format", "json").out)
    assert data["outcome"] == "updated"
    assert (several / "specs/people/vet.json").is_file()
    assert run("check", "--upstream").code == 0


@pytest.mark.parametrize(
    "name", ["../secret.yaml", "/etc/hostname", "schemas/../../secret.yaml", "link.yaml"]
)
def test_no_file_outside_of_upstreams_folder_is_taken(several: Path, run: Run, name: str) -> None:
    (several / "secret.yaml").write_text("type: string\n")
    (several / "api/link.yaml").symlink_to(several / "secret.yaml")
    (several / "api/pet.yaml").write_text(ROOT.replace("schemas/pet.yaml#/Pet", name))
    before = snapshot(several / "specs")
    assert run("update", "-q").code == 2
    assert snapshot(several / "specs") == before


def test_files_of_a_url_are_fetched_with_leave_only(
    several: Path, run: Run, upstream: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.files = {
        "/openapi.yaml": ROOT, "/schemas/pet.yaml": PET, "/people/owner.json": OWNER,
    }  # fmt: skip
    result = run("check", "--upstream", upstream.url)
    assert result.code == 2
    assert "allow-remote-refs" in result.err
    assert len(upstream.seen) == 1
    (several / "instep.toml").write_text(
        (several / "instep.toml").read_text() + "allow-remote-refs = true\n"
    )
    assert run("check", "--upstream", upstream.url).code == 0
    upstream.files["/people/owner.json"] = OWNER.replace("email", "mail")
    assert run("check", "--upstream", upstream.url).code == 1
    assert run("update", upstream.url, "-q").code == 0
    assert "mail" in (several / "specs/people/owner.json").read_text()
    assert run("check", "--upstream", upstream.url).code == 0
