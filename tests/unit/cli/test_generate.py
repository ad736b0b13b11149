"""`instep generate`: reports, exit codes, and what stays untouched."""

from __future__ import annotations

import json
from pathlib import Path

from commands import PET, Run


def test_generate_writes_and_says_what(run: Run, tmp_path: Path) -> None:
    seen = run("generate", "pet.yaml", "--package", "pets", "--output", "out")
    assert seen.code == 0, seen.err
    assert "pets: 1 operation" in seen.out
    assert (tmp_path / "out/pets/instep.lock").is_file()
    again = run("generate", "pet.yaml", "--package", "pets", "--output", "out")
    assert "0 files written, 0 removed" in again.out


def test_the_package_is_named_after_the_title(run: Run, tmp_path: Path) -> None:
    assert run("generate", "pet.yaml", "-q").out == ""
    assert (tmp_path / "generated/pet_store/instep.lock").is_file()


def test_generate_reports_as_json(run: Run) -> None:
    seen = run("generate", "pet.yaml", "--package", "pets", "--format", "json")
    report = json.loads(seen.out)
    (client,) = report["clients"]
    assert report["failures"] == []
    assert client["package"] == "pets"
    assert client["calls"] == {"GET /pets/{id}": "pets.retrieve"}
    assert "pets/instep.lock" in client["written"]


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    seen = run("generate", "pet.yaml", "--package", "pets", "--dry-run")
    assert seen.code == 0
    assert "would write   pets/__init__.py" in seen.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pet.yaml"]


def test_a_hand_edited_file_is_one(run: Run, tmp_path: Path) -> None:
    run("generate", "pet.yaml", "--package", "pets")
    edited = tmp_path / "generated/pets/__init__.py"
    edited.write_text("# mine\n")
    seen = run("generate", "pet.yaml", "--package", "pets")
    assert seen.code == 1
    assert "pets/__init__.py: edited" in seen.err
    assert edited.read_text() == "# mine\n"
    assert run("generate", "pet.yaml", "--package", "pets", "--force").code == 0
    assert edited.read_text() != "# mine\n"


def test_a_damaged_lock_is_one(run: Run, tmp_path: Path) -> None:
    run("generate", "pet.yaml", "--package", "pets")
    (tmp_path / "generated/pets/instep.lock").write_text("<<<<<<<")
    assert run("generate", "pet.yaml", "--package", "pets").code == 1
    assert run("generate", "pet.yaml", "--package", "pets", "--force").code == 0


def test_the_outside_is_three(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    seen = run("generate", "pet.yaml", "--package", "pets", "--output", "out")
    assert seen.code in {2, 3}  # click already knows that it is no folder
    (tmp_path / "out").unlink()
    (tmp_path / "instep.toml").write_text(
        "[clients.pets]\ndocument='pet.yaml'\noutput='pet.yaml'\n"
    )
    assert run("generate").code == 3
    assert (tmp_path / "pet.yaml").read_text() == PET


def test_a_configured_client_needs_no_arguments(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instep.toml").write_text("[clients.pets]\ndocument = 'pet.yaml'\n")
    assert run("generate").code == 0
    assert run("generate", "--package", "pets").code == 0
    assert run("generate", "--package", "cats").code == 2
    lock = json.loads((tmp_path / "generated/pets/instep.lock").read_text())
    assert lock["document"]["location"] == "pet.yaml"


def test_one_failing_client_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instep.toml").write_text(
        "[clients.cats]\ndocument = 'missing.yaml'\n[clients.pets]\ndocument = 'pet.yaml'\n"
    )
    seen = run("generate", "--format", "json")
    report = json.loads(seen.out)
    assert seen.code == 2
    assert [f["package"] for f in report["failures"]] == ["cats"]
    assert [c["package"] for c in report["clients"]] == ["pets"]


def test_strict_makes_a_warning_fatal(run: Run, tmp_path: Path) -> None:
    text = PET.replace("properties: {name: {type: string}}", "properties: {name: {type: strng}}")
    (tmp_path / "odd.yaml").write_text(text)
    assert run("generate", "odd.yaml", "--package", "pets").code == 0
    seen = run("generate", "odd.yaml", "--package", "odd", "--strict")
    assert seen.code == 2
    assert "warning[" in seen.err
    assert not (tmp_path / "generated/odd").exists()
    assert run("validate", "odd.yaml").code == 0
    assert run("validate", "odd.yaml", "--strict").code == 2
