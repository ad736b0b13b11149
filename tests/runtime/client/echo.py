"""An independent server: an ASGI application on uvicorn that keeps what it receives, byte for byte."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn


class Echo:
    """The last request as uvicorn has read it from the socket."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {}
        self.body = b""
        self.url = ""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.scope, self.body = scope, body
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id":"t1"}'})

    def header(self, name: str) -> str:
        """A header of the request, by its lower-case name."""
        named = dict(cast("list[tuple[bytes, bytes]]", self.scope["headers"]))
        return named[name.encode()].decode()

    def seen(self, place: str, name: str) -> str:
        """What the request had in a place, undecoded; in a path, between `x` and `y`."""
        if place == "path":
            raw: bytes = self.scope["raw_path"]
            return raw.decode().partition("/x")[2].removesuffix("y")
        if place == "query":
            query: bytes = self.scope["query_string"]
            return query.decode()
        return self.header("cookie" if place == "cookie" else name.lower())


@contextmanager
def echoing(app: Echo | None = None) -> Iterator[Echo]:
    """The server, on a free port of this machine."""
    app = app or Echo()
    config = uvicorn.Config(
        cast("Any", app), port=0, log_level="critical", lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    app.url = f"http://127.0.0.1:{port}"
    try:
        yield app
    finally:
        server.should_exit = True
        thread.join()
