"""Test doubles: clients that answer in process, by the document. Nothing else imports this."""

from __future__ import annotations

from ._clients import AsyncMockedClient, MockedClient
from ._document import Document
from ._mock import AsyncMock, Mock
from ._record import Call, Failure
from ._routes import Route, StreamRoute

__all__ = [
    "AsyncMock",
    "AsyncMockedClient",
    "Call",
    "Document",
    "Failure",
    "Mock",
    "MockedClient",
    "Route",
    "StreamRoute",
]
