"""Test doubles of the clients, for a test suite; nothing else of the package imports this.

`MockClient` is a `Client` that answers in process: with the examples of the API's document, or with
what a test sets by `client.mock`. It refuses what the document forbids, and records the calls.
"""

from __future__ import annotations

from .._client import AsyncClient, Client
from .._runtime.testing import (
    AsyncMock,
    AsyncMockedClient,
    Call,
    Document,
    Failure,
    Mock,
    MockedClient,
    Route,
    StreamRoute,
)

__all__ = [
    "AsyncMock",
    "AsyncMockClient",
    "Call",
    "Failure",
    "Mock",
    "MockClient",
    "Route",
    "StreamRoute",
]

_DOCUMENT = Document(__name__)


class MockClient(MockedClient, Client):
    """A `Client` that sends nothing. It takes the same arguments, but no `http_client`."""

    _document = _DOCUMENT


class AsyncMockClient(AsyncMockedClient, AsyncClient):
    """An `AsyncClient` that sends nothing. It takes the same arguments, but no `http_client`."""

    _document = _DOCUMENT
