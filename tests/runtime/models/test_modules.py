"""Generated-looking modules on disk: forward references, cycles, laziness, warnings, typing."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

RUNTIME = Path(__file__).parents[3] / "generator" / "instep" / "runtime"
HEAD = """from __future__ import annotations
from typing import Annotated, Literal
from pydantic import Field
from typing_extensions import TypeAliasType
from .._runtime import records, wire
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with the runtime inside, as generated ones have it."""
    root = tmp_path / "made_package"
    (root / "types").mkdir(parents=True)
    (root / "__init__.py").touch()
    (root / "py.typed").touch()
    (root / "types" / "__init__.py").touch()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(RUNTIME, root / "_runtime", ignore=ignored)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root
    for name in [name for name in sys.modules if name.split(".")[0] == "made_package"]:
        del sys.modules[name]


def module(package: Path, name: str, text: str) -> ModuleType:
    (package / "types" / f"{name}.py").write_text(HEAD + text)
    importlib.invalidate_caches()
    return importlib.import_module(f"made_package.types.{name}")


def test_importing_the_runtime_does_not_import_pydantic(package: Path) -> None:
    code = "import sys, made_package._runtime; print('pydantic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.filterwarnings("error")
def test_names_that_generators_emit_give_no_warnings(package: Path) -> None:
    names = "model_ schema_ json_ copy_ dict_ model_name model_id class_ self_ cls_ field_ to_dict_"
    lines = "".join(
        f"    {name}: Annotated[str | None, Field(alias={name.rstrip('_')!r})] = None\n"
        for name in names.split()
    )
    made = module(package, "names", f"class Names(wire.Model):\n{lines}")
    data = {name.rstrip("_"): "x" for name in names.split()}
    assert made.wire.parse(made.Names, data).to_dict() == data


def test_a_long_cycle_builds_without_deep_recursion(package: Path) -> None:
    count = 300
    text = "".join(
        f"class C{i}(wire.Model):\n    next: C{(i + 1) % count} | None = None\n    own: int\n"
        for i in range(count)
    )
    made = module(package, "cycle", text)
    wire = made.wire
    data = {"own": 1, "next": {"own": 2, "next": {"own": "x"}}}
    value = wire.parse(made.C0, data)
    assert type(value.next.next) is made.C2
    assert wire.dump(value) == data
    by_hand = made.C298(own=1, next=made.C299(own=2, next=made.C0(own=3)))
    assert by_hand.to_dict() == {"own": 1, "next": {"own": 2, "next": {"own": 3}}}


def test_types_of_other_modules(package: Path) -> None:
    module(
        package,
        "base",
        "class Base(wire.Model):\n    a: Mode\nMode = TypeAliasType('Mode', \"Literal['x'] | str\")\n",
    )
    made = module(
        package,
        "child",
        "from .base import Base\nfrom . import base as base_\n"
        "class Child(Base, closed=True):\n    b: list[base_.Mode] | None = None\n"
        "Both = TypeAliasType('Both', 'Child | list[Both]')\n",
    )
    wire = made.wire
    assert wire.parse(made.Both, [{"a": "x"}], strict=True)[0].a == "x"
    with pytest.raises(ValueError, match=r"b\.0"):
        wire.parse(made.Both, {"a": "x", "b": ["y"]}, strict=True)
    with pytest.raises(ValueError, match="forbidden"):
        wire.parse(made.Child, {"a": "x", "c": 1}, strict=True)


def test_first_use_from_many_threads(package: Path) -> None:
    made = module(
        package,
        "threads",
        "".join(
            f"class T{i}(wire.Model):\n    t: T{(i + 1) % 20} | None = None\n" for i in range(20)
        ),
    )
    found: list[object] = []

    def use(index: int) -> None:
        value = made.wire.parse(getattr(made, f"T{index}"), {"t": {"t": {"x": index}}})
        found.append(value.to_dict()["t"]["t"]["x"])

    threads = [threading.Thread(target=use, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == sorted(range(20), key=str)


def test_a_tag_for_a_class_that_is_not_there(package: Path) -> None:
    made = module(
        package,
        "wrong",
        "class A(wire.Model):\n    x: int\n"
        "E = TypeAliasType('E', Annotated[A | wire.UnknownVariant, wire.Tagged('t', {'b': 'B'})])\n",
    )
    with pytest.raises(TypeError, match="'B'"):
        made.wire.parse(made.E, {})


SAMPLE = """
class Delta(wire.Model):
    type: Literal["delta"]
    delta: str
    odd: Annotated[int | None, Field(alias="+1", ge=0)] = None
class Done(wire.Model, closed=True):
    type: Literal["done"]
    when: wire.DateTime | None = None
    note: wire.Nullable[str] = None
    amount: wire.Number | None = None
class Counts(wire.Model):
    __pydantic_extra__: dict[str, int] = Field(init=False)
    name: str | None = None
@records.record
class Row(records.Record):
    name: str
    odd: Annotated[int | None, wire.Name("+1")] = None
@records.record
class Tally(records.Record):
    __pydantic_extra__: dict[str, Row] = Field(init=False)
    name: str | None = None
Event = TypeAliasType(
    "Event",
    Annotated[
        Delta | Done | wire.UnknownVariant, wire.Tagged("type", {"delta": "Delta", "done": "Done"})
    ],
)
"""
GOOD = """
import dataclasses
import datetime
from typing import assert_type
from made_package._runtime import wire
from made_package.types.sample import Counts, Delta, Done, Event, Row, Tally

def read(event: Event) -> str:
    if event.type == "delta":
        return event.delta
    if event.type == "done":
        assert_type(event.when, datetime.datetime | None)
        return event.note or ""
    return ""

def handle(events: list[Event]) -> str:
    for event in events:
        if isinstance(event, wire.UnknownVariant):
            return event.to_json()
    return "".join(each.delta for each in events if each.type == "delta")

assert_type(wire.parse(Done, b"{}"), Done)
assert_type(wire.adapter(Row).parse_json("{}"), Row)
made = Delta(type="delta", delta="x", odd=3)
done = Done(type="done", when=datetime.datetime.now(), note=None, amount=1.5)
row = Row(name="x", odd=1)
counts = Counts(name="x")
tally = Tally(name="x")
assert_type(tally.__pydantic_extra__["a"], Row)
changed = dataclasses.replace(row, odd=2)
assert_type(changed, Row)
data: dict[str, object] = made.to_dict()
"""
BAD = [
    "made_package.types.sample.Delta(type='delta', delta='x').nope",
    "made_package.types.sample.Delta(type='other', delta='x')",
    "made_package.types.sample.Delta(type='delta')",
    "made_package.types.sample.Row(name=3)",
    "made_package.types.sample.Row(name='x').nope",
    "made_package.types.sample.Tally(__pydantic_extra__={})",
]


@pytest.mark.typing
def test_type_checkers_understand_it(package: Path) -> None:
    (package / "types" / "sample.py").write_text(HEAD + SAMPLE)
    folder = package.parent
    (folder / "good.py").write_text(GOOD)
    (folder / "bad.py").write_text("import made_package.types.sample\n" + "\n".join(BAD) + "\n")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental"]
    good = subprocess.run(
        [*mypy, "good.py", "made_package/types/sample.py"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert good.returncode == 0, good.stdout
    bad = subprocess.run([*mypy, "bad.py"], cwd=folder, capture_output=True, text=True)
    assert {line.split(":")[1] for line in bad.stdout.splitlines() if ": error:" in line} == {
        str(line) for line in range(2, 2 + len(BAD))
    }
    settings = {
        "typeCheckingMode": "strict",
        "include": ["good.py", "made_package"],
        "reportUnusedImport": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    own = ["types", "_runtime/wire.py", "_runtime/_model.py"]
    pyright = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson"]
    checked = subprocess.run(pyright, cwd=folder, capture_output=True, text=True)
    errors = [
        (each["file"], each["message"])
        for each in json.loads(checked.stdout)["generalDiagnostics"]
        if "good.py" in each["file"] or any(part in each["file"] for part in own)
    ]
    assert errors == []
