"""The mock's memory of what it was asked, bounded."""

from __future__ import annotations

import base64
from collections import deque

from instep.ir.types import Json
from instep.mock.requests import Request
from instep.mock.respond import Reply

_ENTRIES = 1_000
_BODY = 64 * 1024


class RequestLog:
    """The last thousand requests, oldest first; bodies up to 64 KiB each."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Json]] = deque(maxlen=_ENTRIES)
        self._total = 0

    def add(self, request: Request, reply: Reply) -> None:
        """Remember a request and what was answered."""
        self._total += 1
        entry: dict[str, Json] = {
            "number": self._total,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": [list(pair) for pair in request.headers],
            "operation": reply.operation or None,
            "status": reply.status,
            "errors": [
                {"in": f.where, "pointer": f.pointer, "reason": f.reason} for f in reply.faults
            ],
        }
        body = request.body[:_BODY]
        try:
            entry["body"] = body.decode("utf-8")
        except UnicodeDecodeError:
            entry["body_base64"] = base64.b64encode(body).decode()
        if len(request.body) > _BODY:
            entry["body_size"] = len(request.body)
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all requests."""
        self._entries.clear()

    def as_json(self) -> list[dict[str, Json]]:
        """The entries, JSON-ready."""
        return list(self._entries)
