"""Both kinds of client, and no credentials from the environment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from .driver import Driver


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    """Drives the synchronous and then the asynchronous client."""
    with asyncio.Runner() as runner:
        made = Driver(request.param, runner)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO_API_KEY", "DEMO_BASIC", "DEMO_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
