"""A small HTTP server in a thread: it records what it is asked and answers what it is told."""

from __future__ import annotations

import base64
import json
import shlex
import socketserver
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from .events import written

BASE = "/base"
"""The path of the server's base URL: a client that forgets it is noticed."""

LATE = "/late"
"""The path of a base URL whose requests may come when nobody waits for them any more."""

REQUEST_ID = "req-of-the-contract-test"
_PATIENCE = 10.0
_PAUSE = 0.002


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it came."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float = 0.0
    """When it came, in seconds of a clock that only goes forward."""

    @property
    def path(self) -> str:
        """The path, percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query string, percent-encoded."""
        return self.target.partition("?")[2]

    def values(self, name: str) -> list[str]:
        """The values of a header, whatever the case of its name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def curl(self, origin: str, secrets: dict[str, str]) -> str:
        """The request as a command line; each secret is replaced by what stands for it."""
        words = ["curl", "-X", self.method, origin + self.target]
        for name, value in self.headers:
            if name.lower() not in {"host", "content-length", "connection", "accept-encoding"}:
                words += ["-H", f"{name}: {value}"]
        if self.body:
            words += ["--data-binary", self.body.decode("utf-8", "backslashreplace")]
        return " ".join(_quoted(word, secrets) for word in words)


def _quoted(word: str, secrets: dict[str, str]) -> str:
    """The word for a shell, which puts the value of a variable where a secret was."""
    for secret, variable in secrets.items():
        for text in (secret, base64.b64encode(secret.encode()).decode()):
            before, found, after = word.partition(text)
            if found:
                return f'{shlex.quote(before)}"{variable}"{shlex.quote(after)}'.removesuffix("''")
    return shlex.quote(word)


class Server:
    """Listens on 127.0.0.1, on a port of its own, until it is closed."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = [{"status": 204}]
        self.requests: list[Recorded] = []
        self.endless = False
        """Repeat the events of a stream until the client is gone."""
        self.left = threading.Event()
        """Set when a client has closed the connection of an endless stream."""
        self._server = _Listener(("127.0.0.1", 0), _Handler)
        self._server.ours = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def play(self, answers: list[dict[str, Any]], *, endless: bool = False) -> None:
        """Forget what was recorded; answer like this from now on, the last as often as asked."""
        self.answers, self.endless = answers, endless
        self.requests.clear()
        self.left.clear()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    ours: Server

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener  # pyright: ignore[reportIncompatibleVariableOverride]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._respond
        raise AttributeError(name)

    def log_message(self, *args: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Requests are recorded, not printed."""

    def _respond(self) -> None:
        ours = self.server.ours
        headers = tuple((name, str(value)) for name, value in self.headers.items())
        body = self._body()
        answer = ours.answers[min(len(ours.requests), len(ours.answers) - 1)]
        if not self.path.startswith(f"{LATE}/"):
            ours.requests.append(Recorded(self.command, self.path, headers, body, time.monotonic()))
        time.sleep(answer.get("delay", 0))
        if answer.get("cut") == "head":
            self.close_connection = True
            return
        if "kind" in answer:
            self._stream(answer)
            return
        content = content_of(answer)
        lines = [*_head(answer), f"Content-Length: {len(content)}"]
        bodiless = self.command == "HEAD" or answer["status"] in {204, 205, 304}
        if bodiless:
            lines = lines if self.command == "HEAD" else lines[:-1]
        head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
        if answer.get("cut") == "body":
            self.close_connection = True
            content = content[: len(content) // 2]
        self.wfile.write(head if bodiless else head + content)

    def _stream(self, answer: dict[str, Any]) -> None:
        ours = self.server.ours
        head = "\r\n".join([*_head(answer), "Transfer-Encoding: chunked"])
        self.wfile.write(head.encode("latin-1", "replace") + b"\r\n\r\n")
        chunks = written(answer)
        until = time.monotonic() + _PATIENCE
        try:
            while True:
                for chunk in chunks:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                if not ours.endless or time.monotonic() > until:
                    break
                time.sleep(_PAUSE)
            if answer.get("cut"):
                self.close_connection = True
                return
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            ours.left.set()
            self.close_connection = True

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return self._chunks()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return found


def _head(answer: dict[str, Any]) -> list[str]:
    lines = [f"HTTP/1.1 {answer['status']} Answer", f"x-request-id: {REQUEST_ID}"]
    if answer.get("media"):
        lines.append(f"Content-Type: {answer['media']}")
    return lines + [f"{name}: {value}" for name, value in answer.get("headers", {}).items()]


def content_of(answer: dict[str, Any]) -> bytes:
    """The bytes of an answer that is no stream."""
    if "json" in answer:
        text = json.dumps(answer["json"], ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace")
    if "bytes" in answer:
        return base64.b64decode(answer["bytes"])
    return str(answer.get("text", "")).encode("utf-8", "backslashreplace")
