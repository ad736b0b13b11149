"""The server's id of a request, wherever its answer is looked at."""

from __future__ import annotations

import copy
import pickle
from typing import Any, ClassVar

import httpx2
import pytest

from instep.runtime import core, paging, records, wire

from .driver import Driver, Recorder, Thing, ok, operation
from .streams import DELTA, data, streaming

GET = operation("GET", "/things")


@records.record
class Plain(records.Record):
    """The same as a dataclass."""

    __test__: ClassVar[bool] = False
    id: str


@pytest.mark.parametrize("header", ["x-request-id", "Request-Id", "X-Correlation-ID"])
def test_every_answer_knows_it(driver: Driver, header: str) -> None:
    client = driver.client(Recorder(ok(**{header.replace("-", "_"): "req_1"})))
    assert driver.call(client, GET)._request_id == "req_1"
    assert driver.raw(client, GET).request_id == "req_1"
    assert driver.streamed(client, GET, lambda response: response).request_id == "req_1"
    response = httpx2.Response(
        200, headers={"content-type": "text/event-stream", header: "req_2"}, content=data(DELTA)
    )
    stream = driver.call(driver.client(Recorder(response)), streaming(), body={"stream": True})
    assert stream.request_id == "req_2"
    driver.run(stream.close())


def test_a_dataclass_knows_it_too(driver: Driver) -> None:
    reply = core.Reply("200", "application/json", "json", lambda: Plain)
    client = driver.client(Recorder(ok(x_request_id="req_1")))
    found = driver.call(client, operation("GET", replies=(reply,)))
    assert found._request_id == "req_1"
    assert found == Plain(id="t1")
    assert found.to_dict() == {"id": "t1"}


def test_it_is_no_property_of_the_object(driver: Driver) -> None:
    content = '{"id":"t1","_request_id":"theirs","request_id":"also theirs"}'
    found: Any = driver.call(driver.client(Recorder(ok(content, x_request_id="req_1"))), GET)
    assert found._request_id == "req_1"
    assert found.request_id == "also theirs"
    assert found.to_dict()["_request_id"] == "theirs"
    assert found == wire.parse(Thing, content.encode())
    assert "req_1" not in repr(found)
    for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert twin == found
        assert twin.to_json() == content


def test_what_was_made_by_hand_has_none(driver: Driver) -> None:
    assert Thing(id="x")._request_id is None
    assert Plain(id="x")._request_id is None
    assert driver.call(driver.client(Recorder(ok())), GET)._request_id is None


def test_a_page_knows_it_as_any_answer_does(driver: Driver) -> None:
    class Things(wire.Model):
        data: list[Thing]
        next: str | None = None

    class Page(Things, paging.AsyncPage[Thing] if driver.is_async else paging.SyncPage[Thing]):  # type: ignore[misc]
        """What is generated for it."""

    pages = paging.Paging(
        "cursor", ("data",), ("cursor",), next=("next",), page=lambda: Page, async_page=lambda: Page
    )
    reply = core.Reply("200", "application/json", "json", lambda: Things)
    client = driver.client(Recorder(ok('{"data":[{"id":"a"}],"next":null}', x_request_id="req_1")))
    found = driver.call(client, operation("GET", replies=(reply,), paging=pages))
    assert isinstance(found, Page)
    assert found._request_id == "req_1"
