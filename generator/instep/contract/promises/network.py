"""Calls over a socket of this machine: what only a real connection shows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from ..server import BASE
from ..service import Service
from .driver import SECRET, Driver


class Connections:
    """Connections of the client's own."""

    @pytest.fixture
    def caller(self, driver: Driver, service: Service) -> Iterator[Any]:
        """A client with connections of its own, to the service's server."""
        service.server.play([{"status": 200, "media": "application/json", "json": {"a": 1}}])
        client = driver.kind(base_url=service.server.origin + BASE, max_retries=0)
        yield client
        driver.done(client.close())

    def test_a_large_body_arrives_within_the_time(
        self, driver: Driver, service: Service, caller: Any
    ) -> None:
        body = b"x" * 300_000
        limit = driver.package.Timeout(total=30)
        found = driver.done(caller.post("/x", body=body, timeout=limit))
        assert found == {"a": 1}
        assert service.server.requests[-1].body == body

    def test_libraries_below_log_no_value(
        self, driver: Driver, caller: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        headers = {"X-Private": SECRET}
        driver.done(caller.get("/x", extra_headers=headers, extra_query={"q": SECRET}))
        assert caplog.records
        assert SECRET not in caplog.text
        assert SECRET not in f"{[vars(record) for record in caplog.records]}"

    def test_a_client_that_is_closed_meanwhile_sends_nothing(
        self, driver: Driver, service: Service
    ) -> None:
        clients: list[Any] = []

        def close(_request: object) -> Any:
            return clients[0].close()

        client = driver.kind(base_url=service.server.origin + BASE, on_request=close)
        clients.append(client)
        with pytest.raises(RuntimeError, match="closed"):
            driver.done(client.get("/x"))
