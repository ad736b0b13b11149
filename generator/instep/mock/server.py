"""Runs the mock on a loopback socket: blocking for the command line, in a thread for tests."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from instep.errors import OutsideError
from instep.ir.api import Api
from instep.mock.app import MockApp

_BACKLOG = 2048
_CONNECTIONS = 8192
_STARTS = 30.0
"""Seconds a server may take to listen or to stop."""


class _Protocol(H11Protocol):
    """uvicorn's HTTP/1.1, which also lets the application reset its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)

        def reset() -> None:
            # No lingering: the kernel sends RST in place of FIN.
            raw = transport.get_extra_info("socket")
            if raw is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

        self.app_state = {**self.app_state, "reset": reset}


class _Server(uvicorn.Server):
    """A server that says when it listens and leaves signals to its caller where it runs in a thread."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._on_listening()


def serve(
    api: Api,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    quiet: bool = False,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the API's mock until interrupted (SIGINT, SIGTERM).

    `port` 0 takes any free one. `on_ready` is called with the URL once the server listens. With
    `quiet`, nothing about requests is logged. Raises `OutsideError` if the address cannot be had.
    """
    _raise_file_limit()
    listener = _listen(host, port)
    url = _url(listener)
    server = _Server(_config(MockApp(api), quiet=quiet), lambda: on_ready(url))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()


class MockServer:
    """A mock in a thread of its own: `with MockServer(api) as url: ...`.

    `app.log` has the requests. Leaving the block stops the server, streams included.
    """

    def __init__(self, api: Api, host: str = "127.0.0.1", port: int = 0) -> None:
        self.app = MockApp(api)
        self._address = (host, port)
        self._ready = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._listener: socket.socket | None = None

    def __enter__(self) -> str:
        self._listener = _listen(*self._address)
        self._server = _Server(_config(self.app, quiet=True), self._ready.set)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listener],), name="instep-mock", daemon=True
        )
        self._thread.start()
        if not self._ready.wait(_STARTS):
            raise OutsideError("the mock did not start to listen")
        return _url(self._listener)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.should_exit = True
            self._server.force_exit = True
        if self._thread is not None:
            self._thread.join(_STARTS)
        if self._listener is not None:
            self._listener.close()


def _config(app: Any, *, quiet: bool) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_level="critical" if quiet else "warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        backlog=_BACKLOG,
    )


def _raise_file_limit() -> None:
    """Allow as many open connections as the system lets this process have; some begin with 256."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, _CONNECTIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise OutsideError(f"cannot listen on {host}:{port}: {error}") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
