"""Deadlines below httpx2: no single read, write or connect of a synchronous call outlasts its own.

httpx2 limits the pause between two reads, so a server that sends a byte now and then could hold a
synchronous call for ever. Streams of our own clients therefore shorten every wait to what is left.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Iterable
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from ._errors import APITimeoutError

if TYPE_CHECKING:
    import ssl

    from ._transport import HTTPRequest

R = TypeVar("R")

_END: Final[ContextVar[float | None]] = ContextVar("deadline", default=None)

_PIECE: Final = 65536
"""How many bytes are written before the clock is looked at again."""


class Until:
    """A context in which the network of our own clients keeps to a deadline."""

    __slots__ = ("_deadline", "_token")

    def __init__(self, deadline: float | None) -> None:
        self._deadline = deadline
        self._token: Any = None

    def __enter__(self) -> None:
        if self._deadline is not None:
            self._token = _END.set(self._deadline)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _END.reset(self._token)


def _left(timeout: float | None) -> float | None:
    """The time that a step may take. Raises `APITimeoutError` if the deadline has passed."""
    end = _END.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise APITimeoutError("the response took too long")
    return left if timeout is None else min(timeout, left)


def shorter(limit: float | None, left: float) -> float:
    """The limit, or what is left where that is less by more than the time since the call began."""
    return left if limit is None or left < limit - 0.05 else limit


class _Stream:
    """A connection of httpx2's, its waits shortened. It has the methods that httpx2 calls."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return cast("bytes", self._stream.read(max_bytes, _left(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if len(buffer) <= _PIECE or _END.get() is None:
            self._stream.write(buffer, _left(timeout))
            return
        view = memoryview(buffer)
        for start in range(0, len(view), _PIECE):
            left = _left(timeout)
            self._stream.write(bytes(view[start : start + _PIECE]), left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> _Stream:
        limit = _left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend:
    """What opens connections."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _Stream:
        limit = _left(timeout)
        return _Stream(self._backend.connect_tcp(host, port, limit, local_address, socket_options))

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _Stream:
        limit = _left(timeout)
        return _Stream(self._backend.connect_unix_socket(path, limit, socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


def keep_deadlines(client: object) -> None:
    """Give a client's connections this module's streams, those through proxies too.

    httpx2 has no public way to say which network its transports use; where its insides are not as
    expected, the client is left as it is and `read` limits each pause as always.
    """
    inside = cast("Any", client)
    mounts: dict[Any, Any] = getattr(inside, "_mounts", {})
    for transport in (getattr(inside, "_transport", None), *mounts.values()):
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if hasattr(backend, "connect_tcp"):
            cast("Any", pool)._network_backend = _Backend(backend)


async def within(deadline: float | None, call: Awaitable[R], request: HTTPRequest | None) -> R:
    """The result of a call. Raises `APITimeoutError` if it is not there by the deadline."""
    if deadline is None:
        return await call
    import asyncio

    limit = asyncio.timeout(deadline - time.monotonic())
    try:
        async with limit:
            return await call
    except TimeoutError:
        if not limit.expired():
            raise
        raise APITimeoutError("the response took too long", request=request) from None
