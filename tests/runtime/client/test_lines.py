"""JSON Lines and JSON text sequences: what is received, and what is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instep.runtime import core
from instep.runtime.lines import LineParser, SequenceParser

from .driver import Driver, Recorder, ok, operation
from .streams import Chunk, opened, streaming

LINES = {"content-type": "application/jsonl"}
SEQUENCE = {"content-type": "application/json-seq"}


def records(parser: Any, *chunks: bytes) -> list[bytes]:
    """The records of these chunks and of their end."""
    found = [event.raw for chunk in chunks for event in parser.feed(chunk)]
    return found + [event.raw for event in parser.finish()]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a":1}\n{"a":2}\n', [b'{"a":1}', b'{"a":2}']),
        (b'{"a":1}\r\n\r\n \n{"a":2}', [b'{"a":1}', b'{"a":2}']),
        ('"\u2028"\n"\x85"\n'.encode(), ['"\u2028"'.encode(), '"\x85"'.encode()]),
        (b"1\n\n\n2", [b"1", b"2"]),
        (b"", []),
        (b"\n", []),
    ],
)
def test_lines(content: bytes, expected: list[bytes]) -> None:
    assert records(LineParser(), content) == expected
    assert records(LineParser(), *(content[n : n + 1] for n in range(len(content)))) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'\x1e{"a":1}\n\x1e{"a":2}\n', [b'{"a":1}', b'{"a":2}']),
        (b'\x1e{\n  "a": 1\n}\n\x1e[1,\n2]\n', [b'{\n  "a": 1\n}', b"[1,\n2]"]),
        (b'\x1e\x1e\x1e{"a":1}\n\x1e', [b'{"a":1}']),
        (b'{"a":1}\n', [b'{"a":1}']),
        (b"\x1e1\n\x1etrue\n\x1enull", [b"1", b"true", b"null"]),
    ],
)
def test_sequences_have_records_of_many_lines(content: bytes, expected: list[bytes]) -> None:
    assert records(SequenceParser(), content) == expected
    assert records(SequenceParser(), *(content[n : n + 1] for n in range(len(content)))) == expected


def test_a_record_does_not_wait_for_the_next_one() -> None:
    parser = SequenceParser()
    assert [one.raw for one in parser.feed(b'\x1e{"a":\n1}\n')] == [b'{"a":\n1}']
    assert parser.feed(b'\x1e{"a":\n') == []
    assert [one.raw for one in parser.feed(b"2}\n\x1e")] == [b'{"a":\n2}']


def test_a_record_has_a_limit() -> None:
    parser = SequenceParser(10)
    assert parser.feed(b"\x1e123456789\n")
    with pytest.raises(core.EventTooLargeError):
        for _ in range(20):
            parser.feed(b"1")


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
)  # fmt: skip


@given(st.lists(VALUES, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]))
def test_what_is_written_is_read_back(values: list[Any], size: int, indent: int | None) -> None:
    content = b"".join(b"\x1e" + json.dumps(v, indent=indent).encode() + b"\n" for v in values)
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    assert [json.loads(one) for one in records(SequenceParser(), *chunks)] == values
    plain = b"".join(json.dumps(v).encode() + b"\n" for v in values)
    chunks = [plain[at : at + size] for at in range(0, len(plain), size)]
    assert [json.loads(one) for one in records(LineParser(), *chunks)] == values


@pytest.mark.parametrize("media", ["application/json-seq", "application/geo+json-seq"])
def test_a_call_streams_a_sequence(driver: Driver, media: str) -> None:
    stream, closed, seen = opened(
        driver,
        streaming(Chunk, media),
        b'\x1e{\n"id":"a"}\n\x1e{"id"',
        b':"b"}\n',
        headers={"content-type": media},
    )
    assert driver.take(stream) == [Chunk(id="a"), Chunk(id="b")]
    assert closed
    assert seen.last.headers["accept"] == media


@pytest.mark.parametrize(("media", "headers"), [("jsonl", LINES), ("json-seq", SEQUENCE)])
def test_a_stream_cut_in_a_value_is_an_error(
    driver: Driver, media: str, headers: dict[str, str]
) -> None:
    op = streaming(Chunk, f"application/{media}")
    stream, closed, _ = opened(driver, op, b'{"id":"a"}\n{"id":', headers=headers)
    with pytest.raises(core.APIError):
        driver.take(stream)
    assert closed


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("application/jsonl", b'{"a":1}\n[2]\n'),
        ("application/x-ndjson", b'{"a":1}\n[2]\n'),
        ("application/json-seq", b'\x1e{"a":1}\n\x1e[2]\n'),
    ],
)
def test_a_body_of_lines(driver: Driver, media: str, expected: bytes) -> None:
    seen = Recorder(ok())
    op = operation(body=core.Body((media, "json-lines")))
    client = driver.client(seen)
    values: list[Any] = [{"a": 1}, [2]]
    for body in (values, tuple(values), iter(values), expected):
        driver.call(client, op, body=core.Whole(body))
        content = driver.run(seen.last.aread()) if driver.is_async else seen.last.read()
        assert (content, seen.last.headers["content-type"]) == (expected, media)
    with pytest.raises(core.InvalidRequestError, match="list or an iterator"):
        driver.call(client, op, body=core.Whole({"a": 1}))


def test_a_media_type_chosen_by_hand_is_written_so(driver: Driver) -> None:
    seen = Recorder(ok())
    client = driver.client(seen)
    driver.run(client.post("/x", body=[1, 2], content_type="application/x-ndjson"))
    assert seen.last.content == b"1\n2\n"


def test_a_merge_patch_says_null_and_absent_apart(driver: Driver) -> None:
    seen = Recorder(ok())
    op = operation(
        "PATCH",
        body=core.Body(("application/merge-patch+json", "json")),
        nullable=frozenset({"a", "b"}),
    )
    driver.call(driver.client(seen), op, body={"a": None, "b": core.OMIT, "c": None, "d": 1})
    assert json.loads(seen.last.content) == {"a": None, "d": 1}
    assert seen.last.headers["content-type"] == "application/merge-patch+json"
