"""A client generated from a small document and imported, and a server on this machine that it may call."""

from __future__ import annotations

import importlib
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

from instep.config import Overrides, adhoc_client
from instep.pipeline import Report, generate


@dataclass(frozen=True)
class Built:
    """A generated package, imported."""

    package: ModuleType
    report: Report = field(repr=False)

    def type(self, name: str) -> Any:
        """A type of `PACKAGE.types`."""
        return getattr(self.package.types, name)

    def parse(self, name: str, data: Any, *, strict: bool = False) -> Any:
        """The data as a value of the type, which must give back the same data."""
        made = self.package.parse(self.type(name), data, strict=strict)
        back = self.package.dump(made)
        assert json.dumps(back) == json.dumps(data), f"{data!r} came back as {back!r}"
        return made

    def accepts(self, name: str, data: Any) -> bool:
        """Does strict mode take the data? Lenient mode always does, and must give it back."""
        self.parse(name, data)
        try:
            self.parse(name, data, strict=True)
        except ValueError:
            return False
        return True

    @property
    def calls(self) -> dict[str, str]:
        """The call of each operation."""
        return {operation.key: ".".join(operation.call) for operation in self.report.api.operations}

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, in order."""
        return [str(found.code) for found in self.report.diagnostics]

    def codes_at(self, pointer: str) -> list[str]:
        """The codes of the findings at a place or below it."""
        return [str(d.code) for d in self.report.diagnostics if d.pointer.startswith(pointer)]


def build(document: str | Mapping[str, str], folder: Path, package: str, **said: Any) -> Built:
    """Generate and import; a document of several files maps their names to texts, its root first."""
    files = {"openapi.yaml": document} if isinstance(document, str) else document
    source = folder / "document"
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    output = folder / "output"
    overrides = Overrides(
        package=package, output=output, **{"tests": False, "stubs": False, **said}
    )
    report = generate(overrides.onto(adhoc_client(str(source / next(iter(files))))))
    sys.path.insert(0, str(output))
    try:
        importlib.invalidate_caches()
        imported = importlib.import_module(package)
        importlib.import_module(package + ".types")
    finally:
        sys.path.remove(str(output))
    return Built(imported, report)


def forget(package: str) -> None:
    """Drop a package and everything below it from the imported modules."""
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Loopback:
    """A server: what it answers, and what it has seen."""

    url: str = ""
    status: int = 200
    content_type: str = "application/json"
    body: bytes = b"{}"
    seen: list[Seen] = field(default_factory=list)

    def answers(self, body: Any, content_type: str = "application/json", status: int = 200) -> None:
        """Answer every request with this from now on; data is sent as JSON."""
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.content_type, self.status = content_type, status

    @property
    def last(self) -> Seen:
        """The latest request."""
        return self.seen[-1]


@contextmanager
def loopback() -> Iterator[Loopback]:
    """A server on a free port of 127.0.0.1."""
    state = Loopback()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self._body()
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.seen.append(Seen(self.command, self.path, headers, body))
            self.send_response(state.status)
            if state.content_type:
                self.send_header("content-type", state.content_type)
            self.send_header("content-length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("content-length") or 0))
            body = b""
            while size := int(self.rfile.readline().strip(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def log_message(self, *arguments: Any) -> None:
            """Tests say for themselves what went wrong."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
