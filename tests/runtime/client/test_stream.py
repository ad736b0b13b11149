"""Typed streams: what they yield, and what is an error in them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from instep.runtime import core, envelopes, wire

from .driver import Driver, Recorder, Thing, ok, operation, sent
from .streams import (
    DELTA,
    SSE,
    Chunk,
    Delta,
    Event,
    Failure,
    Told,
    Wrapped,
    data,
    opened,
    streaming,
)


def test_events_are_typed(driver: Driver) -> None:
    stream, closed, seen = opened(driver, streaming(), data(DELTA, '{"type":"new","x":1}'))
    assert isinstance(stream, core.AsyncStream if driver.is_async else core.Stream)
    first, second = driver.take(stream)
    assert isinstance(first, Delta)
    assert first.text == "é"
    assert isinstance(second, wire.UnknownVariant)
    assert second.to_dict() == {"type": "new", "x": 1}
    assert closed
    assert sent(seen.last)["accept"] == "text/event-stream"
    assert seen.last.content == b'{"stream":true}'
    assert stream.response.status_code == 200


def test_without_the_flag_there_is_no_stream(driver: Driver) -> None:
    for flag in (None, False, core.OMIT):
        seen = Recorder(ok())
        assert driver.call(driver.client(seen), streaming(), body={"stream": flag}) == Thing(
            id="t1"
        )
        assert sent(seen.last)["accept"] == "application/json"


def test_the_flag_may_come_with_the_extra_body(driver: Driver) -> None:
    seen = Recorder(httpx2.Response(200, headers=SSE, content=data(DELTA)))
    options = core.Options(extra_body={"stream": True})
    stream = driver.call(driver.client(seen), streaming(), body={}, options=options)
    assert len(driver.take(stream)) == 1


def test_an_operation_may_always_stream(driver: Driver) -> None:
    op = operation(
        "GET",
        replies=(core.Reply("200", "text/event-stream", "events", lambda: Event),),
        streams=True,
    )
    seen = Recorder(httpx2.Response(200, headers=SSE, content=data(DELTA)))
    assert isinstance(driver.take(driver.call(driver.client(seen), op))[0], Delta)


def test_untyped_events_text_events_and_envelopes(driver: Driver) -> None:
    text = b"id: 3\nevent: tick\ndata: not json\n\n"
    (event,) = driver.take(opened(driver, streaming(None), text)[0])
    assert isinstance(event, core.ServerSentEvent)
    assert (event.event, event.data, event.id) == ("tick", "not json", "3")
    assert driver.take(opened(driver, streaming(str), text + data(""))[0]) == ["not json", ""]

    class Envelope(wire.Model):
        """A whole event."""

        data: str
        event: str
        id: str

    (whole,) = driver.take(
        opened(driver, streaming(Envelope, envelope=envelopes.Envelope("text")), text)[0]
    )
    assert whole.to_dict() == {"data": "not json", "event": "tick", "id": "3"}


def test_lines_of_json(driver: Driver) -> None:
    op = streaming(Delta, "application/jsonl")
    headers = {"content-type": "application/jsonl"}
    stream, closed, _ = opened(driver, op, b'{"type":"a"}\n{"ty', b'pe":"b"}', headers=headers)
    assert [one.type for one in driver.take(stream)] == ["a", "b"]
    assert closed
    stream, _, _ = opened(driver, op, b'{"type":"a"}\n{"ty', headers=headers)
    with pytest.raises(core.APIResponseValidationError):
        driver.take(stream)


def test_done_ends_the_stream_and_nothing_after_it_is_read_as_events(driver: Driver) -> None:
    stream, closed, _ = opened(driver, streaming(), data(DELTA, "[DONE]"), b"data: {broken\n\n\xff")
    assert len(driver.take(stream)) == 1
    assert closed


def test_keep_alive_events_are_skipped(driver: Driver) -> None:
    text = b": hi\n\nevent: ping\n\nevent: ping\ndata:\n\n" + data(DELTA)
    assert len(driver.take(opened(driver, streaming(), text)[0])) == 1


def test_bytes_that_are_not_utf8_are_replaced(driver: Driver) -> None:
    stream, _, _ = opened(driver, streaming(), b'data: {"type":"delta","text":"a\xffb"}\n\n')
    assert driver.take(stream)[0].text == "a�b"


@pytest.mark.parametrize("text", ["{broken", "not json", '{"a":1} trailing'])
def test_a_broken_event_is_one_clear_error(driver: Driver, text: str) -> None:
    stream, closed, _ = opened(driver, streaming(), data(DELTA, text, DELTA))
    with pytest.raises(core.APIResponseValidationError, match="not JSON") as caught:
        driver.take(stream)
    assert caught.value.body == text
    assert closed


def test_the_events_before_an_error_are_delivered(driver: Driver) -> None:
    stream, _, _ = opened(driver, streaming(), data(DELTA, DELTA, "{broken"))
    assert len(driver.take(stream, 2)) == 2


def test_strict_refuses_what_the_document_does_not_have(driver: Driver) -> None:
    stream, _, _ = opened(driver, streaming(), data('{"type":"new"}'), strict=True)
    with pytest.raises(core.APIResponseValidationError, match="promises"):
        driver.take(stream)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Event, 'event: error\ndata: {"error":{"message":"m","code":"c"}}\n\n', "m"),
        (Event, 'data: {"error":{"message":"m"}}\n\n', "m"),
        (Event, 'event: error\ndata: {"type":"error","error":{"message":"m"}}\n\n', "m"),
        (Event, 'event: error\ndata: {"message":"m"}\n\n', "m"),
        (Event, "event: error\ndata: gone\n\n", "the server reported an error in the stream"),
        (Chunk, 'data: {"error":{"message":"m"}}\n\n', "m"),
        (Chunk, 'event: error\ndata: {"message":"m"}\n\n', "m"),
        (None, 'event: error\ndata: {"message":"m"}\n\n', "m"),
        (None, 'data: {"error":"m"}\n\n', "m"),
        (Told, 'data: {"error":{"message":"m"}}\n\n', "m"),
    ],
)
def test_errors_in_the_stream_are_raised(
    driver: Driver, kind: Any, text: str, message: str
) -> None:
    stream, closed, _ = opened(driver, streaming(kind), text.encode())
    with pytest.raises(core.APIError) as caught:
        driver.take(stream)
    assert type(caught.value) is core.APIError
    assert caught.value.message == message
    assert caught.value.body is not None
    assert closed


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Told, 'event: error\ndata: {"type":"error","message":"m"}\n\n', Failure),
        (Told, 'data: {"type":"error","message":"m"}\n\n', Failure),
        (Told, 'data: {"type":"wrapped","error":{"message":"m"}}\n\n', Wrapped),
        (Told, 'data: {"type":"delta","text":"an \\"error\\" in words"}\n\n', Delta),
        (Event, 'data: {"type":"delta","error":null}\n\n', Delta),
        (Chunk, 'data: {"id":"x","error":null}\n\n', Chunk),
        (Event, 'data: {"type":"new","text":"error"}\n\n', wire.UnknownVariant),
    ],
)
def test_documented_errors_are_events_like_others(
    driver: Driver, kind: Any, text: str, expected: type
) -> None:
    assert type(driver.take(opened(driver, streaming(kind), text.encode())[0])[0]) is expected


@pytest.mark.parametrize(
    ("headers", "content", "body"),
    [
        ({"content-type": "application/json"}, b'{"id":"x"}', {"id": "x"}),
        ({"content-type": "text/html"}, b"<p>", "<p>"),
        ({"content-type": "application/problem+json"}, b"[]", []),
    ],
)
def test_an_answer_that_is_no_stream_is_one_clear_error(
    driver: Driver, headers: dict[str, str], content: bytes, body: Any
) -> None:
    seen = Recorder(httpx2.Response(200, headers=headers, content=content))
    with pytest.raises(core.APIResponseValidationError, match="a stream was asked for") as caught:
        driver.call(driver.client(seen), streaming(), body={"stream": True})
    assert caught.value.body == body


@pytest.mark.parametrize("media", ["", "text/plain", "application/octet-stream"])
def test_a_mislabelled_stream_is_read(driver: Driver, media: str) -> None:
    headers = {"content-type": media} if media else {}
    stream, _, _ = opened(driver, streaming(), data(DELTA), headers=headers)
    assert len(driver.take(stream)) == 1


def test_a_stream_that_nobody_asked_for_is_one_clear_error(driver: Driver) -> None:
    seen = Recorder(httpx2.Response(200, headers=SSE, content=data(DELTA)))
    for op in (streaming(), operation(), operation(replies=())):
        with pytest.raises(core.APIResponseValidationError, match="stream"):
            driver.call(driver.client(seen), op, body={})


def test_an_event_that_is_cut_off_is_not_silence(driver: Driver) -> None:
    stream, closed, _ = opened(driver, streaming(), data(DELTA), b'data: {"type":"de')
    with pytest.raises(core.APIConnectionError, match="middle of an event"):
        driver.take(stream)
    assert closed
    for tail in (b": comment", b"data: [DONE]", b"event: x\n", b"data"):
        assert len(driver.take(opened(driver, streaming(), data(DELTA), tail)[0])) == 1
    assert driver.take(opened(driver, streaming(str), data("a"), b"data: {b")[0]) == ["a"]


def test_large_events_are_an_option(driver: Driver) -> None:
    large = data('{"type":"delta","text":"' + "x" * 2_000_000 + '"}')
    stream, closed, _ = opened(driver, streaming(), large)
    with pytest.raises(core.EventTooLargeError):
        driver.take(stream)
    assert closed
    stream, _, _ = opened(driver, streaming(), large, limits=core.Limits(event=None))
    assert len(driver.take(stream)[0].text) == 2_000_000


def test_raw_and_streamed_modes_of_a_stream(driver: Driver) -> None:
    def client() -> Any:
        response = httpx2.Response(200, headers=SSE, stream=driver.chunks(data(DELTA)))
        return driver.client(Recorder(response))

    found = driver.raw(client(), streaming(), body={"stream": True})
    assert found.status_code == 200
    assert isinstance(driver.take(found.parse())[0], Delta)

    def use(response: Any) -> Any:
        if driver.is_async:

            async def values() -> list[Any]:
                return [one async for one in await response.parse()]

            return values()
        return list(response.parse())

    (delta,) = driver.streamed(client(), streaming(), use, body={"stream": True})
    assert isinstance(delta, Delta)


def test_retries_happen_before_the_stream_is_handed_out(driver: Driver) -> None:
    stream_response = httpx2.Response(200, headers=SSE, content=data(DELTA))
    seen = Recorder(ok(status=500), stream_response)
    stream = driver.call(driver.client(seen), streaming(), body={"stream": True})
    assert stream.retries_taken == 1
    assert len(driver.take(stream)) == 1
    with pytest.raises(core.RateLimitError):
        driver.call(
            driver.client(Recorder(ok(status=429)), max_retries=0),
            streaming(),
            body={"stream": True},
        )


def test_a_stream_is_its_own_iterator(driver: Driver) -> None:
    stream, _, _ = opened(driver, streaming(), data(DELTA, DELTA))
    first = driver.run(anext(stream)) if driver.is_async else next(stream)
    assert isinstance(first, Delta)
    assert len(driver.take(stream)) == 1
