"""Operations that stream, their events, and streams that say when they are closed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import httpx2

from instep.runtime import core, lines, wire

from .driver import Driver, Recorder, Thing, operation


class Delta(wire.Model):
    """An event."""

    type: str
    text: str | None = None


class Failure(wire.Model):
    """A documented error event."""

    type: str
    message: str | None = None


class Wrapped(wire.Model):
    """A documented event with an error inside."""

    type: str
    error: Any


class Chunk(wire.Model):
    """An event of a stream that has just one kind."""

    id: str
    error_count: int | None = None


Event = Annotated[Delta | wire.UnknownVariant, wire.Tagged("type", {"delta": "Delta"})]
Told = Annotated[
    Delta | Failure | Wrapped | wire.UnknownVariant,
    wire.Tagged("type", {"delta": "Delta", "error": "Failure", "wrapped": "Wrapped"}),
]
SSE = {"content-type": "text/event-stream; charset=utf-8"}


def _parser(media: str) -> Any:
    """What reads a stream of this media type, where it is no event stream."""
    if "json" not in media:
        return None
    return lines.SequenceParser if media.endswith("json-seq") else lines.LineParser


def streaming(kind: Any = Event, media: str = "text/event-stream", **given: Any) -> core.Operation:
    """An operation that answers with a stream when its body asks."""
    kind_of: Literal["json-lines", "events"] = "json-lines" if "json" in media else "events"
    replies = (
        core.Reply("200", "application/json", "json", lambda: Thing),
        core.Reply(
            "200",
            media,
            kind_of,
            None if kind is None else lambda: kind,
            given.pop("envelope", None),
            _parser(media),
        ),
    )
    given.setdefault("stream_flag", "stream")
    return operation(replies=replies, streams=True, **given)


def opened(
    driver: Driver, op: core.Operation, *parts: bytes | Exception, **options: Any
) -> tuple[Any, list[bool], Recorder]:
    """A stream of these bytes, whether its response is closed, and what was sent."""
    closed: list[bool] = []
    headers = options.pop("headers", SSE)
    body = driver.chunks(*parts, closed=closed)
    seen = Recorder(httpx2.Response(200, headers=headers, stream=body))
    client = driver.client(seen, **options)
    return driver.call(client, op, body={"stream": True}), closed, seen


def data(*texts: str) -> bytes:
    """Events."""
    return "".join(f"data: {text}\n\n" for text in texts).encode()


DELTA = '{"type":"delta","text":"é"}'
