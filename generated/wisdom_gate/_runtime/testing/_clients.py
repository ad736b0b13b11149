"""Clients whose requests go nowhere: what a generated `MockClient` adds to its `Client`."""

# pyright: reportPrivateUsage=false
# A double is a part of the runtime; what they share is private to generated code's users.

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, ClassVar, Final

import httpx2

from .._auth import Credential
from .._client import AsyncClient, SyncClient
from .._operation import Operation, Scheme
from .._options import Options, Timeout
from .._pool import AsyncPool, SyncPool
from .._request import Arguments
from .._resource import Mode
from .._response import (
    AsyncResponseManager,
    AsyncStreamedResponse,
    ResponseManager,
    StreamedResponse,
)
from .._settings import Settings
from ._answers import Answer
from ._document import Document
from ._mock import AsyncMock, Mock, Scene, Stage

_SCENE: Final[ContextVar[Scene | None]] = ContextVar("scene", default=None)
_NOWHERE: Final = "http://mock.invalid"


class MockedClient(SyncClient):
    """Answers in process, by the document and by what `mock` was told."""

    _document: ClassVar[Document]
    _mock: Mock

    @property
    def mock(self) -> Mock:
        """Sets answers, and has the calls that were made. Copies of a client share it."""
        return self._mock

    def _make_pool(self, http_client: Any) -> Timeout | None:
        if http_client is not None:
            raise TypeError("a mock client sends nothing: it takes no http_client")
        self._mock = Mock(self._document)
        self._sleep = _at_once
        client = httpx2.Client(transport=_Transport(self), follow_redirects=False, trust_env=False)
        self._pool = SyncPool(client)
        return None

    def _perform(
        self,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        cast_to: object = None,
        mode: Mode = "value",
    ) -> Any:
        self._settings = _ready(self._settings)
        scene = self._mock.begin(operation, arguments, options, self._settings)
        with _playing(scene):
            found = super()._perform(operation, arguments, options, cast_to, mode)
        if mode != "streamed":
            return found

        def opener() -> StreamedResponse[Any]:
            with _playing(scene):
                opened: StreamedResponse[Any] = found.__enter__()
                return opened

        return ResponseManager(opener)


class AsyncMockedClient(AsyncClient):
    """Answers in process, by the document and by what `mock` was told; its methods are awaited."""

    _document: ClassVar[Document]
    _mock: AsyncMock

    @property
    def mock(self) -> AsyncMock:
        """Sets answers, and has the calls that were made. Copies of a client share it."""
        return self._mock

    def _make_pool(self, http_client: Any) -> Timeout | None:
        if http_client is not None:
            raise TypeError("a mock client sends nothing: it takes no http_client")
        self._mock = AsyncMock(self._document)
        self._sleep = _later
        transport = _Transport(self)
        client = httpx2.AsyncClient(transport=transport, follow_redirects=False, trust_env=False)
        self._pool = AsyncPool(client)
        return None

    async def _perform(
        self,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        cast_to: object = None,
        mode: Mode = "value",
    ) -> Any:
        self._settings = _ready(self._settings)
        scene = self._mock.begin(operation, arguments, options, self._settings)
        with _playing(scene):
            found = await super()._perform(operation, arguments, options, cast_to, mode)
        if mode != "streamed":
            return found

        async def opener() -> AsyncStreamedResponse[Any]:
            with _playing(scene):
                opened: AsyncStreamedResponse[Any] = await found.__aenter__()
                return opened

        return AsyncResponseManager(opener)


class _Transport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers requests instead of sending them."""

    def __init__(self, client: MockedClient | AsyncMockedClient) -> None:
        self._stage: Stage = client.mock
        self._schemes: tuple[Scheme, ...] = client._spec.schemes

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        if self._is_for_token(request):
            token = {"access_token": "mock", "token_type": "Bearer", "expires_in": 3600}
            return httpx2.Response(200, json=token, request=request)
        scene = _SCENE.get()
        if scene is None:
            raise AssertionError(f"a request that belongs to no call: {request.method}")
        answer = self._stage.respond(scene, request)
        headers = dict(answer.headers)
        if answer.media:
            headers = {"content-type": answer.media, **headers}
        if answer.chunks is None:
            content = b"" if request.method == "HEAD" else answer.content
            return httpx2.Response(answer.status, headers=headers, content=content, request=request)
        stream = _Chunks(answer)
        return httpx2.Response(answer.status, headers=headers, stream=stream, request=request)

    def _is_for_token(self, request: httpx2.Request) -> bool:
        flows = [scheme.flow for scheme in self._schemes if scheme.flow is not None]
        path = request.url.path
        return request.method == "POST" and any(
            httpx2.URL(flow.token_url).path == path and request.url.host in flow.token_url
            for flow in flows
        )


class _Chunks(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The bytes of a stream, and the error that ends it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.chunks or ()
        if self._answer.error is not None:
            raise self._answer.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


@contextmanager
def _playing(scene: Scene) -> Generator[None]:
    """A context in which requests belong to a call."""
    token = _SCENE.set(scene)
    try:
        yield
    finally:
        _SCENE.reset(token)


def _ready(settings: Settings) -> Settings:
    """The settings with a credential for every scheme and a base URL: a double asks nobody for them."""
    given = {scheme: _given(scheme, settings) for scheme in settings.spec.schemes}
    if settings.base_url and all(given.values()):
        return settings
    credentials = {scheme.name: one or _credential(scheme) for scheme, one in given.items()}
    return replace(settings, credentials=credentials, base_url=settings.base_url or _NOWHERE)


def _given(scheme: Scheme, settings: Settings) -> Credential | None:
    """What the test gave for a scheme; an OAuth2 client without id and secret is nothing."""
    credential = settings.credentials.get(scheme.name)
    if scheme.flow is None:
        return credential
    return scheme.flow.chosen(credential, scheme.variable, environment=False)


def _credential(scheme: Scheme) -> Credential:
    return ("mock", "mock") if scheme.kind == "basic" else "mock"


def _at_once(seconds: float) -> None:
    """Pauses between attempts take no time in a test."""


async def _later(seconds: float) -> None:
    """Pauses between attempts take no time in a test."""
