"""HTTP/2, where the caller's HTTP client speaks it: the same answers, and nothing secret in logs."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx2
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

from instep.runtime import spelling

from .driver import KEY, Driver, Thing, operation
from .streams import DELTA, data, streaming

SECURED = operation(security=(("bearerAuth",),), parameters=(spelling.Param("q", "query"),))


class Server:
    """Answers over HTTP/2 without TLS, in the order of asking."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.headers: list[dict[str, str]] = []
        self.bodies: dict[int, bytes] = {}
        self.connections = 0
        self.taken: list[socket.socket] = []
        self.thread = threading.Thread(target=self.accept)
        self.thread.start()

    def accept(self) -> None:
        threads: list[threading.Thread] = []
        while True:
            taken, _ = self.listener.accept()
            if self.connections < 0:
                taken.close()
                break
            self.connections += 1
            self.taken.append(taken)
            threads.append(threading.Thread(target=self.serve, args=(taken,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def serve(self, taken: socket.socket) -> None:
        made = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        made.initiate_connection()
        with taken:
            taken.sendall(made.data_to_send())
            while received := taken.recv(65536):
                for event in made.receive_data(received):
                    self.handle(made, event)
                taken.sendall(made.data_to_send())

    def handle(self, made: H2Connection, event: Any) -> None:
        if isinstance(event, RequestReceived):
            self.headers.append(dict(event.headers or []))  # type: ignore[arg-type]
        elif isinstance(event, DataReceived):
            self.bodies[event.stream_id] = self.bodies.get(event.stream_id, b"") + event.data
            made.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id)
        elif isinstance(event, StreamEnded):
            streamed = b'"stream"' in self.bodies.get(event.stream_id, b"")
            media = "text/event-stream" if streamed else "application/json"
            head = [(":status", "200"), ("content-type", media), ("set-cookie", "s=canary-set")]
            made.send_headers(event.stream_id, head)
            body = data(DELTA, "[DONE]") if streamed else b'{"id":"t1"}'
            made.send_data(event.stream_id, body, end_stream=not streamed)

    def close(self) -> None:
        self.connections = -1
        for taken in self.taken:
            with suppress(OSError):
                taken.shutdown(socket.SHUT_RDWR)
        socket.create_connection(self.listener.getsockname()).close()
        self.thread.join()
        self.listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def client(driver: Driver, server: Server) -> Any:
    make = httpx2.AsyncClient if driver.is_async else httpx2.Client
    http = make(http1=False, http2=True)
    made = driver.client(None, base_url=server.url, http_client=http)
    driver.closing.insert(0, http)
    return made


def test_calls_and_streams_share_one_connection(driver: Driver, server: Server) -> None:
    made = client(driver, server)
    stream = driver.call(made, streaming(), body={"stream": True})
    assert driver.call(made, SECURED, body={"é": 1}, query={"q": 1}) == Thing(id="t1")
    assert [one.text for one in driver.take(stream)] == ["é"]
    assert stream.response.http_version == "HTTP/2"
    assert driver.call(made, SECURED, body={}) == Thing(id="t1")
    assert server.connections == 1
    assert server.headers[1]["authorization"] == f"Bearer {KEY}"
    assert server.bodies[3] == '{"é":1}'.encode()
    driver.close()
    driver.closing.clear()


def test_no_header_reaches_a_log(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    made = client(driver, server)
    with caplog.at_level(logging.DEBUG):
        driver.call(made, SECURED, body={"password": "canary-body"}, query={"q": "canary-query"})
        stream = driver.call(made, streaming(), body={"stream": True})
        driver.take(stream)
    mine = threading.get_ident()  # the server has its own thread and logs what it likes
    records = [record for record in caplog.records if record.thread == mine]
    everything = repr([(record.getMessage(), record.__dict__) for record in records])
    assert KEY not in everything
    assert "canary" not in everything
    assert {"httpx2", "httpcore2.http2"} <= {record.name for record in records}
    driver.close()
    driver.closing.clear()


def test_requests_of_others_are_logged_as_ever(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    driver.call(client(driver, server), SECURED, body={})
    caplog.clear()
    with httpx2.Client(http1=False, http2=True) as theirs, caplog.at_level(logging.DEBUG):
        theirs.get(f"{server.url}/?q=shown", headers={"x-mine": "shown-too"})
    mine = threading.get_ident()
    said = "".join(record.getMessage() for record in caplog.records if record.thread == mine)
    assert "q=shown" in said
    assert "shown-too" in said
    driver.close()
    driver.closing.clear()
