"""What a server really sends: told by the client, reported, and amended so that nothing is left to tell."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from built import Built, Loopback, build, forget, loopback
from commands import process

DOCUMENT = Path(__file__).with_name("observed.yaml").read_text()
SECRET = "canary-4242"
MORE = {
    "things": [
        {
            "id": "1", "color": "blue", "state": "paused", "size": "large", "made": "yesterday",
            "owner": None, "weight": 3, "tags": ["a", "b"], "odd/na~me'": 7, "any": {"name": SECRET, "age": 9},
        },
        {"id": "2", "color": "red", "weight": 2.5, "note": None, "deep": {"secret": SECRET}},
    ],
    "by_name": {SECRET: {"id": "3", "color": "blue", "extra": True}},
    "warning": "w",
}  # fmt: skip
EVENTS = (
    b'data: {"type": "made", "thing": {"id": "1", "color": "pink"}}\n\n'
    b'data: {"type": "moved", "from": "a", "to": 3}\n\n'
)


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    package = f"observed_{request.param}"
    yield build(DOCUMENT, tmp_path_factory.mktemp(package), package, models=request.param)
    forget(package)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as state:
        yield state


def call_all(built: Built, server: Loopback, **given: Any) -> None:
    """Calls whose answers say more than the document."""
    with built.package.Client(api_key="k", base_url=server.url, max_retries=0, **given) as client:
        server.answers(MORE)
        for _ in range(2):
            client.things.list()
        client.things.with_raw_response.list().parse()
        server.answers({"message": "m", "hint": "h"}, status=418)
        with pytest.raises(built.package.APIStatusError):
            client.things.list()
        server.answers(EVENTS, "text/event-stream")
        list(client.events.list())
        server.answers([1, 20, "x"])
        client.numbers.list()
        server.answers([1], "application/vnd.numbers+json", 200)
        client.numbers.list()
        server.answers([1], status=203)
        client.numbers.list()


def told(built: Built, server: Loopback, **given: Any) -> list[Any]:
    found: list[Any] = []
    call_all(built, server, on_drift=found.append, **given)
    return found


def test_everything_new_is_told_once_and_without_values(built: Built, server: Loopback) -> None:
    found = told(built, server)
    assert all(isinstance(one, built.package.Drift) for one in found)
    assert SECRET not in repr(found).replace("canary-key", "")
    kinds = {(one.kind, one.type, one.field, one.found) for one in found}
    assert kinds == {
        ("missing", "Answer", "/total", ""),
        ("property", "Answer", "/warning", "string"),
        ("enum", "Thing", "/color", "string"),
        ("enum", "Thing", "/state", "string"),
        ("type", "Thing", "/size", "string"),
        ("format", "Thing", "/made", "string"),
        ("null", "Thing", "/owner", "null"),
        ("type", "Thing", "/odd~1na~0me'", "integer"),
        ("property", "Thing", "/weight", "integer"),
        ("property", "Thing", "/weight", "number"),
        ("property", "Thing", "/tags", "array<string>"),
        ("property", "Thing", "/note", "null"),
        ("property", "Thing", "/deep", "object"),
        ("property", "Thing", "/extra", "boolean"),
        ("property", "Owner", "/age", "integer"),
        ("property", "Problem", "/hint", "string"),
        ("variant", "", "/type", "string"),
        ("maximum", "", "/*", "integer"),
        ("type", "", "/*", "string"),
        ("media-type", "", "", ""),
        ("status", "", "", ""),
    }
    in_map = next(one for one in found if one.field == "/extra")
    assert in_map.pointer == "/by_name/*/extra"
    assert in_map.operation == "GET /things"
    assert len(found) == len(set(found))
    assert all(one.value is None for one in found)


def test_values_are_told_when_they_are_asked_for(built: Built, server: Loopback) -> None:
    found = told(built, server, drift_values=True)
    values = {(one.kind, one.value) for one in found if one.value is not None}
    assert values >= {("enum", "blue"), ("enum", "paused"), ("enum", "pink"), ("variant", "moved")}
    members = {(one.field, one.found) for one in found if one.kind == "member"}
    assert members == {("/from", "string"), ("/to", "integer")}
    assert SECRET not in repr(found)


def test_the_asynchronous_client_tells_the_same(built: Built, server: Loopback) -> None:
    found: list[Any] = []

    async def run_all() -> None:
        options = {"api_key": "k", "base_url": server.url, "on_drift": found.append}
        async with built.package.AsyncClient(**options) as client:
            server.answers(MORE)
            await client.things.list()
            server.answers(EVENTS, "text/event-stream")
            assert len([event async for event in await client.events.list()]) == 2

    asyncio.run(run_all())
    assert {"variant", "enum", "property", "missing"} <= {one.kind for one in found}


def test_what_goes_wrong_in_telling_breaks_no_call(
    built: Built, server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(drift: Any) -> None:
        raise RuntimeError(SECRET)

    server.answers(MORE)
    with built.package.Client(api_key="k", base_url=server.url, on_drift=fails) as client:
        assert client.things.list().things[0].id == "1"
    monkeypatch.setenv(
        f"{built.package.__name__.upper()}_DRIFT_LOG", str(tmp_path / "no" / "x.jsonl")
    )
    with built.package.Client(api_key="k", base_url=server.url) as client:
        assert client.things.list().things[0].id == "1"
        assert client.with_options(timeout=3).things.list().things[0].id == "1"


def test_a_strict_client_tells_before_it_refuses(built: Built, server: Loopback) -> None:
    found: list[Any] = []
    server.answers(MORE)
    options = {"api_key": "k", "base_url": server.url, "on_drift": found.append, "strict": True}
    with (
        built.package.Client(**options) as client,
        pytest.raises(built.package.APIResponseValidationError),
    ):
        client.things.list()
    assert found


def test_nothing_is_told_of_undocumented_endpoints(built: Built, server: Loopback) -> None:
    found: list[Any] = []
    server.answers(MORE)
    with built.package.Client(api_key="k", base_url=server.url, on_drift=found.append) as client:
        client.get("/other", cast_to=built.type("Answer"))
    assert found == []


def test_nothing_is_imported_unless_asked(built: Built, server: Loopback) -> None:
    server.answers(MORE)
    name = built.package.__name__
    code = (
        f"import sys, {name} as p\n"
        f"p.Client(api_key='k', base_url={server.url!r}).things.list()\n"
        "print([m for m in sys.modules if '_observ' in m])"
    )
    folder = Path(built.package.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_threads_and_processes_write_whole_lines(
    built: Built, server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "drift.jsonl"
    monkeypatch.setenv(f"{built.package.__name__.upper()}_DRIFT_LOG", str(log))
    server.answers(MORE)
    with built.package.Client(api_key="k", base_url=server.url) as client:
        threads = [threading.Thread(target=client.things.list) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    once = log.read_text().splitlines()
    assert len(once) == len(set(once)) > 10
    assert log.stat().st_mode & 0o077 == 0
    name = built.package.__name__
    code = f"import {name} as p\np.Client(api_key='k', base_url={server.url!r}).things.list()"
    folder = Path(built.package.__file__).parents[1]
    others = [subprocess.Popen([sys.executable, "-c", code], cwd=folder) for _ in range(3)]
    assert [other.wait() for other in others] == [0, 0, 0]
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(lines) == 4 * len(once)
    monkeypatch.setattr(
        sys.modules[f"{name}._runtime._observe"], "LARGEST_FILE", log.stat().st_size
    )
    with built.package.Client(api_key="k", base_url=server.url) as client:
        client.things.list()
    assert len(log.read_text().splitlines()) == len(lines)


@pytest.mark.parametrize("version", ["3.1.0", "3.0.3"])
def test_after_the_overlay_nothing_is_left_to_tell(
    version: str, server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log, overlay = tmp_path / "drift.jsonl", tmp_path / "observed.json"
    document = DOCUMENT.replace("3.1.0", version)
    if version == "3.0.3":
        document = re.sub(r"\{const: (\w+)\}", r"{type: string, enum: [\1]}", document)
    before = build(document, tmp_path / "before", "observed_before")
    monkeypatch.setenv("OBSERVED_BEFORE_DRIFT_LOG", str(log))
    monkeypatch.setenv("OBSERVED_BEFORE_DRIFT_VALUES", "1")
    call_all(before, server)
    forget("observed_before")
    spec = str(tmp_path / "before/document/openapi.yaml")
    done = process(
        tmp_path, "observe", str(log), spec, "--overlay", str(overlay), "--format", "json"
    )
    assert done.returncode == 0, done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert [one["subject"] for one in findings if not one["amended"]] == []
    output = str(tmp_path / "after")
    options = [
        "--output",
        output,
        "--package",
        "observed_after",
        "--overlay",
        str(overlay),
        "--no-tests",
    ]
    done = process(tmp_path, "generate", spec, *options)
    assert done.returncode == 0, done.stderr
    assert "overlay" not in done.stderr
    monkeypatch.syspath_prepend(output)
    import importlib

    after = Built(importlib.import_module("observed_after"), before.report)
    found = told(after, server)
    assert [one.to_dict() for one in found] == []
    forget("observed_after")
