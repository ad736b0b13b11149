"""The mock over a real loopback socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from instep.errors import OutsideError
from instep.ir.operation import Stream
from instep.mock.server import MockServer, serve

EVENTS = 6


@pytest.fixture
def url(build: Any) -> Iterator[str]:
    """A running mock with one plain and one streaming operation."""
    value = {"type": "object", "properties": {"text": {"const": "x" * 100}}}
    events = build.media({"oneOf": [{"const": n} for n in range(EVENTS)]}, "text/event-stream")
    line = build.media({"const": {"n": 1}}, "application/jsonl")
    api = build.api(
        build.operation("GET /line", responses=(build.response("200", line),), stream=Stream(line)),
        build.operation("GET /plain", responses=(build.response("200", build.media(value)),)),
        build.operation(
            "GET /stream", responses=(build.response("200", events),), stream=Stream(events)
        ),
    )
    with MockServer(api) as url:
        yield url


def test_answers_logs_and_health(url: str) -> None:
    with httpx2.Client(base_url=url) as client:
        assert client.get("/__instep/health").json() == {"status": "ok"}
        assert client.get("/plain?a=1", headers={"Origin": "http://x"}).json() == {
            "text": "x" * 100
        }
        assert client.get("/nope").status_code == 404
        head = client.head("/plain")
        assert (head.status_code, head.content) == (200, b"")
        log = client.get("/__instep/requests").json()
        assert [(e["method"], e["path"], e["query"], e["status"], e["operation"]) for e in log] == [
            ("GET", "/plain", "a=1", 200, "GET /plain"),
            ("GET", "/nope", "", 404, None),
            ("HEAD", "/plain", "", 200, "GET /plain"),
        ]
        assert client.delete("/__instep/requests").status_code == 204
        assert client.get("/__instep/requests").json() == []


def test_cors_for_the_api_and_not_for_the_log(url: str) -> None:
    with httpx2.Client(base_url=url, headers={"Origin": "http://page"}) as client:
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-a"}
        preflight = client.options("/plain", headers=asked)
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-headers"] == "x-a"
        assert client.get("/plain").headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-origin" not in client.get("/__instep/requests").headers


def test_faults(url: str) -> None:
    with httpx2.Client(base_url=url) as client:
        with pytest.raises(httpx2.ReadError):
            client.get("/plain", headers={"Prefer": "fault=reset"})
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get("/plain", headers={"Prefer": "fault=truncate"})
        for path in ("/stream", "/line"):  # of one line, too
            with pytest.raises(httpx2.RemoteProtocolError):
                client.get(path, headers={"Prefer": "fault=truncate"})
        limited = client.get("/plain", headers={"Prefer": "fault=429"})
        assert (limited.status_code, limited.headers["retry-after"]) == (429, "1")
        started = time.monotonic()
        assert client.get("/plain", headers={"Prefer": "delay=0.3"}).status_code == 200
        assert time.monotonic() - started >= 0.3


def test_many_streams_at_once(url: str) -> None:
    async def read(client: httpx2.AsyncClient) -> int:
        async with client.stream("GET", "/stream", headers={"Prefer": "fault=slow"}) as response:
            return len([line async for line in response.aiter_lines() if line.startswith("data:")])

    async def all_of_them() -> list[int]:
        limits = httpx2.Limits(max_connections=None)
        async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=30) as client:
            return await asyncio.gather(*(read(client) for _ in range(100)))

    started = time.monotonic()
    assert asyncio.run(all_of_them()) == [EVENTS] * 100
    # Slow takes a second; one after another they would take a hundred times that.
    assert 1 <= time.monotonic() - started < 20


def test_leaving_the_block_ends_open_streams(build: Any) -> None:
    events = build.media({"oneOf": [{"const": n} for n in range(500)]}, "text/event-stream")
    operation = build.operation(
        "GET /s", responses=(build.response("200", events),), stream=Stream(events)
    )
    with httpx2.Client() as client, MockServer(build.api(operation)) as url:
        slow = {"Prefer": "fault=slow"}
        with client.stream("GET", url + "/s", headers=slow) as response:
            next(response.iter_bytes())
            started = time.monotonic()
    assert time.monotonic() - started < 10
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(url + "/s")


def test_an_address_that_is_taken(build: Any, url: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    with pytest.raises(OutsideError, match="cannot listen"):
        serve(build.api(), port=port, quiet=True, on_ready=lambda _: None)
