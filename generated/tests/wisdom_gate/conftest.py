"""Where the contract tests of `wisdom_gate` find it, and the service that they use.

Generated; not to be edited. They need pytest and jsonschema-rs, and fail without.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parents[1]

sys.path[:0] = [str(OUTPUT), str(HERE)]

pytest.register_assert_rewrite("wisdom_gate_contract.promises")

from wisdom_gate_contract import Service  # noqa: E402
from wisdom_gate_contract.plugin import (  # noqa: E402
    ignored,
    pytest_runtest_makereport,
    pytest_terminal_summary,
    service_of,
)
from wisdom_gate_contract.promises import driver  # noqa: E402

import wisdom_gate  # noqa: E402

__all__ = [
    "collect_ignore",
    "driver",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
    "service",
]

collect_ignore = ignored()


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A loopback server, and clients that call it."""
    yield from service_of(wisdom_gate, OUTPUT)
