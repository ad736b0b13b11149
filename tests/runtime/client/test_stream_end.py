"""Streams that just stop: an error where the kinds of events say that there should have been more."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest

from instep.runtime import core, wire
from instep.runtime._lifecycle import lifecycle_of

from .driver import Driver
from .streams import data, opened, streaming


class Begun(wire.Model):
    type: str


class Piece(wire.Model):
    type: str


class Over(wire.Model):
    type: str


TAGS = {
    "run.created": "Begun",
    "run.queued": "Begun",
    "run.step.created": "Begun",
    "run.step.done": "Over",
    "run.text.delta": "Piece",
    "run.completed": "Over",
    "run.failed": "Over",
    "error": "Over",
}
Event = Annotated[Begun | Piece | Over | wire.UnknownVariant, wire.Tagged("type", TAGS)]
LINES = {"content-type": "application/jsonl"}


def said(*tags: str) -> bytes:
    """Events of these kinds."""
    return data(*(json.dumps({"type": tag}) for tag in tags))


@pytest.mark.parametrize(
    "tags",
    [
        ("run.created",),
        ("run.created", "run.text.delta"),
        ("run.queued", "run.created", "run.text.delta"),
        ("run.created", "run.step.created", "run.step.done"),
        ("run.created", "run.ended.nearly"),
    ],
)
def test_a_stream_that_began_has_to_end(driver: Driver, tags: tuple[str, ...]) -> None:
    stream, closed, seen = opened(driver, streaming(Event), said(*tags))
    assert len(driver.take(stream, len(tags))) == len(tags)
    stream, closed, seen = opened(driver, streaming(Event), said(*tags))
    with pytest.raises(core.APIConnectionError, match=rf"`{tags[0]}`.*`run\.completed`"):
        driver.take(stream)
    assert closed
    assert len(seen.requests) == 1


@pytest.mark.parametrize(
    "tags",
    [
        ("run.created", "run.text.delta", "run.completed"),
        ("run.queued", "run.created", "run.failed"),
        ("run.created", "error"),
        ("run.created", "run.completed", "run.text.delta"),
        ("run.created", "run.cancelled"),  # a way to end that the document does not know yet
        ("run.text.delta", "run.text.delta"),  # resumed: it does not say that it begins
        ("run.text.delta", "run.created"),
        ("run.text.delta", "run.step.created", "run.text.delta"),
        ("run.step.created", "run.step.done", "run.text.delta"),
        (),
    ],
)  # fmt: skip
def test_other_streams_end_when_they_end(driver: Driver, tags: tuple[str, ...]) -> None:
    stream, _, _ = opened(driver, streaming(Event), said(*tags))
    assert [one.type for one in driver.take(stream)] == list(tags)


def test_done_is_an_end_like_any_other(driver: Driver) -> None:
    body = said("run.created", "run.text.delta") + data("[DONE]")
    stream, _, _ = opened(driver, streaming(Event), body)
    assert len(driver.take(stream)) == 2


def test_lines_have_ends_too(driver: Driver) -> None:
    op = streaming(Event, "application/jsonl")
    stream, _, _ = opened(driver, op, b'{"type":"run.created"}\n', headers=LINES)
    with pytest.raises(core.APIConnectionError, match="ended without"):
        driver.take(stream)
    whole = b'{"type":"run.created"}\n{"type":"run.failed"}'
    stream, _, _ = opened(driver, op, whole, headers=LINES)
    assert len(driver.take(stream)) == 2


@pytest.mark.parametrize(
    ("tags", "opening", "closing"),
    [
        (("message_start", "message_delta", "message_stop", "ping"), "message_start", {"message_stop"}),
        (("a.start", "a.done", "b.start"), "a.start", {"a.done"}),
        (("job/started", "job/finished", "error"), "job/started", {"job/finished", "error"}),
    ],
)  # fmt: skip
def test_what_opens_is_closed_by_its_own(
    tags: tuple[str, ...], opening: str, closing: set[str]
) -> None:
    kind = Annotated[Begun | Over, wire.Tagged("type", dict.fromkeys(tags, "Begun"))]
    found = lifecycle_of(kind)
    assert found is not None
    assert found.closing == {opening: frozenset(closing)}


@pytest.mark.parametrize(
    "kind",
    [
        str,
        Any,
        Piece,
        list[Piece],
        Annotated[Begun | Over, wire.Tagged("type", {"created": "Begun", "delta": "Over"})],
        Annotated[Begun | Over, wire.Tagged("type", {"a.delta": "Begun", "a.done": "Over"})],
    ],
)
def test_types_that_say_nothing_of_an_end(kind: Any) -> None:
    assert lifecycle_of(kind) is None
