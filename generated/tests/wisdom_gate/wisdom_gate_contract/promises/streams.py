"""Streams of events, as the WHATWG HTML standard (section 9.2) reads them."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from .driver import Driver, answer, chunked, raises


def opened(driver: Driver, *parts: bytes | Exception, **options: Any) -> Any:
    """The stream of a call whose answer has these bytes."""
    return driver.get(chunked(*parts, x_request_id="r1"), stream=True, **options)


def read(driver: Driver, *parts: bytes | Exception, **options: Any) -> list[Any]:
    """All events of a stream."""
    return driver.events(opened(driver, *parts, **options))


class Events:
    """From bytes to events, however they are cut into pieces."""

    @pytest.mark.parametrize("size", [1, 2, 7, 10_000])
    def test_lines_fields_and_comments(self, driver: Driver, size: int) -> None:
        text = (
            "\ufeff: a comment\n\n"
            "data: one\n\n"
            'event: named\ndata: {"a": "ü"}\n\n'
            "data: two\ndata\ndata:lines\nid: 7\nretry: 250\nretry: no\nunknown: x\n\n"
            "event: no data\n\n"
            "id: \0\ndata:  kept space\n\n"
            "\n\ndata: last\r\n\r\nevent\ndata: x\r\rdata: unfinished"
        ).encode()
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        found = read(driver, *pieces)
        assert [(one.event, one.data, one.id) for one in found] == [
            ("message", "one", ""),
            ("named", '{"a": "ü"}', ""),
            ("message", "two\n\nlines", "7"),
            ("message", " kept space", "7"),
            ("message", "last", "7"),
            ("message", "x", "7"),
        ]
        assert (found[2].retry, found[2].own_id, found[3].own_id) == (250, True, False)
        assert found[1].json() == {"a": "ü"}
        assert "named" in repr(found[1])
        with pytest.raises(ValueError, match="not JSON"):
            found[0].json()

    def test_a_long_event_takes_no_more_than_itself(self, driver: Driver) -> None:
        piece = b"x" * 40_000
        comment = b":" + piece * 3 + b"\n"
        parts = (comment[:70_000], comment[70_000:80_000], comment[80_000:])
        whole = (b"data: 1\n", *parts, b"data: ", piece, piece, b"\n\n")
        (event,) = read(driver, *whole)
        assert event.data == "1\n" + (piece * 2).decode()

    def test_an_event_that_is_too_large_is_an_error(self, driver: Driver) -> None:
        limits = driver.package.Limits(event=100)
        for parts in (
            [b"data: " + b"x" * 101 + b"\n\n"],
            [b"data: x\n" * 60 + b"\n"],
            [b"data: 1\n", b"data: " + b"x" * 70_000],
        ):
            client = driver.client(chunked(*parts), limits=limits)
            with pytest.raises(driver.package.APIError, match="larger than 100 bytes"):
                driver.events(driver.done(client.get("/x", stream=True)))

    def test_done_ends_it(self, driver: Driver) -> None:
        whole = b"data: 1\n\ndata: [DONE]\n\ndata: 2\n\n"
        assert read(driver, whole, cast_to=int) == [1]
        assert read(driver, b"data: 1\n\ndata: [DONE]", cast_to=dict[str, Any] | int) == [1]
        for after in (b"data: 2\n\n", httpx2.ReadError("cut")):
            assert read(driver, b"data: 1\n\n", b"data: [DONE]\n\n", after, cast_to=int) == [1]


class Values:
    """What a stream gives where the caller says the type."""

    def test_data_is_read_as_the_type(self, driver: Driver) -> None:
        text = b'data: {"a": 1}\n\nevent: ping\ndata\n\ndata: {"a": 2}\n\n'
        assert read(driver, text, cast_to=dict[str, int]) == [{"a": 1}, {"a": 2}]
        assert read(driver, b"data: x\n\n", cast_to=str) == ["x"]
        assert read(driver, b'data: "\xff"\n\n', cast_to=Any) == ["�"]

    def test_data_that_is_none_is_an_error(self, driver: Driver) -> None:
        with raises(driver.package.APIResponseValidationError, "not JSON") as caught:
            read(driver, b"data: {oops}\n\n", cast_to=dict[str, Any])
        assert caught.value.body == "{oops}"
        client = driver.client(chunked(b'data: "x"\n\n'), strict=True)
        with raises(driver.package.APIResponseValidationError, "promises"):
            driver.events(driver.done(client.get("/x", stream=True, cast_to=int)))

    @pytest.mark.parametrize(
        "text",
        [
            b'data: {"error": {"message": "overloaded"}}\n\n',
            b'event: error\ndata: {"message": "overloaded"}\n\n',
        ],
    )
    def test_an_error_in_the_stream_is_raised(self, driver: Driver, text: bytes) -> None:
        with raises(driver.package.APIError, "overloaded") as caught:
            read(driver, b"data: {}\n\n", text, cast_to=dict[str, Any])
        assert "overloaded" in str(caught.value.body)
        assert read(driver, b'data: {"error": null}\n\n', cast_to=dict[str, Any]) == [
            {"error": None}
        ]
        with raises(driver.package.APIError, "reported an error"):
            read(driver, b"event: error\ndata: oops\n\n")

    def test_no_stream_is_an_error(self, driver: Driver) -> None:
        for found in (
            answer(b'{"a": 1}'),
            answer(b"<p>", media="text/html"),
            answer(b"", 204, media=""),
        ):
            with raises(driver.package.APIResponseValidationError, "stream was asked for"):
                driver.get(found, stream=True)
        assert [one.data for one in driver.events(
            driver.get(chunked(b"data: 1\n\n", media="text/plain"), stream=True)
        )] == ["1"]  # fmt: skip


class Ends:
    """How a stream ends."""

    def test_its_connection_is_closed(self, driver: Driver) -> None:
        stream = opened(driver, b"data: 1\n\n")
        assert (stream.request_id, stream.retries_taken) == ("r1", 0)
        assert not stream.response.is_closed
        assert len(driver.events(stream)) == 1
        assert stream.response.is_closed

    def test_leaving_closes_it(self, driver: Driver) -> None:
        stream = opened(driver, b"data: 1\n\ndata: 2\n\n")
        step = "__anext__" if driver.asynchronous else "__next__"
        event = driver.within(stream, lambda inside: getattr(inside, step)())
        assert event.data == "1"
        assert stream.response.is_closed
        driver.done(stream.close())
        if driver.asynchronous:
            driver.done(stream.aclose())

    def test_an_event_that_is_cut_is_an_error(self, driver: Driver) -> None:
        seen: list[Any] = []
        stream = opened(driver, b'data: {"a": 1}\n\ndata: {"a"', cast_to=dict[str, int])
        with raises(driver.package.APIConnectionError, "middle of an event"):
            driver.events(_noted(stream, seen))
        assert seen == [{"a": 1}]

    def test_a_type_that_is_none_closes_it(self, driver: Driver) -> None:
        seen: list[httpx2.Response] = []

        def noted(request: httpx2.Request) -> httpx2.Response:
            seen.append(chunked(b"data: 1\n\n")(request))
            return seen[-1]

        with raises(TypeError, "not a generated type"):
            driver.get(noted, stream=True, cast_to=set)
        assert seen[0].is_closed

    def test_a_lost_connection_is_an_error(self, driver: Driver) -> None:
        with raises(driver.package.APIConnectionError, "cut"):
            read(driver, b"data: 1\n\n", httpx2.ReadError("cut"))
        assert len(driver.requests) == 1

    def test_the_time_of_the_whole_call_counts(self, driver: Driver) -> None:
        found = read(
            driver, b"data: 1\n\n", b"data: 2\n\n", timeout=driver.package.Timeout(total=60)
        )
        assert [one.data for one in found] == ["1", "2"]
        with pytest.raises(driver.package.APITimeoutError):
            stream = opened(driver, b"data: 1\n\n", timeout=driver.package.Timeout(total=0.01))
            over = time.monotonic() + 0.02
            while time.monotonic() < over:
                pass
            driver.events(stream)


def _noted(stream: Any, seen: list[Any]) -> Any:
    """The stream, with each event also put into a list."""
    if hasattr(stream, "__aiter__"):
        return _anoted(stream, seen)
    return _noted_now(stream, seen)


def _noted_now(stream: Any, seen: list[Any]) -> Any:
    for one in stream:
        seen.append(one)
        yield one


async def _anoted(stream: Any, seen: list[Any]) -> Any:
    async for one in stream:
        seen.append(one)
        yield one
