"""The stubs of `wisdom_gate`: do they say what its modules do?

Needs mypy, and fails without. Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from pathlib import Path

from wisdom_gate_contract.stubs import check_stubs

import wisdom_gate


def test_stubs(tmp_path: Path) -> None:
    check_stubs(wisdom_gate, tmp_path)
