"""The contract tests of the gateway's client run nearly all of it, the copied runtime included."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).with_name("covered.py")
LEAST = 95.0
"""Per cent of all statements; what is left is for other documents (see `covered.py`)."""


def test_nearly_every_line_of_the_client_is_run() -> None:
    spec = importlib.util.spec_from_file_location("covered", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    covered = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(covered)
    found = covered.measure()
    assert len(found) > 100
    assert covered.share(found) >= LEAST, found
