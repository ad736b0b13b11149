"""`instep mock` as a user runs it: a process, its URL on the first line, and every wish it grants."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

DOCUMENT = Path(__file__).with_name("double.yaml")
KEY = {"Authorization": "Bearer k"}
TRACE = {"X-Trace": "5f9b9c2e-5c9c-4f0e-9a8e-0d4e4b7f1a11"}


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "instep", "mock", "-q", "--host", "127.0.0.1", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(root / "generator")}
    with subprocess.Popen(
        [*command, str(DOCUMENT)], stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert server.stdout.read() == ""


@pytest.fixture
def client(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, headers=KEY, trust_env=False) as client:
        client.delete("/__instep/requests")
        yield client


def made(client: httpx2.Client, prefer: str = "") -> httpx2.Response:
    headers = {"Prefer": prefer} if prefer else {}
    return client.post("/books", json={"title": "Ulysses"}, headers=headers)


def test_the_first_line_is_the_url(url: str) -> None:
    assert url.startswith("http://127.0.0.1:")
    assert httpx2.get(f"{url}/__instep/health", trust_env=False).json() == {"status": "ok"}


def test_an_example_by_its_name(client: httpx2.Client) -> None:
    answer = made(client, "example=usual")
    assert (answer.status_code, answer.json()["id"]) == (201, "b1")
    refused = made(client, "example=none")
    assert refused.status_code == 400
    assert "no documented example is named 'none'" in refused.json()["detail"]


def test_a_status(client: httpx2.Client) -> None:
    answer = made(client, "code=409")
    assert answer.status_code == 409
    assert isinstance(answer.json()["error"]["message"], str)
    other = made(client, "code=418")
    assert (other.status_code, other.json()["error"]["message"]) == (418, "went wrong")
    assert client.delete("/books/b1", headers={"Prefer": "code=404"}).status_code == 404


def test_a_delay(client: httpx2.Client) -> None:
    started = time.monotonic()
    assert made(client, "delay=0.5").status_code == 201
    assert time.monotonic() - started >= 0.5


def test_made_data_in_place_of_the_example(client: httpx2.Client) -> None:
    assert made(client, "dynamic=true").json() != made(client).json()
    seeded = [made(client, f"dynamic=true, seed={seed}").content for seed in (1, 1, 2)]
    assert seeded[0] == seeded[1] != seeded[2]


def test_faults(client: httpx2.Client) -> None:
    with pytest.raises(httpx2.ReadError):
        made(client, "fault=reset")
    with pytest.raises(httpx2.RemoteProtocolError):
        made(client, "fault=truncate")
    limited = made(client, "fault=429")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "1")
    started = time.monotonic()
    slow = made(client, "fault=slow")
    assert slow.json() == made(client).json()
    assert time.monotonic() - started > 1


def test_a_stream_that_breaks(client: httpx2.Client) -> None:
    body = {"book": "b1", "stream": True}
    received = b""
    with (
        pytest.raises(httpx2.RemoteProtocolError),
        client.stream(
            "POST", "/readings", json=body, headers={"Prefer": "fault=truncate"}
        ) as found,
    ):
        for chunk in found.iter_bytes():
            received += chunk
    assert received.startswith(b"event: word\n")


def test_credentials(client: httpx2.Client) -> None:
    del client.headers["authorization"]
    answer = made(client)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Authorization is missing" in answer.json()["error"]["message"]


def test_a_refusal_in_the_documents_own_schema(client: httpx2.Client) -> None:
    answer = client.post("/books", json={"title": "T", "tags": ["a", "b", "c"]})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json()["error"]["message"].startswith("body /tags: ")


def test_a_refusal_as_problem_details(client: httpx2.Client) -> None:
    answer = client.get("/books?pageSize=101&kind=prose")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert [(one["in"], one["pointer"]) for one in problem["errors"]] == [
        ("query", "/pageSize"),
        ("query", "/kind/0"),
        ("header", "/X-Trace"),
    ]
    assert problem["reason"] == problem["errors"][0]["reason"]
    assert "100" in problem["reason"]
    assert client.get("/books?pageSize=3", headers=TRACE).status_code == 200


def test_a_body_that_is_no_json_and_one_of_another_type(client: httpx2.Client) -> None:
    kind = {"Content-Type": "application/json"}
    assert client.post("/books", content=b"{", headers=kind).status_code == 400
    assert (
        client.post("/books", content=b"x", headers={"Content-Type": "text/rtf"}).status_code == 415
    )
    assert client.post("/books").status_code == 400


def test_what_is_no_path_or_method_of_the_document(client: httpx2.Client) -> None:
    assert client.get("/shelves").status_code == 404
    refused = client.patch("/books")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, OPTIONS, POST")


def test_the_log(client: httpx2.Client) -> None:
    made(client, "code=409")
    client.get("/books?pageSize=0")
    first, second = client.get("/__instep/requests").json()
    assert (first["operation"], first["status"]) == ("POST /books", 409)
    assert json.loads(first["body"]) == {"title": "Ulysses"}
    assert (second["query"], second["status"]) == ("pageSize=0", 400)
    assert second["errors"][0]["pointer"] == "/pageSize"
    client.delete("/__instep/requests")
    assert client.get("/__instep/requests").json() == []


def test_pages_of_other_origins_may_ask(client: httpx2.Client) -> None:
    origin = {"Origin": "http://page.example"}
    asked = {**origin, "Access-Control-Request-Method": "POST"}
    preflight = client.options("/books", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "POST"
    assert client.get("/books/b1", headers=origin).headers["access-control-allow-origin"] == "*"
    log = client.get("/__instep/requests", headers=origin)
    assert "access-control-allow-origin" not in log.headers


def test_event_streams_and_lines(client: httpx2.Client) -> None:
    events = client.post("/readings", json={"book": "b1", "stream": True})
    assert events.headers["content-type"] == "text/event-stream"
    kinds = [line for line in events.text.splitlines() if line.startswith("event:")]
    assert kinds == ["event: word", "event: end"]
    plain = client.post("/readings", json={"book": "b1"})
    assert plain.headers["content-type"] == "application/json"
    lines = client.get("/log")
    assert lines.headers["content-type"] == "application/jsonl"
    assert [set(json.loads(line)) for line in lines.text.splitlines()] == [{"text"}]


def test_a_file_is_taken(client: httpx2.Client) -> None:
    sent = client.put("/books/b1/cover", files={"file": b"x"}, data={"caption": "short"})
    assert sent.status_code == 204
    refused = client.put("/books/b1/cover", files={"file": b"x"}, data={"caption": "far too long"})
    assert refused.status_code == 400
    assert refused.json()["pointer"] == "/caption"
