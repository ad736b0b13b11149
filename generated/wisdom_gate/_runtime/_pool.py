"""The HTTP clients that a client and its copies share; made when the first request is sent."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._transport import AsyncHTTPClient, HTTPClient


class SyncPool:
    """Holds one HTTP client: the caller's, or one of our own that is made when it is needed.

    It may be used from several threads. After a fork, the child gets connections of its own.
    """

    def __init__(self, given: HTTPClient | None) -> None:
        self.own = given is None
        """Whether the HTTP client is ours to close."""
        self.is_closed = False
        self._client = given
        self._pid = os.getpid()
        self._lock = threading.Lock()

    def client(self) -> HTTPClient:
        """The HTTP client. Raises `RuntimeError` if this is closed."""
        if self.is_closed:
            raise RuntimeError("the client is closed")
        client = self._client
        if client is not None and (self._pid == os.getpid() or not self.own):
            return client
        from . import _transport

        if self._pid != os.getpid():
            self._lock = threading.Lock()  # the old one may be held by a thread that is not here
        with self._lock:
            if self._client is None or self._pid != os.getpid():
                self._client = _transport.new_client()
                self._pid = os.getpid()
            return self._client

    def close(self) -> None:
        """Close the connections, unless the HTTP client is the caller's."""
        self.is_closed = True
        if self.own and self._client is not None and self._pid == os.getpid():
            self._client.close()

    def __del__(self) -> None:
        # The last client that shares the pool is gone.
        if getattr(self, "own", False) and not self.is_closed:
            self.close()


class AsyncPool:
    """The asynchronous twin: one HTTP client for each event loop, because connections belong to one.

    A caller's HTTP client is used as it is, in whatever loop.
    """

    def __init__(self, given: AsyncHTTPClient | None) -> None:
        self.own = given is None
        """Whether the HTTP clients are ours to close."""
        self.is_closed = False
        self._given = given
        self._clients: weakref.WeakKeyDictionary[Any, AsyncHTTPClient] = weakref.WeakKeyDictionary()

    def client(self) -> AsyncHTTPClient:
        """The HTTP client of the running event loop. Raises `RuntimeError` if this is closed."""
        if self.is_closed:
            raise RuntimeError("the client is closed")
        if self._given is not None:
            return self._given
        import asyncio

        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            from . import _transport

            client = self._clients[loop] = _transport.new_async_client()
        return client

    async def close(self) -> None:
        """Close the connections of the running event loop and forget the others."""
        import asyncio

        self.is_closed = True
        client = self._clients.pop(asyncio.get_running_loop(), None)
        self._clients.clear()
        if client is not None:
            await client.aclose()
