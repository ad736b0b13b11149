"""One way to drive the synchronous and the asynchronous client, so that a test is written once."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import httpx2

from instep.runtime import core, spelling, wire

BASE = "https://api.test/base"
KEY = "sk-canary-4242"
Handler = Callable[[httpx2.Request], httpx2.Response]


class Thing(wire.Model):
    """What the operations answer with."""

    id: str
    size: int | None = None


class Problem(wire.Model):
    """What they answer with when they fail."""

    error: dict[str, Any]


SPEC = core.ClientSpec(
    package="demo",
    base_url=BASE,
    schemes=(
        core.Scheme("bearerAuth", "bearer", argument="api_key", variable="DEMO_API_KEY"),
        core.Scheme("basicAuth", "basic", argument="basic", variable="DEMO_BASIC"),
        core.Scheme("keyHeader", "header", argument="key_header", wire="X-API-Key"),
        core.Scheme("keyQuery", "query", argument="key_query", wire="api_key"),
        core.Scheme("keyCookie", "cookie", argument="key_cookie", wire="session"),
    ),
    base_url_variable="DEMO_BASE_URL",
    version="1.2.3",
)
JSON_BODY = core.Body(("application/json", "json"), required=True)
REPLIES = (
    core.Reply("200", "application/json", "json", lambda: Thing),
    core.Reply("4XX", "application/json", "json", lambda: Problem),
)


def operation(method: str = "POST", path: str = "/things", **given: Any) -> core.Operation:
    """An operation with a JSON body unless told otherwise."""
    given.setdefault("body", JSON_BODY if method in ("POST", "PUT", "PATCH") else None)
    given.setdefault("replies", REPLIES)
    if given.get("parameters"):
        given["parameters"] = spelling.Parameters(*given["parameters"])
    return core.Operation(id="op", method=method, path=path, **given)


def answer(content: bytes | str = b'{"id":"t1"}', status: int = 200, **headers: str) -> Any:
    """A handler that always answers so; header names take `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("content-type", "application/json")
    return lambda _: httpx2.Response(status, headers=named, content=content)


class Recorder:
    """A handler that keeps the requests and answers with the next of its answers."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.requests: list[httpx2.Request] = []
        self.answers = list(answers)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        found = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def last(self) -> httpx2.Request:
        """The last request."""
        return self.requests[-1]


def ok(content: str = '{"id":"t1"}', status: int = 200, **headers: str) -> httpx2.Response:
    """A JSON response."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("content-type", "application/json")
    return httpx2.Response(status, headers=named, content=content.encode())


class Driver:
    """Makes clients of one kind and runs their calls."""

    def __init__(self, kind: str, runner: asyncio.Runner) -> None:
        self.kind = kind
        self.sleeps: list[float] = []
        self.closing: list[Any] = []
        self._runner = runner

    @property
    def is_async(self) -> bool:
        """Whether it drives the asynchronous client."""
        return self.kind == "async"

    def run(self, found: Any) -> Any:
        """The result of a call: awaited if it has to be."""
        if not inspect.isawaitable(found):
            return found

        async def waited() -> Any:
            return await found

        return self._runner.run(waited())

    def http(self, handler: Handler, **options: Any) -> Any:
        """An httpx2 client over *handler*."""
        transport = httpx2.MockTransport(handler)
        make = httpx2.AsyncClient if self.is_async else httpx2.Client
        client = make(transport=transport, **options)
        self.closing.append(client)
        return client

    def client(self, handler: Handler | None, **options: Any) -> Any:
        """A client over *handler*, or over the network."""
        options.setdefault("credentials", {"bearerAuth": KEY})
        spec = options.pop("spec", SPEC)
        if handler is not None:
            options["http_client"] = self.http(handler)
        client = (core.AsyncClient if self.is_async else core.SyncClient)(spec, **options)
        client._around = type(client._around)(
            lambda: 0.0, lambda: 1_700_000_000.0, client._around.clock
        )
        client._sleep = self._asleep if self.is_async else self.sleeps.append
        self.closing.append(client)
        return client

    async def _asleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)

    def resource(self, client: Any) -> Any:
        """A resource of the client."""
        return core.AsyncResource(client) if self.is_async else core.SyncResource(client)

    def call(self, client: Any, op: core.Operation, **arguments: Any) -> Any:
        """Call an operation."""
        return self.run(self.resource(client)._call(op, **arguments))

    def raw(self, client: Any, op: core.Operation, **arguments: Any) -> Any:
        """Call an operation for its raw response."""
        return self.run(core.raw(self.resource(client))._call(op, **arguments))

    def streamed(
        self, client: Any, op: core.Operation, use: Callable[[Any], Any], **arguments: Any
    ) -> Any:
        """Call an operation and use its open response."""
        call = core.streamed(self.resource(client))._call(op, **arguments)
        if not self.is_async:
            with call as response:
                return use(response)

        async def inside() -> Any:
            async with core.deferred(call) as response:
                found = use(response)
                if hasattr(found, "__aiter__"):
                    return [one async for one in found]
                return await found if inspect.isawaitable(found) else found

        return self.run(inside())

    def take(self, stream: Any, count: int = 10**9) -> list[Any]:
        """The first values of a stream."""
        if not self.is_async:
            return list(islice(stream, count))

        async def taken() -> list[Any]:
            found: list[Any] = []
            async for value in stream:
                found.append(value)
                if len(found) >= count:
                    break
            return found

        return list(self.run(taken()))

    def chunks(self, *parts: bytes | Exception, closed: list[bool] | None = None) -> Any:
        """A response body in these pieces; an exception among them is raised in its place."""
        seen = closed if closed is not None else []
        return (AsyncPieces if self.is_async else Pieces)(parts, seen)

    def close(self) -> None:
        """Close every client that was made."""
        for client in reversed(self.closing):
            self.run(client.aclose() if isinstance(client, httpx2.AsyncClient) else client.close())


class Pieces(httpx2.SyncByteStream):
    """A body in pieces that says when it is closed."""

    def __init__(self, parts: tuple[bytes | Exception, ...], closed: list[bool]) -> None:
        self.parts = parts
        self.closed = closed

    def __iter__(self) -> Any:
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            yield part

    def close(self) -> None:
        self.closed.append(True)


class AsyncPieces(httpx2.AsyncByteStream):
    """The asynchronous twin."""

    def __init__(self, parts: tuple[bytes | Exception, ...], closed: list[bool]) -> None:
        self.parts = parts
        self.closed = closed

    async def __aiter__(self) -> Any:
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def aclose(self) -> None:
        self.closed.append(True)


def sent(request: httpx2.Request) -> Mapping[str, str]:
    """A request's headers in lower case."""
    return {name.lower(): value for name, value in request.headers.multi_items()}
