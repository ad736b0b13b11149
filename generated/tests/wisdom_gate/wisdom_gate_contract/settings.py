"""How a run of the contract tests was asked for: environment variables, which `instep verify` sets."""

from __future__ import annotations

import os

BASE_URL = "INSTEP_BASE_URL"
"""The real server to test instead of the one that the tests bring."""

UNSAFE = "INSTEP_UNSAFE"
"""Set: call a real server's operations that change something, too."""

DEEP = "INSTEP_DEEP"
"""Set: also try generated data, many for each operation; a number says how many."""

SEED = "INSTEP_SEED"
"""An integer; the same seed gives the same generated data."""

REPORT = "INSTEP_REPORT"
"""A file that takes the results of each operation, as JSON."""

_EXAMPLES = 25
_SAFE = frozenset({"GET", "HEAD"})


def base_url() -> str:
    """The real server to test; empty for the one that the tests bring."""
    return os.environ.get(BASE_URL, "")


def is_called(method: str) -> bool:
    """Whether an operation with this method is called on a real server (RFC 9110, section 9.2.1)."""
    return method in _SAFE or bool(os.environ.get(UNSAFE))


def examples() -> int:
    """How many generated examples each operation is tried with."""
    asked = os.environ.get(DEEP, "")
    return int(asked) if asked.isdecimal() and int(asked) > 1 else _EXAMPLES


def seed() -> int:
    """The seed of generated data, 0 unless it was given.

    Raises:
        ValueError: It is no integer.
    """
    return int(os.environ.get(SEED) or 0)
