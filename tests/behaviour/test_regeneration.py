"""Regenerating: the same bytes everywhere, only what must change, and names that stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commands import PET, environment, process
from instep.config import Overrides, adhoc_client
from instep.errors import DocumentError, InputError
from instep.pipeline import Report, generate


def write(folder: Path, document: dict[str, Any]) -> str:
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    return str(path)


def run(spec: str, output: Path, **said: Any) -> Report:
    return generate(Overrides(package="pkg", output=output, **said).onto(adhoc_client(spec)))


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def gateway(root: Path) -> dict[str, Any]:
    """The gateway's document."""
    document: dict[str, Any] = json.loads((root / "specs/openapi.json").read_bytes())
    return document


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["seed", "time-zone", "locale"],
)
def test_the_machine_leaves_no_trace(
    tmp_path: Path, root: Path, surroundings: dict[str, str]
) -> None:
    reference = tmp_path / "reference"
    run(str(root / "specs/openapi.json"), reference)
    other = tmp_path / "gärten" / "x y"
    other.mkdir(parents=True)
    (other / "openapi.json").write_bytes((root / "specs/openapi.json").read_bytes())
    done = process(
        other, "generate", "openapi.json", "--package", "pkg", "--output", "out", env=surroundings
    )
    assert done.returncode == 0, done.stderr
    assert tree(other / "out") == tree(reference)


def test_nothing_written_knows_where_it_was_written(tmp_path: Path, root: Path) -> None:
    run(str(root / "specs/openapi.json"), tmp_path / "out")
    places = [str(tmp_path).encode(), str(root).encode(), str(Path.home()).encode() + b"/"]
    for path, content in tree(tmp_path / "out").items():
        assert not any(place in content for place in places), path


def test_a_changed_enum_value_changes_what_it_must(tmp_path: Path, gateway: dict[str, Any]) -> None:
    output = tmp_path / "out"
    run(write(tmp_path, gateway), output)
    before = tree(output)
    text = json.dumps(gateway).replace('"disabled"', '"switched_off"')
    report = run(write(tmp_path, json.loads(text)), output)
    after = tree(output)
    assert report.changes.removed == ()
    for path in report.changes.written:
        if path != "pkg/instep.lock":
            assert b"switched_off" in after[path] or b"disabled" in before[path], path
    assert not any(b'"disabled"' in c for p, c in after.items() if p.endswith((".py", ".pyi")))
    assert len(report.changes.written) < 12


def test_names_stay_when_upstream_adds(tmp_path: Path) -> None:
    """A second `Pet` and operations that would like the first one's names."""
    output = tmp_path / "out"
    (tmp_path / "pet.yaml").write_text(PET)
    first = run(str(tmp_path / "pet.yaml"), output)
    more = PET.replace(
        "  /pets/{id}:",
        """\
  /v2/pets/{id}:
    get:
      operationId: retrieve
      tags: [pets]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: another pet
          content: {application/json: {schema: {$ref: '#/components/schemas/pet'}}}
  /pets/{id}:""",
    ).replace("  schemas:\n", "  schemas:\n    pet: {type: object}\n")
    (tmp_path / "pet.yaml").write_text(more)
    second = run(str(tmp_path / "pet.yaml"), output)
    lock = json.loads((output / "pkg/instep.lock").read_text())
    assert len(lock["operations"]) == len(lock["schemas"]) == 2
    assert lock["operations"]["GET /pets/{id}"]["call"] == "pets.retrieve"
    assert lock["schemas"]["#/components/schemas/Pet"] == "types.Pet"
    calls = [operation.call for operation in second.api.operations]
    assert len(set(calls)) == 2
    assert first.api.operations[0].call in calls


def test_every_operation_and_schema_is_in_the_lock(tmp_path: Path, gateway: dict[str, Any]) -> None:
    run(write(tmp_path, gateway), tmp_path / "out")
    lock = json.loads((tmp_path / "out/pkg/instep.lock").read_text())
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    assert set(lock["operations"]) == {
        f"{method.upper()} {path}"
        for path, item in gateway["paths"].items()
        for method in methods & item.keys()
    }
    assert set(lock["schemas"]) == {
        f"#/components/schemas/{name}" for name in gateway["components"]["schemas"]
    }
    assert lock["coverage"]["left_out"] == []
    assert sorted(lock["files"]) == sorted(
        path.removeprefix("pkg/")
        for path in tree(tmp_path / "out")
        if path.startswith("pkg/") and path != "pkg/instep.lock"
    )


def test_an_overlay_amends_the_document(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET)
    (tmp_path / "fix.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Fix, version: '1'}\nactions:\n"
        "- target: $.components.schemas.Pet.properties\n  update: {age: {type: integer}}\n"
    )
    run(str(tmp_path / "pet.yaml"), tmp_path / "out", overlays=(str(tmp_path / "fix.yaml"),))
    assert b"age: int | None = None" in (tmp_path / "out/pkg/types/pet.py").read_bytes()
    lock = json.loads((tmp_path / "out/pkg/instep.lock").read_text())
    assert lock["settings"]["overlays"] == ["fix.yaml"]


def test_filters_take_what_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET)
    report = run(str(tmp_path / "pet.yaml"), tmp_path / "out", include_tags=("pets",))
    assert report.api.operations
    with pytest.raises(DocumentError, match="leave no operation"):
        run(str(tmp_path / "pet.yaml"), tmp_path / "out", exclude_tags=("pets",))


def test_strict_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET.replace("type: string}}}", "type: strng}}}"))
    with pytest.raises(DocumentError):
        run(str(tmp_path / "pet.yaml"), tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()


def test_what_was_left_out_needs_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not whoever left it out also said so in a diagnostic."""
    from dataclasses import replace

    from instep.ir.api import LeftOut
    from instep.pipeline import reading

    real = reading.normalise

    def lossy(*args: Any) -> Any:
        api = real(*args)
        gone = (LeftOut("operation", "#/paths/~1x/get", "for the test"),)
        return replace(api, coverage=replace(api.coverage, left_out=gone))

    monkeypatch.setattr(reading, "normalise", lossy)
    (tmp_path / "pet.yaml").write_text(PET)
    with pytest.raises(InputError, match="for the test"):
        run(str(tmp_path / "pet.yaml"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    run(str(tmp_path / "pet.yaml"), tmp_path / "out", allow_left_out=True)
    lock = json.loads((tmp_path / "out/pkg/instep.lock").read_text())
    assert lock["coverage"]["left_out"][0]["reason"] == "for the test"


def test_turning_tests_and_stubs_off_removes_them(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET)
    run(str(tmp_path / "pet.yaml"), tmp_path / "out")
    assert any(path.endswith(".pyi") for path in tree(tmp_path / "out"))
    run(str(tmp_path / "pet.yaml"), tmp_path / "out", stubs=False, tests=False)
    left = tree(tmp_path / "out")
    assert [path for path in left if path.endswith(".pyi") or path.startswith("tests/")] == []


def test_the_package_needs_nothing_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(PET)
    run(str(tmp_path / "pet.yaml"), tmp_path / "out")
    import subprocess
    import sys

    program = (
        "import sys; sys.modules['instep'] = None; import pkg; pkg.Client(); "
        "import pkg.types; pkg.types.Pet; print('fine')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment({"PYTHONPATH": str(tmp_path / "out")}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "fine\n", done.stderr
