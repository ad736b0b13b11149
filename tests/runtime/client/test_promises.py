"""Behaviours that no other module here has for its subject; `behaviours.py` says which they are."""

from __future__ import annotations

import asyncio
import inspect
import io
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx2
import pytest

from instep.runtime import core, spelling, wire

from .driver import KEY, SPEC, Driver, Recorder, Thing, answer, ok, operation, sent
from .server import Request, serving
from .streams import DELTA, Delta, data, opened, streaming

GET = operation("GET", "/things")


class Cat(wire.Model):
    """A member of a union."""

    kind: str
    lives: int


class Dog(wire.Model):
    """Another."""

    kind: str
    bark: str


Pet = Annotated[Cat | Dog | wire.UnknownVariant, wire.Tagged("kind", {"cat": "Cat", "dog": "Dog"})]


def got(driver: Driver, kind: Any, content: str) -> Any:
    """What a call makes of this JSON where the document promises that type."""
    reply = core.Reply("200", "application/json", "json", lambda: kind)
    return driver.call(driver.client(Recorder(ok(content))), operation("GET", replies=(reply,)))


@pytest.mark.parametrize(
    ("code", "expected"), [(404, "404"), (0, "0"), ('""', ""), ('"x"', "x"), ("null", None)]
)
def test_an_error_code_is_a_string(driver: Driver, code: object, expected: str | None) -> None:
    content = f'{{"error":{{"message":"m","code":{code},"type":"t","param":"p"}}}}'
    with pytest.raises(core.BadRequestError) as caught:
        driver.call(driver.client(answer(content, 400)), GET)
    error = caught.value
    assert (error.code, error.type, error.param) == (expected, "t", "p")
    assert error.body.error["message"] == "m"


def test_the_response_itself_is_handed_out_untouched(driver: Driver) -> None:
    for media in ("application/json", "application/binary"):
        client = driver.client(answer(b'{"foo":"bar"}', content_type=media))
        found = driver.run(client.get("/x", cast_to=httpx2.Response))
        assert isinstance(found, httpx2.Response)
        assert (found.content, found.headers["content-type"]) == (b'{"foo":"bar"}', media)


def test_a_copy_takes_whatever_the_constructor_takes(driver: Driver) -> None:
    kind = core.AsyncClient if driver.is_async else core.SyncClient
    made = set(inspect.signature(kind.__init__).parameters) - {"self", "spec", "credentials"}
    copied = inspect.signature(kind.with_options).parameters
    assert made <= set(copied)
    assert copied["credentials"].kind is inspect.Parameter.VAR_KEYWORD
    assert kind.copy is kind.with_options


def test_a_generated_client_copies_all_its_arguments(driver: Driver) -> None:
    import wisdom_gate

    kind = wisdom_gate.AsyncClient if driver.is_async else wisdom_gate.Client
    http = driver.http(answer())
    given: dict[str, Any] = {
        "api_key": "other", "base_url": "https://b.test", "timeout": 3.0, "max_retries": 7,
        "default_headers": {"X-A": "1"}, "default_query": {"q": 1}, "http_client": http, "strict": True,
        "limits": core.Limits(event=5), "trusted_origins": ("https://c.test",), "on_request": print,
        "on_response": print, "on_error": print, "on_drift": print, "drift_values": True,
    }  # fmt: skip
    names = set(inspect.signature(kind.__init__).parameters) - {"self"}
    assert names <= set(given)
    assert {"api_key", "limits", "trusted_origins", "on_error"} <= names
    given["limits"] = type(kind(api_key="a")._settings.limits)(event=5)
    copy = kind(api_key="a").with_options(**{name: given[name] for name in names})
    assert (copy.base_url, copy.max_retries, copy.strict) == ("https://b.test", 7, True)
    assert copy._settings.credentials == {"bearerAuth": "other"}
    assert copy._settings.limits.event == 5
    assert copy._settings.hooks.on_error is print
    assert copy._settings.trusted_origins == {"https://c.test"}


def test_missing_arguments_are_named_by_a_type_error(driver: Driver) -> None:
    import wisdom_gate

    kind = wisdom_gate.AsyncClient if driver.is_async else wisdom_gate.Client
    client = kind(api_key="x", http_client=driver.http(Recorder(ok())))
    with pytest.raises(TypeError, match=r"create\(\) missing 2 required .* 'model' and 'input'"):
        driver.run(client.responses.create())
    with pytest.raises(TypeError, match="'model'"):
        driver.run(client.responses.create(input="x"))
    with pytest.raises(TypeError, match="unexpected keyword argument 'modle'"):
        driver.run(client.responses.create(input="x", model="m", modle="m"))


def test_a_function_for_a_key_serves_its_own_scheme_only(driver: Driver) -> None:
    asked: list[int] = []

    def key() -> str:
        asked.append(1)
        return "fresh"

    seen = Recorder(ok())
    client = driver.client(seen, credentials={"bearerAuth": key, "keyHeader": "admin"})
    driver.call(client, operation("GET", security=(("keyHeader",),)))
    assert (sent(seen.last)["x-api-key"], asked) == ("admin", [])
    assert "authorization" not in sent(seen.last)
    driver.call(client, operation("GET", security=(("bearerAuth",),)))
    assert (sent(seen.last)["authorization"], asked) == ("Bearer fresh", [1])
    assert "x-api-key" not in sent(seen.last)


def test_bare_containers_and_unions_of_any_kind(driver: Driver) -> None:
    assert got(driver, dict[str, int], '{"a":1}') == {"a": 1}
    assert got(driver, list[Thing], '[{"id":"a"}]') == [Thing(id="a")]
    assert got(driver, Thing | str, '"text"') == "text"
    assert got(driver, Cat | Dog, '{"kind":"x","bark":"wow"}') == Dog(kind="x", bark="wow")
    assert got(driver, Thing | list[Thing], '[{"id":"a"}]') == [Thing(id="a")]


def test_a_tagged_member_with_wrong_data_is_still_that_member(driver: Driver) -> None:
    found = got(driver, Pet, '{"kind":"dog","bark":[1]}')
    assert type(found) is Dog
    assert found.bark == [1]
    assert type(got(driver, Pet, '{"kind":"cow","bark":"moo"}')) is wire.UnknownVariant


def test_what_is_missing_says_so_where_it_is_used(driver: Driver) -> None:
    found = got(driver, Cat, '{"kind":"cat"}')
    with pytest.raises(AttributeError, match="Cat has no 'lives': it was not received"):
        _ = found.lives
    reply = core.Reply("200", "application/json", "json", lambda: Cat)
    client = driver.client(Recorder(ok('{"kind":"cat"}')), strict=True)
    with pytest.raises(core.APIResponseValidationError):
        driver.call(client, operation("GET", replies=(reply,)))


def test_a_large_payload_goes_and_comes_unchanged(driver: Driver) -> None:
    text = "größe " * 700_000
    with serving(lambda request: request.reply(request.body)) as server:
        client = driver.client(None, base_url=server.url)
        op = operation(replies=(core.Reply("200", "application/json", "json"),))
        assert driver.call(client, op, body={"text": text}) == {"text": text}
        raw = operation(
            body=core.Body(("application/octet-stream", "binary")),
            replies=(core.Reply("200", "*/*", "binary"),),
        )
        assert driver.call(client, raw, body=core.Whole(io.BytesIO(text.encode()))) == text.encode()
        driver.run(client.close())


def test_what_cannot_be_decoded_closes_its_stream(driver: Driver) -> None:
    closed: list[bool] = []
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    body = driver.chunks(b"no gzip at all", closed=closed)
    seen = Recorder(httpx2.Response(200, headers=headers, stream=body))
    stream = driver.call(driver.client(seen), streaming(), body={"stream": True})
    with pytest.raises(core.APIConnectionError) as caught:
        driver.take(stream)
    assert isinstance(caught.value.__cause__, httpx2.DecodingError)
    assert closed


def test_no_value_of_a_request_is_ever_logged(
    driver: Driver, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Neither a key nor a header, a path or query value, a body or a file's name."""
    path = tmp_path / "canary-name.txt"
    path.write_text("canary-content")
    op = operation(
        path="/things/{id}",
        parameters=(spelling.Param("id", "path"), spelling.Param("q", "query"), spelling.Param("X-H", "header")),
        body=core.Body(("multipart/form-data", "multipart")),
        security=(("bearerAuth",),),
    )  # fmt: skip

    def reply(request: Request) -> None:
        told = b'{"error":{"message":"canary-told"}}'
        request.reply(told, "503 No" if len(server.requests) == 1 else "400 No", x_h="canary-back")

    with serving(reply) as server, caplog.at_level(logging.DEBUG):
        client = driver.client(None, base_url=server.url)
        with pytest.raises(core.BadRequestError):
            driver.call(
                client,
                op,
                path={"id": "canary-path"},
                query={"q": "canary-query"},
                header={"X-H": "canary-header"},
                body={"f": path, "t": "canary-body"},
            )
        driver.run(client.close())
    mine = [record for record in caplog.records if record.name != "httpx2"]
    text = repr([(record.getMessage(), record.__dict__) for record in mine])
    assert "canary" not in text
    assert KEY not in text
    theirs = [record.getMessage() for record in caplog.records if record.name == "httpx2"]
    assert theirs, "httpx2 logs every URL, so a path is there; its query's values are not"
    assert "canary-query" not in repr(theirs)


@pytest.mark.parametrize("way", ["complete", "truncate", "stall", "trickle"])
def test_after_done_a_connection_is_reused_or_dropped_soon(driver: Driver, way: str) -> None:
    def reply(request: Request) -> bool:
        request.stream(data(DELTA), data("[DONE]"), end=False)
        if way == "complete":
            request.send(b"0\r\n\r\n")
            return False
        until = time.monotonic() + 1.5
        while way != "truncate" and time.monotonic() < until:
            if way == "trickle":
                request.send(b"3\r\n: x\r\n")
            time.sleep(0.05)
        return True

    with serving(reply) as server:
        client = driver.client(None, base_url=server.url)
        start = time.perf_counter()
        stream = driver.call(client, streaming(), body={"stream": True})
        assert len(driver.take(stream)) == 1
        assert time.perf_counter() - start < 0.9
        stream = driver.call(client, streaming(), body={"stream": True})
        assert len(driver.take(stream)) == 1
        driver.run(client.close())
    reused = way == "complete" and driver.is_async
    assert len(server.connections) == (1 if reused else 2)


def test_bytes_after_done_are_never_decoded(driver: Driver) -> None:
    read: list[str] = []

    def parts() -> Iterator[bytes]:
        yield data(DELTA, "[DONE]")
        read.append("more")
        yield b"data: {broken\n\n\xff\xff"

    class Sync(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return parts()

    class Async(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in parts():
                yield part

    headers = {"content-type": "text/event-stream"}
    body = Async() if driver.is_async else Sync()
    seen = Recorder(httpx2.Response(200, headers=headers, stream=body))
    stream = driver.call(driver.client(seen), streaming(), body={"stream": True})
    assert driver.take(stream) == [Delta(type="delta", text="é")]
    assert read == (["more"] if driver.is_async else [])


def test_being_cancelled_while_waiting_for_the_end_closes_the_response(driver: Driver) -> None:
    if not driver.is_async:
        pytest.skip("a synchronous client does not wait for the end")
    closed: list[bool] = []
    waiting = asyncio.Event()

    class Slow(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield data(DELTA, "[DONE]")
            waiting.set()
            await asyncio.sleep(60)

        async def aclose(self) -> None:
            closed.append(True)

    headers = {"content-type": "text/event-stream"}
    client = driver.client(Recorder(httpx2.Response(200, headers=headers, stream=Slow())))

    async def cancelled() -> None:
        stream = await core.AsyncResource(client)._call(streaming(), body={"stream": True})

        async def read() -> None:
            async for _ in stream:
                pass

        task = asyncio.ensure_future(read())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    driver.run(cancelled())
    assert closed


FORKED = """
import os, sys, threading
from instep.runtime import core
spec = core.ClientSpec("demo", sys.argv[1])
client = core.SyncClient(spec, credentials={})
resource = core.SyncResource(client)
op = core.Operation("o", "GET", "/x", replies=(core.Reply("200", "*/*", "text"),))
assert resource._call(op) == "fine"
if sys.argv[2] == "locked":
    client._pool._lock.acquire()  # as if another thread were making the connections just now
child = os.fork()
if child == 0:
    assert resource._call(op) == "fine"
    assert resource._call(op) == "fine"
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert resource._call(op) == "fine"
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.parametrize("state", ["idle", "locked"])
def test_a_forked_process_has_connections_of_its_own(root: Path, state: str) -> None:
    with serving(lambda request: request.reply(b"fine", content_type="text/plain")) as server:
        environment = {**os.environ, "PYTHONPATH": str(root / "generator")}
        command = [sys.executable, "-c", FORKED, server.url, state]
        done = subprocess.run(
            command, timeout=20, capture_output=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
    assert len(server.requests) == 4
    assert len(server.connections) == 2


def test_one_client_in_many_event_loops_and_threads() -> None:
    with serving(lambda request: request.reply(b'{"id":"t1"}')) as server:
        client = core.AsyncClient(SPEC, credentials={}, base_url=server.url)
        found: list[Any] = []

        async def calls() -> None:
            resource = core.AsyncResource(client)
            found.extend(await asyncio.gather(*(resource._call(GET) for _ in range(5))))
            await client._pool.client().aclose()

        threads = [threading.Thread(target=lambda: asyncio.run(calls())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [Thing(id="t1")] * 20


def test_line_separators_and_split_characters(driver: Driver) -> None:
    whole = data('{"type":"delta","text":"a\u2028b\u0085c"}', DELTA)
    for size in (1, 2, 3, len(whole)):
        parts = [whole[at : at + size] for at in range(0, len(whole), size)]
        stream, _, _ = opened(driver, streaming(), *parts)
        assert [one.text for one in driver.take(stream)] == ["a\u2028b\u0085c", "é"]


def test_there_is_no_other_ceiling_than_the_known_one(driver: Driver) -> None:
    unlimited = core.Limits(event=None)
    piece = b"x" * 1_000_000
    parts = [b'data: {"type":"delta","text":"', *[piece] * 65, b'"}\n\n']
    stream, _, _ = opened(driver, streaming(), *parts, limits=unlimited)
    assert len(driver.take(stream)[0].text) == 65_000_000
    lines = b"".join(b"data: \n" for _ in range(10_000))
    many = b'data: {"type":"delta",\n' + lines + b'data: "text":"end"}\n\n'
    stream, _, _ = opened(driver, streaming(), many)
    assert driver.take(stream)[0].text == "end"
