"""The event-stream grammar exactly, however the bytes are cut."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from instep.runtime import core
from instep.runtime._events import EventParser, LineSplitter
from instep.runtime.lines import LineParser

from .driver import Driver
from .streams import opened, streaming

Case = dict[str, Any]
HUGE = 3_000_000


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    """The shared vectors."""
    file = shared / "sse_cases.json"
    if not file.is_file():
        pytest.skip(f"no event-stream cases at {file}")
    found: list[Case] = json.loads(file.read_text())["cases"]
    assert len(found) == 156
    return found


def pieces(case: Case) -> list[bytes]:
    """The chunks of a case as it gives them."""
    if "chunks_b64" in case:
        return [base64.b64decode(chunk) for chunk in case["chunks_b64"]]
    return [
        b"".join((part.get("lit") or part["rep"] * part["n"]).encode() for part in chunk)
        for chunk in case["gen"]
    ]


def events(chunks: Iterable[bytes]) -> list[dict[str, str]]:
    """The events of these chunks."""
    parser = EventParser()
    found = [event for chunk in chunks for event in parser.feed(chunk)]
    return [{"event": one.event, "data": one.data, "id": one.id} for one in found]


def fits(found: list[dict[str, str]], expected: Any) -> bool:
    """Whether these are the events that a case expects."""
    if isinstance(expected, list):
        return found == expected
    if len(found) != expected["count"]:
        return False
    if "each" in expected:
        return all(one == expected["each"] for one in found)
    data = found[0]["data"]
    return (
        len(data) == expected.get("data_len", len(data))
        and set(data) == set(expected.get("all_char", data))
        and expected.get("data_sha256")
        in (None, hashlib.sha256(data.encode()).hexdigest())
    )  # fmt: skip


def cuts(whole: bytes) -> Iterator[list[bytes]]:
    """Ways to cut the same bytes: one by one, at each point, and at random."""
    if len(whole) < 2000:
        yield [whole[n : n + 1] for n in range(len(whole))]
        for n in range(len(whole) + 1):
            yield [whole[:n], b"", whole[n:]]
    source = random.Random(1)
    sizes = [1, 2, 3, 7, 50] if len(whole) < 100_000 else [1, 4093, 65536]
    for _ in range(3 if len(whole) < HUGE else 1):
        cut: list[bytes] = []
        start = 0
        while start < len(whole):
            size = source.choice(sizes)
            cut.append(whole[start : start + size])
            start += size
        yield cut


def test_every_case_under_every_chunking(cases: list[Case]) -> None:
    for case in cases:
        given = pieces(case)
        assert fits(events(given), case["expect"]), case["id"]
        for cut in cuts(b"".join(given)):
            assert fits(events(cut), case["expect"]), case["id"]


def test_every_case_through_a_client(driver: Driver, cases: list[Case]) -> None:
    """Untyped, as a stream of each kind of client gives it."""
    seen = 0
    for case in cases:
        given = pieces(case)
        whole = b"".join(given)
        if b"[DONE]" in whole or b"error" in whole:
            continue  # the end and the errors of a stream are the client's, not the grammar's
        for cut in (given, [whole[at : at + 7] for at in range(0, len(whole), 7)]):
            if len(cut) > 5000:
                continue
            op = streaming(None)
            stream, _, _ = opened(driver, op, *cut, limits=core.Limits(event=None))
            found = [{"event": e.event, "data": e.data, "id": e.id} for e in driver.take(stream)]
            assert fits(found, case["expect"]), case["id"]
        seen += 1
    assert seen > 140


def test_events_come_as_soon_as_they_are_complete(cases: list[Case]) -> None:
    checked = 0
    for case in cases:
        if "events_after_chunk" not in case:
            continue
        parser, total, seen = EventParser(), 0, []
        for chunk in pieces(case):
            total += len(parser.feed(chunk))
            seen.append(total)
        assert seen == case["events_after_chunk"], case["id"]
        checked += 1
    assert checked > 5


def test_retry_and_the_last_event_id(cases: list[Case]) -> None:
    for case in cases:
        parser = EventParser()
        found = [event for chunk in pieces(case) for event in parser.feed(chunk)]
        if "expect_retry" in case:
            assert parser.retry == (case["expect_retry"] or [None])[-1], case["id"]
        if "final_last_event_id" in case:
            assert parser.last_event_id == case["final_last_event_id"]
        assert parser.last_event_id == (found[-1].id if found else parser.last_event_id)


def test_an_event_knows_its_parts() -> None:
    block = b'id: 7\nretry: 50\nevent: x\ndata: {"a":\ndata: 1}\n\n'
    (event,) = EventParser().feed(block)
    assert (event.event, event.id, event.retry) == ("x", "7", 50)
    assert (event.raw, event.data, event.json()) == (b'{"a":\n1}', '{"a":\n1}', {"a": 1})
    assert "x" in repr(event)


def test_an_event_larger_than_the_limit_is_refused_early() -> None:
    for text in (b"data: " + b"x" * 10**6, b"data: x\n" * 10**6):
        parser = EventParser(limit=100_000)
        fed = 0
        with pytest.raises(core.EventTooLargeError, match=r"100000 bytes.*Limits"):
            for start in range(0, len(text), 4096):
                parser.feed(text[start : start + 4096])
                fed += 4096
        assert fed < 600_000
    with pytest.raises(core.EventTooLargeError):
        EventParser(limit=10).feed(b"data: " + b"x" * 11 + b"\n\n")
    assert len(EventParser(limit=10).feed(b"event: e\ndata: " + b"x" * 10 + b"\n\n")) == 1
    assert (
        len(EventParser(limit=10).feed(b"data: " + b"x" * 4 + b"\ndata: " + b"x" * 5 + b"\n\n"))
        == 1
    )


@pytest.mark.parametrize(
    ("line", "end"),
    [
        (b":" + b"c" * 4096, b"\n"),
        (b": keep-alive\n" * 300, b""),
        (b"unknown: x\n" * 300, b""),
        (b"unknown", b"\n"),
    ],
)
def test_what_does_not_count_is_not_kept(line: bytes, end: bytes) -> None:
    parser = EventParser(limit=1000)
    parser.feed(b"data: a\n")
    tracemalloc.start()
    for _ in range(500):
        assert parser.feed(line) == []
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size < 1_000_000
    assert [event.data for event in parser.feed(end + b"data: b\n\n")] == ["a\nb"]


def test_a_long_event_is_not_copied_again_and_again() -> None:
    chunk = b"x" * 1000
    times = []
    for count in (2000, 16000):
        parser = EventParser()
        start = time.perf_counter()
        parser.feed(b"data: ")
        for _ in range(count):
            parser.feed(chunk)
        assert len(parser.feed(b"\n\n")[0].raw) == count * 1000
        times.append(time.perf_counter() - start)
    assert times[1] < 8 * 8 * times[0], "eight times the bytes, about eight times the time"


def test_an_event_type_is_forgotten_at_the_blank_line_after_a_long_comment() -> None:
    parser = EventParser()
    parser.feed(b"event: a\n:" + b"c" * 200_000)
    found = parser.feed(b"\n\ndata: x\n\n")
    assert [(event.event, event.data) for event in found] == [("message", "x")]


def test_lines_of_json() -> None:
    parser = LineParser()
    found = parser.feed(b'{"a":1}\r\n\n  \n{"b"') + parser.feed(b":2}\n[3") + parser.feed(b"]")
    found += parser.finish()
    assert [one.raw for one in found] == [b'{"a":1}', b'{"b":2}', b"[3]"]
    sequence = LineParser()
    found = sequence.feed(b'\x1e{"a":1}\n\x1e2\n') + sequence.finish()
    assert [one.raw for one in found] == [b'{"a":1}', b"2"]
    assert parser.finish() == []


def test_lines_are_bounded() -> None:
    for feed in (b"x" * 11, b"x" * 11 + b"\n", b"\n" + b"x" * 11):
        with pytest.raises(core.EventTooLargeError):
            LineSplitter(limit=10).feed(feed)
    assert LineSplitter(limit=10).feed(b"x" * 10 + b"\n") == [b"x" * 10]


def test_the_parser_keeps_up() -> None:
    block = b'event: delta\ndata: {"type":"delta","delta":"Hello","sequence_number":4}\n\n' * 100
    parser, count = EventParser(limit=1 << 20), 0
    start = time.perf_counter()
    for _ in range(200):
        count += len(parser.feed(block))
    assert count == 20_000
    assert count / (time.perf_counter() - start) > 50_000
