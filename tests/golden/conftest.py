"""The one flag of the golden tests."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Rewrite what is expected? For people, never for CI."""
    flag = bool(request.config.getoption("--update-golden"))
    if flag and os.environ.get("CI"):
        pytest.exit("--update-golden is for people, not for CI", returncode=2)
    return flag
