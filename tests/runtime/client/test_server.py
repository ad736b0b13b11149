"""Over real connections: what a server sees, what its faults become, and that nothing leaks."""

from __future__ import annotations

import gzip
import socket as sockets
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from instep.runtime import core, spelling

from .driver import KEY, Driver, Thing, operation
from .server import Request, serving
from .streams import DELTA, data, streaming

GET = operation("GET", "/things")


def idle(client: Any, driver: Driver) -> list[str]:
    """The connections of a client that are not idle."""
    if driver.is_async:
        (http,) = client._pool._clients.values()
    else:
        http = client._pool._client
    pool = http._transport._pool
    return [repr(one) for one in pool.connections if not (one.is_idle() or one.is_closed())]


def hang_up(request: Request) -> None:
    """End the connection with a reset."""
    request.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
    request.socket.close()


def test_a_call_and_its_connection_are_what_they_should_be(driver: Driver) -> None:
    with serving(lambda request: request.reply(b'{"id":"a"}')) as server:
        client = driver.client(None, base_url=server.url + "/v1/")
        op = operation(
            path="/things/{id}",
            parameters=(spelling.Param("id", "path"), spelling.Param("q", "query", "deepObject")),
            security=(("bearerAuth",),),
        )
        for _ in range(3):
            found = driver.call(
                client,
                op,
                path={"id": "a b"},
                query={"q": {"k": ["x y"]}},
                body={"é": 1},
            )
            assert found == Thing(id="a")
        assert idle(client, driver) == []
        driver.run(client.close())
    request = server.requests[0]
    assert request.line == "POST /v1/things/a%20b?q%5Bk%5D%5B%5D=x%20y HTTP/1.1"
    assert request.body == '{"é":1}'.encode()
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-length"] == str(len(request.body))
    assert "gzip" in request.headers["accept-encoding"]
    assert len(server.connections) == 1, "the connection was kept"


def test_files_and_iterators_are_streamed(driver: Driver, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"0123456789" * 50_000)
    with serving(lambda request: request.reply(b'{"id":"a"}')) as server:
        client = driver.client(None, base_url=server.url)
        op = operation(body=core.Body(("multipart/form-data", "multipart")))
        driver.call(client, op, body={"name": "é", "file": path})
        raw = operation(body=core.Body(("application/octet-stream", "binary")))
        driver.call(client, raw, body=core.Whole(bytes([n]) * 3 for n in range(65, 70)))
        driver.run(client.close())
    first, second = server.requests
    assert path.read_bytes() in first.body
    assert int(first.headers["content-length"]) == len(first.body)
    assert second.headers["transfer-encoding"] == "chunked"
    assert second.body == b"AAABBBCCCDDDEEE"


def test_a_body_is_written_to_a_file_as_it_comes(driver: Driver, tmp_path: Path) -> None:
    content = bytes(range(256)) * 4000
    op = operation("GET", replies=(core.Reply("200", "application/zip", "binary"),))
    with serving(lambda r: r.reply(content, content_type="application/zip")) as server:
        client = driver.client(None, base_url=server.url)
        path = tmp_path / "out.zip"
        assert driver.streamed(client, op, lambda r: r.stream_to_file(path)) == len(content)
        assert driver.call(client, op) == content
        assert idle(client, driver) == []
        driver.run(client.close())
    assert path.read_bytes() == content


def test_compressed_answers(driver: Driver) -> None:
    packed = gzip.compress(b'{"id":"a"}')
    with serving(lambda r: r.reply(packed, content_encoding="gzip")) as server:
        client = driver.client(None, base_url=server.url)
        assert driver.call(client, GET) == Thing(id="a")
        found = driver.raw(client, GET)
        assert found.content == b'{"id":"a"}'
        driver.run(client.close())


def test_a_decompression_bomb_stops_at_the_limit(driver: Driver) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    with serving(lambda r: r.reply(bomb, content_encoding="gzip")) as server:
        client = driver.client(None, base_url=server.url, limits=core.Limits(response=1_000_000))
        start = time.perf_counter()
        with pytest.raises(core.ResponseTooLargeError):
            driver.call(client, GET)
        assert time.perf_counter() - start < 2
        assert idle(client, driver) == []
        driver.run(client.close())


def reset_before(request: Request) -> bool:
    hang_up(request)
    return True


def reset_inside(request: Request) -> bool:
    request.send(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"
    )
    hang_up(request)
    return True


def cut_short(request: Request) -> bool:
    request.send(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"
    )
    return True


def truncated_gzip(request: Request) -> bool:
    request.reply(b"\x1f\x8b\x08nonsense", content_encoding="gzip")
    return True


def nonsense(request: Request) -> bool:
    request.send(b"HELLO\r\n\r\n")
    return True


@pytest.mark.parametrize("fault", [reset_before, reset_inside, cut_short, truncated_gzip, nonsense])
def test_faults_of_the_server_are_connection_errors(driver: Driver, fault: Any) -> None:
    with serving(fault) as server:
        client = driver.client(None, base_url=server.url, max_retries=1)
        with pytest.raises(core.APIConnectionError) as caught:
            driver.call(client, GET)
        assert caught.value.__cause__ is not None
        assert len(server.requests) == 2
        assert idle(client, driver) == []
        driver.run(client.close())


def test_nobody_listens(driver: Driver) -> None:
    client = driver.client(None, base_url="http://127.0.0.1:9", max_retries=0)
    with pytest.raises(core.APIConnectionError) as caught:
        driver.call(client, GET)
    assert "127.0.0.1" not in str(caught.value)
    driver.run(client.close())


def silent(request: Request) -> bool:
    time.sleep(1.5)
    return True


def dripping(request: Request) -> bool:
    request.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n")
    for _ in range(40):
        request.send(b" ")
        time.sleep(0.1)
    return True


@pytest.mark.parametrize("fault", [silent, dripping])
def test_time_limits_hold_however_slow_the_server_is(driver: Driver, fault: Any) -> None:
    with serving(fault) as server:
        client = driver.client(None, base_url=server.url, max_retries=0, timeout=0.4)
        start = time.perf_counter()
        with pytest.raises(core.APITimeoutError):
            driver.call(client, GET)
        assert time.perf_counter() - start < 1.2
        assert idle(client, driver) == []
        driver.run(client.close())


def test_a_large_error_body_costs_little(driver: Driver) -> None:
    def flood(request: Request) -> bool:
        request.send(b"HTTP/1.1 500 Oops\r\ncontent-length: 100000000\r\n\r\n")
        for _ in range(1000):
            request.send(b"x" * 100_000)
        return True

    with serving(flood) as server:
        client = driver.client(None, base_url=server.url, max_retries=0)
        start = time.perf_counter()
        with pytest.raises(core.InternalServerError) as caught:
            driver.call(client, GET)
        assert len(str(caught.value.body)) == 1024 * 1024
        assert time.perf_counter() - start < 2
        assert idle(client, driver) == []
        driver.run(client.close())


def test_streams(driver: Driver) -> None:
    with serving(lambda r: r.stream(data(DELTA), data(DELTA) + b"data: [DONE]\n\n")) as server:
        client = driver.client(None, base_url=server.url)
        for _ in range(2):
            stream = driver.call(client, streaming(), body={"stream": True})
            assert [one.text for one in driver.take(stream)] == ["é", "é"]
            assert idle(client, driver) == []
        driver.run(client.close())
    assert len(server.connections) == (1 if driver.is_async else 2)


@pytest.mark.parametrize("way", ["cut", "reset", "leave"])
def test_streams_that_end_early_leave_no_connection(driver: Driver, way: str) -> None:
    def answer(request: Request) -> bool:
        request.stream(data(DELTA), end=False)
        if way == "reset":
            time.sleep(0.05)
            hang_up(request)
        elif way == "leave":
            time.sleep(0.5)
        return True

    with serving(answer) as server:
        client = driver.client(None, base_url=server.url)
        stream = driver.call(client, streaming(), body={"stream": True})
        if way == "leave":
            assert len(driver.take(stream, 1)) == 1
            driver.run(stream.close())
        else:
            with pytest.raises(core.APIConnectionError):
                driver.take(stream)
        assert len(server.requests) == 1
        assert idle(client, driver) == []
        driver.run(client.close())


def test_an_idle_stream_times_out(driver: Driver) -> None:
    def answer(request: Request) -> bool:
        request.stream(data(DELTA), end=False)
        time.sleep(1)
        return True

    with serving(answer) as server:
        client = driver.client(None, base_url=server.url, timeout=0.3)
        stream = driver.call(client, streaming(), body={"stream": True})
        assert len(driver.take(stream, 1)) == 1
        again = driver.call(client, streaming(), body={"stream": True})
        with pytest.raises(core.APITimeoutError):
            driver.take(again)
        driver.run(stream.close())
        assert idle(client, driver) == []
        driver.run(client.close())


def test_credentials_do_not_reach_another_server(driver: Driver) -> None:
    with serving(lambda request: request.reply(b"{}")) as other:

        def away(request: Request) -> None:
            request.reply(b"", "307 Temporary Redirect", location=other.url + "/steal")

        with serving(away) as server:
            client = driver.client(None, base_url=server.url)
            op = operation(security=(("bearerAuth",),))
            with pytest.raises(core.APIStatusError) as caught:
                driver.call(client, op, body={"secret": 1})
            assert caught.value.status_code == 307
            driver.run(client.close())
        assert other.requests == []
