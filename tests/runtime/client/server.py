"""A loopback HTTP server whose answers are written byte by byte, well or badly."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Request:
    """What was received, and the socket to answer on."""

    line: str
    headers: dict[str, str]
    body: bytes
    socket: socket.socket

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.socket.sendall(data)

    def reply(self, body: bytes, status: str = "200 OK", **headers: str) -> None:
        """A well-formed response."""
        named = {"content-type": "application/json", "content-length": str(len(body))}
        named.update({name.replace("_", "-"): value for name, value in headers.items()})
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    def stream(self, *chunks: bytes, end: bool = True, media: str = "text/event-stream") -> None:
        """A chunked response."""
        self.send(
            f"HTTP/1.1 200 OK\r\ncontent-type: {media}\r\ntransfer-encoding: chunked\r\n\r\n".encode()
        )
        for chunk in chunks:
            self.send(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        if end:
            self.send(b"0\r\n\r\n")


@dataclass(slots=True)
class Server:
    """A running server: its address and what it has seen; collects while tests run."""

    url: str
    requests: list[Request] = field(default_factory=list)
    connections: list[Any] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    timeout = 20
    server: _Threaded

    def handle(self) -> None:
        seen = self.server.seen
        seen.connections.append(self.client_address)
        while (request := self._read()) is not None:
            seen.requests.append(request)
            try:
                if self.server.answer(request):
                    return
            except (BrokenPipeError, ConnectionResetError):
                return

    def _read(self) -> Request | None:
        try:
            line = self.rfile.readline().decode().strip()
            if not line:
                return None
            headers: dict[str, str] = {}
            while header := self.rfile.readline().decode().strip():
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            return Request(line, headers, self._body(headers), self.connection)
        except OSError:
            return None

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(headers.get("content-length", "0")))
        body = b""
        while size := int(self.rfile.readline().strip(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


class _Threaded(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    seen: Server
    answer: Callable[[Request], bool | None]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests want."""


@contextmanager
def serving(handler: Callable[[Request], bool | None]) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1; *handler* answers, and returns True to hang up."""
    with _Threaded(("127.0.0.1", 0), _Handler) as server:
        server.answer = handler
        server.seen = Server(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.seen
        finally:
            server.shutdown()
            thread.join()
