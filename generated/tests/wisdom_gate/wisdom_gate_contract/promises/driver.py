"""One way to drive the synchronous and the asynchronous client, so that a test is written once."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx2
import pytest

from ..cases import operations, read, revived
from ..service import Service

BASE = "https://api.test/base"
SECRET = "a-secret-that-nobody-may-see"  # noqa: S105 - it opens nothing
JSON = "application/json"
Answer = Callable[[httpx2.Request], httpx2.Response]


class _Chunks(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that comes in pieces; an exception among them is raised in its place."""

    def __init__(self, parts: Iterable[bytes | Exception]) -> None:
        self._parts = tuple(parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            await asyncio.sleep(0)
            yield part


def chunked(
    *parts: bytes | Exception, media: str = "text/event-stream", status: int = 200, **headers: str
) -> Answer:
    """A response whose body comes in pieces, made anew for each request; names take `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if media:
        named["content-type"] = media
    return lambda _: httpx2.Response(status, headers=named, stream=_Chunks(parts))


def answer(
    content: bytes | str = b"{}",
    status: int = 200,
    /,
    *,
    media: str = JSON,
    **headers: str,
) -> Answer:
    """A response whose body comes at once."""
    body = content.encode() if isinstance(content, str) else content
    return chunked(*([body] if body else ()), media=media, status=status, **headers)


class Driver:
    """Makes clients of one kind, keeps what they send, and waits for what they give."""

    def __init__(
        self,
        package: ModuleType,
        asynchronous: bool,
        run: Callable[[Any], Any],
        pauses: list[float],
    ) -> None:
        self.package: Any = package
        self.asynchronous = asynchronous
        self.requests: list[httpx2.Request] = []
        """What was sent, bodies read."""
        self.pauses = pauses
        """The seconds that clients waited between attempts."""
        self.schemes: dict[str, dict[str, Any]] = read("operations")["security"]
        self._run = run

    @property
    def kind(self) -> Any:
        """`Client` or `AsyncClient`."""
        return self.package.AsyncClient if self.asynchronous else self.package.Client

    @property
    def last(self) -> httpx2.Request:
        """The last request."""
        return self.requests[-1]

    def client(self, *answers: Answer | Exception, **options: Any) -> Any:
        """A client whose requests get these answers in turn, the last for all that follow."""
        options.setdefault("base_url", BASE)
        return self.kind(http_client=self.http(*answers), **options)

    def typed(self, found: Subject, *answers: Answer | Exception, **options: Any) -> Any:
        """The same, with the credentials that calls of an operation need."""
        for name in found.data["credentials"]:
            scheme = self.schemes[name]
            options.setdefault(
                scheme["argument"], (SECRET, SECRET) if scheme["kind"] == "basic" else SECRET
            )
        return self.client(*answers, **options)

    def http(self, *answers: Answer | Exception, **options: Any) -> Any:
        """An HTTP client that gives these answers in turn."""
        left = list(answers or (answer(),))

        def found(request: httpx2.Request) -> httpx2.Response:
            self.requests.append(request)
            one = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(one, Exception):
                raise one
            return one(request)

        def handle(request: httpx2.Request) -> httpx2.Response:
            request.read()
            return found(request)

        async def ahandle(request: httpx2.Request) -> httpx2.Response:
            await request.aread()
            return found(request)

        if self.asynchronous:
            return httpx2.AsyncClient(transport=httpx2.MockTransport(ahandle), **options)
        return httpx2.Client(transport=httpx2.MockTransport(handle), **options)

    def done(self, found: Any) -> Any:
        """The result of a call of either client."""
        return self._run(_awaited(found)) if inspect.isawaitable(found) else found

    def get(self, *answers: Answer | Exception, path: str = "/things", **options: Any) -> Any:
        """What `client.get` gives for these answers."""
        return self.done(self.client(*answers).get(path, **options))

    def events(self, stream: Any) -> list[Any]:
        """Everything that a stream, or an iterator of either kind, gives."""
        return self._run(_listed(stream)) if hasattr(stream, "__aiter__") else list(stream)

    def within(self, manager: Any, use: Callable[[Any], Any]) -> Any:
        """What a function makes of what a context manager gives."""
        return self._run(_within(manager, use)) if self.asynchronous else _within_now(manager, use)

    def piecewise(self, *parts: bytes) -> Any:
        """An iterator that the client can send, once."""
        return _piecewise(parts) if self.asynchronous else iter(parts)

    def method(self, client: Any, call: str) -> Any:
        """The method of a client that a dotted name means."""
        for name in call.split("."):
            client = getattr(client, name)
        return client


async def _awaited(found: Any) -> Any:
    return await found


async def _listed(stream: Any) -> list[Any]:
    return [one async for one in stream]


async def _within(manager: Any, use: Callable[[Any], Any]) -> Any:
    async with manager as entered:
        found = use(entered)
        if hasattr(found, "__aiter__"):
            return [one async for one in found]
        return await found if inspect.isawaitable(found) else found


def _within_now(manager: Any, use: Callable[[Any], Any]) -> Any:
    with manager as entered:
        found = use(entered)
        return list(found) if inspect.isgenerator(found) else found


async def _piecewise(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def driver(
    request: pytest.FixtureRequest, service: Service, monkeypatch: pytest.MonkeyPatch
) -> Driver:
    """Drives one client, then the other; no variable of the environment speaks to them."""
    for name in read("operations")["variables"]:
        monkeypatch.delenv(name, raising=False)
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def paused(seconds: float, result: Any = None) -> Any:
        pauses.extend([seconds] if seconds else [])
        return await sleep(0, result)

    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(asyncio, "sleep", paused)
    return Driver(service.package, request.param, service.run, pauses)


@dataclass(frozen=True, slots=True)
class Subject:
    """An operation of the document that tests make calls of."""

    key: str
    """`POST /v1/responses`."""
    data: dict[str, Any]
    """What the data say of it."""
    flag: str = ""
    """The argument that asks for a stream; empty: none does."""

    @property
    def call(self) -> str:
        """The method: `responses.create`."""
        return str(self.data["call"])

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the plainest valid call; where it may stream, it does not."""
        found: dict[str, Any] = revived(self.data["arguments"])
        return found

    @property
    def streaming(self) -> dict[str, Any]:
        """The arguments of a call that gives a stream."""
        return {**self.arguments, **({self.flag: True} if self.flag else {})}

    @property
    def answer(self) -> dict[str, Any]:
        """The usual answer: `status`, `media`, `json` and its `model`."""
        found: dict[str, Any] = self.data["answer"]
        return found


def subject(kind: str) -> Subject:
    """The operation that the generator chose for tests of a kind: `plain`, `stream` or `secured`."""
    chosen = read("operations")["subjects"][kind]
    return Subject(chosen["key"], operations()[chosen["key"]], chosen.get("flag", ""))


def told(found: Subject, value: Any = ..., /, **headers: str) -> Answer:
    """The usual answer of an operation, or another value in its place."""
    answer_ = found.answer
    content = json.dumps(answer_["json"] if value is ... else value)
    return answer(content, answer_["status"], media=answer_["media"], **headers)


def always(value: Any) -> Callable[[Any], Any]:
    """A hook, or what answers a call, that gives the same whatever it is asked."""

    def given(_: Any) -> Any:
        return value

    return given


@contextlib.contextmanager
def raises(kind: type[BaseException], *words: str) -> Generator[Any, None, None]:
    """Fail unless an error of just this class is raised whose text has these words, and no secret."""
    with pytest.raises(kind) as caught:
        yield caught
    assert type(caught.value) is kind, f"expected {kind.__name__}, found {caught.value!r}"
    for word in words:
        assert word in str(caught.value)
    assert SECRET not in f"{caught.value} {caught.value!r}"
