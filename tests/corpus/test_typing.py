"""Type checkers find nothing in what is generated from the documents that the tests have themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from typing_sweep import check

DOCUMENTS = Path(__file__).parent.parent / "behaviour"


@pytest.mark.slow
@pytest.mark.typing
@pytest.mark.parametrize("models", ["pydantic", "dataclass"])
@pytest.mark.parametrize("name", ["ways.yaml", "contract.yaml", "unions.yaml"])
def test_type_checkers_agree(name: str, models: str, tmp_path: Path) -> None:
    row = check(DOCUMENTS / name, tmp_path, models=models, runtime=False)
    assert row.errors == {"mypy": [], "pyright": [], "stubtest": []}
