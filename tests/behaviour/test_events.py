"""Streams whose document describes whole events (OpenAPI 3.2, `itemSchema`), and those of their data alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from built import Built, Loopback, build, forget, loopback
from instep.config import adhoc_client
from instep.mock.server import MockServer
from instep.pipeline import read
from judged import judged

DOCUMENT = Path(__file__).with_name("events.yaml")
MIXED = (
    b'event: addString\ndata: {"not": "JSON to the document"}\nid: 7\n\n'
    b"event: addInt\ndata: 12345678901234567890\n\n"
    b'event: addJson\ndata: {"name": "n",\ndata: "size": 2.0, "more": [1]}\n\n'
    b'event: addMore\ndata: {"x": 1}\n\n'
)
MIXED_DATA = [
    {"event": "addString", "data": '{"not": "JSON to the document"}', "id": "7"},
    {"event": "addInt", "data": 12345678901234567890},
    {"event": "addJson", "data": {"name": "n", "size": 2.0, "more": [1]}},
    {"event": "addMore", "data": {"x": 1}},
]
JSON = (
    b'event: made\ndata: {"name": "n"}\n\n'
    b'event: gone\nretry: 5\ndata: {"id": "i"}\n\n'
    b"event: gone\ndata: not JSON\n\n"
)
JSON_DATA = [
    {"event": "made", "data": {"name": "n"}},
    {"event": "gone", "retry": 5, "data": {"id": "i"}},
    {"event": "gone", "data": "not JSON"},
]
TEXT = b'id: 1\ndata: [1, 2]\n\ndata: "again"\n\nevent: warning\nid: 1\ndata: a\ndata: b\n\n'
TEXT_DATA = [
    {"id": "1", "data": "[1, 2]"},
    {"data": '"again"'},
    {"event": "warning", "id": "1", "data": "a\nb"},
]


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    package = f"events_{request.param}"
    folder = tmp_path_factory.mktemp(package)
    yield build(DOCUMENT.read_text(), folder, package, models=request.param)
    forget(package)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as state:
        yield state


def called(client: Any, resource: str) -> Any:
    found = getattr(client, resource)
    return found.list() if resource == "lines" else found.retrieve()


def read_all(
    built: Built, server: Loopback, resource: str, *, wait: bool, **given: Any
) -> list[Any]:
    if wait:
        with built.package.Client(api_key="k", base_url=server.url, **given) as client:
            return list(called(client, resource))

    async def run() -> list[Any]:
        async with built.package.AsyncClient(api_key="k", base_url=server.url, **given) as client:
            return [event async for event in await called(client, resource)]

    return asyncio.run(run())


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize(
    ("resource", "sent", "data"),
    [("mixed", MIXED, MIXED_DATA), ("json", JSON, JSON_DATA), ("text", TEXT, TEXT_DATA)],
)
def test_whole_events_are_typed(
    built: Built, server: Loopback, resource: str, sent: bytes, data: list[Any], wait: bool
) -> None:
    server.answers(sent, "text/event-stream")
    events = read_all(built, server, resource, wait=wait)
    assert [event.to_dict() for event in events] == data
    names = [type(event).__name__ for event in events]
    assert (
        names
        == {
            "mixed": [
                "MixedRetrieveResponseItemAddString",
                "MixedRetrieveResponseItemAddInt",
                "MixedRetrieveResponseItemAddJson",
                "UnknownVariant",
            ],
            "json": ["JsonRetrieveResponseItemMade", "Gone", "Gone"],
            "text": ["Log", "Log", "Log"],
        }[resource]
    )
    if resource != "text":
        whole = events[2 if resource == "mixed" else 0]
        assert isinstance(whole.data, built.type("Thing"))


def test_strict_mode_refuses_what_the_document_does_not_say(built: Built, server: Loopback) -> None:
    server.answers(MIXED, "text/event-stream")
    with pytest.raises(built.package.APIResponseValidationError):
        read_all(built, server, "mixed", wait=True, strict=True)
    server.answers(TEXT, "text/event-stream")
    assert len(read_all(built, server, "text", wait=True, strict=True)) == 3


def test_an_error_is_one_unless_it_is_documented(built: Built, server: Loopback) -> None:
    server.answers(b'event: error\ndata: {"error": {"message": "no"}}\n\n', "text/event-stream")
    with pytest.raises(built.package.APIError, match="no"):
        read_all(built, server, "json", wait=True)


def test_an_item_that_is_no_event_is_the_data(built: Built, server: Loopback) -> None:
    server.answers(b'event: x\ndata: {"name": "n"}\n\n', "text/event-stream")
    (thing,) = read_all(built, server, "plain", wait=True)
    assert isinstance(thing, built.type("Thing"))
    for resource, sent, media in (
        ("lines", b'{"name": "a"}\n{"name": "b"}\n', "application/jsonl"),
        ("seq", b'\x1e{"name": "a"}\n\x1e{"name": "b"}\n', "application/json-seq"),
    ):
        server.answers(sent, media)
        things = read_all(built, server, resource, wait=True)
        assert [(type(one).__name__, one.name) for one in things] == [
            ("Thing", "a"),
            ("Thing", "b"),
        ]


def test_data_alone_may_be_the_event_or_its_data(built: Built, server: Loopback) -> None:
    server.answers(b'data: {"name": "n"}\n\ndata: {"data": {"name": "m"}}\n\n', "text/event-stream")
    events = read_all(built, server, "only", wait=True, strict=True)
    assert [(type(one).__name__, one.data.name) for one in events] == [
        ("Chunk", "n"),
        ("Chunk", "m"),
    ]


def test_contract_tests_send_whole_events(tmp_path: Path) -> None:
    build(DOCUMENT.read_text(), tmp_path, "events_judged", tests=True)
    code, text = judged(tmp_path / "output", "events_judged", "-k", "Stream or stream")
    forget("events_judged")
    assert code == 0, text


def test_the_mock_sends_whole_events(built: Built) -> None:
    api = read(adhoc_client(str(DOCUMENT)), pinned=False).api
    with MockServer(api) as url:
        server = Loopback(url=url)
        made, gone = read_all(built, server, "json", wait=True, strict=True)
        assert (made.event, gone.event) == ("made", "gone")
        assert isinstance(made.data, built.type("Thing"))
        (log,) = read_all(built, server, "text", wait=True, strict=True)
        assert isinstance(log.data, str)
