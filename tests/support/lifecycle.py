"""A project with one small client, made once and copied for each test, and an upstream to ask."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from commands import PET, Result, Run
from instep import cli

CONFIG = """
[clients.pets]
document = "specs/pet.yaml"
upstream = "upstream.yaml"
output = "out"
tests = false
stubs = false
"""

VERBOSE = PET.replace(
    "schema: {type: string}}]",
    "schema: {type: string}}, {name: verbose, in: query, schema: {type: boolean}}]",
)
"""The document with a parameter more."""
ADDED = VERBOSE.replace(
    "paths:\n", "paths:\n  /toys:\n    get: {responses: {'200': {description: d}}}\n", 1
)
"""Upstream has an operation more."""
BROKEN = PET.replace('version: "1"', 'version: "2"')
"""Upstream has no such parameter any more."""


def make(folder: Path) -> None:
    """A project with its client, generated."""
    (folder / "specs").mkdir(parents=True)
    (folder / "specs/pet.yaml").write_text(VERBOSE)
    (folder / "upstream.yaml").write_text(VERBOSE)
    (folder / "instep.toml").write_text(CONFIG)
    (folder / ".git").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert cli.run(["generate", "-q"]) == 0


def runner(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs commands in this process."""

    def go(*arguments: str) -> Result:
        code = cli.run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return go


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file with its content, what Python caches apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def configure(folder: Path, line: str) -> None:
    """Another line in the client's table."""
    with (folder / "instep.toml").open("a") as file:
        file.write(f"{line}\n")


@dataclass
class Served:
    """An upstream on this machine: what it has, what it asks for, what it saw."""

    url: str = ""
    body: bytes = b""
    files: dict[str, str] = field(default_factory=dict)
    """What stands at other paths."""
    token: str = ""
    """What `Authorization` must be; empty: it asks for none."""
    redirect: str = ""
    """Where every request but one for `/moved.yaml` is sent."""
    status: int = 200
    tagged: bool = True
    seen: list[dict[str, str]] = field(default_factory=list)
    """The headers of each request, names in lower case."""
    answered: list[int] = field(default_factory=list)


@contextmanager
def served(body: str = "") -> Iterator[Served]:
    """A server with one document, on a free port of 127.0.0.1."""
    state = Served(body=body.encode())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.seen.append(headers)
            body = state.files[self.path].encode() if self.path in state.files else state.body
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if state.redirect and self.path != "/moved.yaml":
                self._answer(302, b"", {"location": state.redirect})
            elif state.token and headers.get("authorization") != state.token:
                self._answer(401, b"", {})
            elif state.status != 200:
                self._answer(state.status, b"", {})
            elif state.tagged and headers.get("if-none-match") == tag:
                self._answer(304, b"", {"etag": tag})
            else:
                self._answer(200, body, {"etag": tag} if state.tagged else {})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            state.answered.append(status)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        state.url = f"http://127.0.0.1:{server.server_port}/openapi.yaml"
        yield state
        server.shutdown()
