"""One measurement of one client, in the process that runs it: `openai_calls.py ours|openai WHAT ...`.

Prints one number. `against_openai.py` says what the measurements are. Time is the processor's,
so that what else the machine does matters less.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

KEY, URL = "sk-none", "http://api.test/v1"
ASK: dict[str, Any] = {
    "model": "gpt-5.4",
    "input": "Tell me a three sentence bedtime story about a unicorn.",
}
MB = 1 << 20


def payload(name: str) -> bytes:
    data: dict[str, str] = json.loads(Path(os.environ["BENCHMARK_PAYLOADS"]).read_text())
    return data[name].encode()


def client(who: str, transport: Any = None, *, asynchronous: bool = False) -> Any:
    http_client = None
    if transport is not None:
        import httpx2

        make = httpx2.AsyncClient if asynchronous else httpx2.Client
        http_client = make(transport=transport)
    name = "AsyncClient" if asynchronous else "Client"
    if who == "ours":
        import ours as package
    else:
        import openai as package

        name = name.replace("Client", "OpenAI")
    return getattr(package, name)(api_key=KEY, base_url=URL, http_client=http_client)


def answering(content: bytes, media: str) -> Any:
    import httpx2

    def answer(_: Any) -> Any:
        return httpx2.Response(200, headers={"content-type": media}, content=content)

    return httpx2.MockTransport(answer)


class Pieces:
    """A body of many events, in pieces, made while it is read: each one event, or of a size."""

    def __init__(self, content: bytes, size: int, times: int) -> None:
        if size == 1:
            self.pieces = [block + b"\n\n" for block in content.split(b"\n\n") if block]
        else:
            self.pieces = [content[at : at + size] for at in range(0, len(content), size)]
        self.times = times

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.times):
            yield from self.pieces

    async def later(self) -> AsyncIterator[bytes]:
        for _ in range(self.times):
            for piece in self.pieces:
                yield piece


def streaming(pieces: Pieces, *, asynchronous: bool = False) -> Any:
    import httpx2

    def answer(_: Any) -> Any:
        content = pieces.later() if asynchronous else iter(pieces)
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=content)

    return httpx2.MockTransport(answer)


def elapsed(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def measure_import(who: str) -> float:
    return elapsed(lambda: client(who).responses) * 1e3


def measure_first(who: str) -> float:
    def first() -> None:
        transport = answering(payload("response"), "application/json")
        client(who, transport).responses.create(**ASK)

    return elapsed(first) * 1e3


def microseconds(call: Callable[[], object]) -> float:
    for _ in range(50):
        call()
    rounds = [elapsed(lambda: [call() for _ in range(50)]) / 50 for _ in range(11)]
    return statistics.median(rounds) * 1e6


def measure_call(who: str) -> float:
    made = client(who, answering(payload("response"), "application/json"))
    answer = made.responses.create(**ASK)
    if answer.output[0].content[0].type != "output_text":
        raise AssertionError(answer)
    return microseconds(lambda: made.responses.create(**ASK))


def measure_transport(_: str) -> float:
    import httpx2

    made = httpx2.Client(transport=answering(payload("response"), "application/json"))
    body = json.dumps(ASK).encode()
    return microseconds(lambda: made.post(f"{URL}/responses", content=body))


def measure_acall(who: str) -> float:
    async def calls() -> float:
        transport = answering(payload("response"), "application/json")
        made = client(who, transport, asynchronous=True)
        rounds: list[float] = []
        for _ in range(12):
            started = time.process_time()
            for _ in range(50):
                await made.responses.create(**ASK)
            rounds.append((time.process_time() - started) / 50)
        return statistics.median(rounds[1:]) * 1e6

    return asyncio.run(calls())


def count(stream: Any) -> int:
    seen = 0
    words = 0
    for event in stream:
        seen += 1
        if event.type == "response.output_text.delta":
            words += len(event.delta)
    if not words:
        raise AssertionError("no typed event came")
    return seen


def measure_stream(who: str, name: str, size: str) -> float:
    made = client(who, streaming(Pieces(payload(name), int(size), 10)))
    count(made.responses.create(**ASK, stream=True))
    rates: list[float] = []
    for _ in range(5):
        started = time.process_time()
        seen = count(made.responses.create(**ASK, stream=True))
        rates.append(seen / (time.process_time() - started))
    return statistics.median(rates)


def measure_astream(who: str, name: str, size: str) -> float:
    async def events() -> float:
        transport = streaming(Pieces(payload(name), int(size), 10), asynchronous=True)
        made = client(who, transport, asynchronous=True)
        rates: list[float] = []
        for _ in range(6):
            started = time.process_time()
            seen = 0
            async for event in await made.responses.create(**ASK, stream=True):
                seen += event.type == "response.output_text.delta" or 1
            rates.append(seen / (time.process_time() - started))
        return statistics.median(rates[1:])

    return asyncio.run(events())


def grown(call: Callable[[], object]) -> float:
    """The megabytes that were at most held at once, over what was held before."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - before) / MB


def measure_stream_memory(who: str, name: str) -> float:
    content = payload(name)
    count(client(who, streaming(Pieces(content, 4096, 1))).responses.create(**ASK, stream=True))
    made = client(who, streaming(Pieces(content, 4096, 100)))
    return grown(lambda: count(made.responses.create(**ASK, stream=True)))


def measure_upload(who: str, size: str) -> float:
    import httpx2

    class Counting(httpx2.BaseTransport):
        """Reads a request as a socket would, piece by piece, and keeps nothing."""

        def handle_request(self, request: Any) -> Any:
            self.size = sum(len(piece) for piece in request.stream)
            made = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1}
            made |= {"filename": "f", "purpose": "user_data", "status": "processed"}
            return httpx2.Response(200, json=made)

    transport = Counting()
    made = client(who, transport)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "body.bin"
        path.write_bytes(b"x")
        made.files.create(file=path, purpose="user_data")
        with path.open("wb") as file:
            for _ in range(int(size)):
                file.write(bytes(MB))
        with path.open("rb") as body:
            found = grown(lambda: made.files.create(file=body, purpose="user_data"))
    if transport.size < int(size) * MB:
        raise AssertionError(transport.size)
    return found


def measure_download(who: str, size: str) -> float:
    import httpx2

    def body(pieces: int) -> Iterator[bytes]:
        for _ in range(pieces):
            yield bytes(MB // 16)

    def answer(request: Any) -> Any:
        pieces = 1 if "first" in request.url.path else int(size) * 16
        headers = {"content-type": "application/octet-stream"}
        return httpx2.Response(200, headers=headers, content=body(pieces))

    made = client(who, httpx2.MockTransport(answer))
    content = made.files.content if who == "ours" else made.files
    view = content.with_streaming_response
    fetch = view.retrieve if who == "ours" else view.content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "body.bin"

        def save(name: str) -> None:
            with fetch(name) as response:
                response.stream_to_file(path)

        save("first")
        found = grown(lambda: save("second"))
        if path.stat().st_size != int(size) * MB:
            raise AssertionError(path.stat().st_size)
    return found


def main() -> None:
    """Measure one thing and print it."""
    who, what, *more = sys.argv[1:]
    measure: Callable[..., float] = globals()[f"measure_{what.replace('-', '_')}"]
    sys.stdout.write(f"{measure(who, *more)}\n")


if __name__ == "__main__":
    main()
