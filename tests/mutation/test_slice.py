"""A slice of the mutation check, small enough for every run; `run.py` has the whole."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SLICE = (
    "wrong verb",
    "argument gone",
    "wrong style",
    "error in a stream swallowed",
    "enum value added",
    "parameter added",
)


@pytest.fixture(scope="module")
def check() -> ModuleType:
    sys.path.insert(0, str(HERE))
    try:
        spec = importlib.util.spec_from_file_location("mutation_run", HERE / "run.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["mutation_run"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(HERE))
    return module


@pytest.fixture(scope="module")
def pristine(check: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutation") / "pristine"
    check.prepared(folder, "pydantic")
    return folder


@pytest.mark.parametrize("name", SLICE)
def test_a_fault_is_caught(check: ModuleType, pristine: Path, tmp_path: Path, name: str) -> None:
    (fault,) = [fault for fault in check.FAULTS if fault.name == name]
    outcome = check.seeded(fault, pristine, tmp_path)
    assert outcome.caught, outcome


def test_there_are_enough_faults_of_both_kinds(check: ModuleType) -> None:
    edits = [fault for fault in check.FAULTS if isinstance(fault, check.Edit)]
    assert len(check.FAULTS) >= 40
    assert len(edits) >= 10
    assert len({fault.name for fault in check.FAULTS}) == len(check.FAULTS)
    assert set(check.MISSED) <= {fault.name for fault in check.FAULTS}
