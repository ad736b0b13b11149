"""The ASGI application around the pure part: reading, logging, faults, CORS, streaming."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from instep.ir.api import Api
from instep.mock.log import RequestLog
from instep.mock.payloads import dumped
from instep.mock.requests import Request
from instep.mock.respond import Mock, Reply

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_LARGEST = 64 * 1024 * 1024
_SLOW = 0.2
"""Seconds between two pieces of a slow answer."""
_SLOW_PIECES = 10
_OWN = "/__instep/"


class MockApp:
    """Serves one API's mock, and below `/__instep/` its request log and health."""

    def __init__(self, api: Api) -> None:
        self.mock = Mock(api)
        self.log = RequestLog()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one connection's event (the ASGI specification, version 3)."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        headers = tuple(
            (k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]
        )
        request = Request(
            scope["method"].upper(),
            path,
            scope["query_string"].decode("latin-1"),
            headers,
        )
        if path.startswith(_OWN):
            await self._own(request, send)
            return
        if request.method == "OPTIONS" and request.header("access-control-request-method"):
            await _send(send, 204, _preflight(request), b"")
            return
        body = await _read(receive)
        if body is None:
            await _send(send, 413, _cors(request), b"")
            return
        request = Request(request.method, path, request.query, headers, body)
        reply = self.mock.respond(request)
        self.log.add(request, reply)
        if reply.wish.delay:
            await asyncio.sleep(reply.wish.delay)
        if reply.wish.fault == "reset" and _reset(scope):
            return
        await _answer(request, reply, send)

    async def _own(self, request: Request, send: Send) -> None:
        """The mock's own addresses; without CORS, for the log holds credentials."""
        kind: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        match request.method, request.path.removeprefix(_OWN):
            case "GET" | "HEAD", "health":
                status, body = 200, dumped({"status": "ok"})
            case "GET" | "HEAD", "requests":
                status, body = 200, dumped(self.log.as_json())
            case "DELETE", "requests":
                self.log.clear()
                status, body, kind = 204, b"", []
            case _, "health" | "requests":
                status, body = 405, dumped({"status": 405, "title": "Method Not Allowed"})
            case _:
                status, body = 404, dumped({"status": 404, "title": "Not Found"})
        await _send(send, status, kind, b"" if request.method == "HEAD" else body, len(body))


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(receive: Receive) -> bytes | None:
    """The request's body; None where it is larger than is taken here."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        piece = message.get("body", b"")
        size += len(piece)
        if size > _LARGEST:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            break
    return b"".join(pieces)


async def _answer(request: Request, reply: Reply, send: Send) -> None:
    headers = [(k.encode("latin-1"), v.encode("latin-1", "replace")) for k, v in reply.headers]
    headers.extend(_cors(request))
    if request.method == "HEAD":
        await _send(send, reply.status, headers, b"", None if reply.chunks else len(reply.body))
        return
    pieces = list(reply.chunks) if reply.chunks is not None else [reply.body]
    slow = reply.wish.fault == "slow"
    cut = reply.wish.fault == "truncate"
    if reply.chunks is None and (slow or cut):
        step = max(1, len(reply.body) // _SLOW_PIECES)
        pieces = [reply.body[at : at + step] for at in range(0, len(reply.body), step)]
    elif reply.chunks is None:
        await _send(send, reply.status, headers, reply.body)
        return
    if reply.chunks is None:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    for index, piece in enumerate(pieces):
        if cut and index >= len(pieces) // 2:
            # Half a piece, then nothing: the server closes a connection whose answer is not whole.
            half = piece[: len(piece) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            return
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(_SLOW if slow else 0)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(
    send: Send, status: int, headers: Headers, body: bytes, length: int | None = 0
) -> None:
    if status not in {204, 304} and length is not None:
        headers = [*headers, (b"content-length", str(length or len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _cors(request: Request) -> Headers:
    if request.header("origin") is None:
        return []
    return [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"*")]


def _preflight(request: Request) -> Headers:
    """The answer to a CORS preflight (Fetch standard, section 3.3.2)."""
    method = (request.header("access-control-request-method") or "").encode("latin-1", "replace")
    asked = (request.header("access-control-request-headers") or "*").encode("latin-1", "replace")
    return [
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-methods", method),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", b"600"),
    ]


def _reset(scope: MutableMapping[str, Any]) -> bool:
    """Reset the connection (TCP RST), where the server lets us at its transport."""
    abort = scope.get("state", {}).get("reset")
    if abort is None:
        return False
    abort()
    return True
