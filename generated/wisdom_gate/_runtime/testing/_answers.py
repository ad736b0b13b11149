"""What a double answers: typed values as bytes, failures, and the document's own examples."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from .. import wire
from .._decode import essence
from .._events import EventParser
from .._operation import Operation, Parser, Reply
from ._document import Data, Entry
from ._record import Failure

STREAMS: Final = ("events", "json-lines")
_RANGES: Final[Mapping[str, int]] = {"1": 200, "2": 200, "3": 302, "4": 400, "5": 500, "d": 200}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that is to be given."""

    status: int
    media: str = ""
    """The content type; empty: there is no content."""
    content: bytes = b""
    chunks: tuple[bytes, ...] | None = None
    """The events or lines of a stream; None: `content` is the whole."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    error: Exception | None = None
    """Raised after the last chunk."""


class Unanswerable(AssertionError):
    """A test wants an answer that the document does not allow, or that cannot be made up."""


def value_answer(
    operation: Operation, value: object, status: int | None, headers: Mapping[str, str]
) -> Answer:
    """A typed value as the response that it comes from.

    Raises `Unanswerable` if the document has no such response.
    """
    replies = [reply for reply in successes(operation) if reply.kind not in STREAMS]
    if status is not None:
        exact = [reply for reply in replies if _covers(reply.status, status)]
        replies = exact or replies
    reasons: list[str] = []
    for reply in replies:
        number = status if status is not None else _number(reply.status)
        found = _encoded(reply, value)
        if isinstance(found, bytes):
            media = "" if reply.kind == "none" else concrete(reply)
            return Answer(number, media, found, headers=headers)
        reasons.append(f"as {reply.status} {reply.media or 'without content'}: {found}")
    if not replies and value is None:
        return Answer(status or 200, headers=headers)
    what = "\n  ".join(reasons) or "it documents no such answer"
    raise Unanswerable(f"{operation.id}: the document does not allow this answer:\n  {what}")


def _encoded(reply: Reply, value: object) -> bytes | str:
    """The value's bytes, or why it cannot be the value of this reply."""
    if reply.kind == "none":
        return b"" if value is None else "there is no content"
    if isinstance(value, bytes | bytearray):
        return bytes(value) if reply.kind == "binary" else f"expected {reply.kind}, found bytes"
    if reply.kind == "binary":
        return f"expected bytes, found {type(value).__name__}"
    if reply.kind != "json":
        return value.encode() if isinstance(value, str) else "expected a str"
    return _json(reply, value)


def _json(reply: Reply, value: object) -> bytes | str:
    content = bytes(wire.dump_json(wire.dump(value)))
    try:
        wire.parse(reply.type() if reply.type else Any, content, strict=True)
    except ValueError as error:
        return str(error).replace("\n", "\n    ")
    return content


def stream_answer(
    operation: Operation,
    events: Iterable[object],
    headers: Mapping[str, str],
    error: Exception | None,
) -> Answer:
    """Typed events as a stream. Raises `Unanswerable` if the document has no such events."""
    reply = next((one for one in successes(operation) if one.kind in STREAMS), None)
    if reply is None:
        raise Unanswerable(f"{operation.id}: the document has no stream here")
    chunks: list[bytes] = []
    for index, event in enumerate(events):
        content = _json(reply, event)
        if isinstance(content, str):
            raise Unanswerable(
                f"{operation.id}: the document does not allow event {index}: {content}"
            )
        chunks.append(_frame(reply, content))
    return Answer(
        _number(reply.status), concrete(reply), b"", tuple(chunks), headers=headers, error=error
    )


def failure_answer(operation: Operation, entry: Entry | None, failure: Failure) -> Answer:
    """An error status with its documented body.

    Raises `ValueError` for a status that is none, `Unanswerable` for a body of another type.
    """
    if not 400 <= failure.status <= 599:
        raise ValueError(f"a failure has a status from 400 to 599, not {failure.status}")
    reply = _reply(operation, failure.status)
    if failure.body is None:
        data = _documented(entry, failure.status)
        if data is None:
            return Answer(failure.status, headers=failure.headers)
        found = _plain(operation, data, failure.status)
        return Answer(found.status, found.media, found.content, headers=failure.headers)
    content = bytes(wire.dump_json(wire.dump(failure.body)))
    if reply is not None and reply.kind == "json":
        found_ = _json(reply, failure.body)
        if isinstance(found_, str):
            raise Unanswerable(
                f"{operation.id}: the document does not allow this body of a {failure.status}: {found_}"
            )
        return Answer(failure.status, concrete(reply), found_, headers=failure.headers)
    return Answer(failure.status, "application/json", content, headers=failure.headers)


def example_answer(operation: Operation, entry: Entry, *, streaming: bool) -> Answer:
    """What the document itself would answer. Raises `Unanswerable` if that is not known."""
    for data in entry.answers:
        if data["status"] < 300 and (data["kind"] in STREAMS) is streaming:
            return _plain(operation, data, data["status"])
    verb = "on_stream" if streaming else "on"
    raise Unanswerable(
        f"{entry.name}: no answer could be made of the document: "
        f"set one with `client.mock.{verb}(client.{entry.name})`"
    )


def example_value(entry: Entry, operation: Operation) -> object:
    """The document's example of a plain success, as its type."""
    answer = example_answer(operation, entry, streaming=False)
    if not answer.media:
        return None
    reply = _reply(operation, answer.status, essence(answer.media))
    if reply is None or reply.kind == "binary":
        return answer.content
    if reply.kind != "json":
        return answer.content.decode()
    return wire.parse(reply.type() if reply.type else Any, answer.content)


def example_events(entry: Entry, operation: Operation) -> list[Any]:
    """The document's example of a stream, event by event, as their type."""
    for data in entry.answers:
        if data["kind"] in STREAMS:
            reply = _reply(operation, data["status"], essence(data["media"]))
            kind: Any = reply.type() if reply is not None and reply.type else Any
            events = data["events"] if "events" in data else _written(reply, kind, data["text"])
            return [wire.parse(kind, event) for event in events]
    return []


def _written(reply: Reply | None, kind: Any, text: str) -> list[bytes]:
    """The events of a stream that the document writes out, as JSON."""
    if reply is None:
        return []
    parser: Parser = (reply.parser or EventParser)(None)
    found = [*parser.feed(text.encode("utf-8", "replace") + b"\n\n"), *parser.finish()]
    found = [event for event in found if event.raw not in (b"", b"[DONE]")]
    if reply.envelope is None:
        return [event.raw for event in found]
    return [reply.envelope.whole(event, kind) for event in found]


def successes(operation: Operation) -> list[Reply]:
    """The documented successes; `default` counts where there is no other."""
    found = [reply for reply in operation.replies if reply.status[:1] == "2"]
    return found or [reply for reply in operation.replies if reply.status[:1] == "d"]


def _plain(operation: Operation, data: Data, status: int) -> Answer:
    """An answer of the data file."""
    media = str(data.get("media", ""))
    if "events" in data:
        reply = _reply(operation, status, essence(media))
        envelope = reply is not None and bool(reply.envelope)
        frames = (
            _framed(data["kind"], media, event, envelope=envelope) for event in data["events"]
        )
        return Answer(status, media, b"", tuple(frames))
    if "json" in data:
        return Answer(status, media, json.dumps(data["json"]).encode())
    if "base64" in data:
        return Answer(status, media, base64.b64decode(data["base64"]))
    text = str(data.get("text", "")).encode("utf-8", "replace")
    return Answer(status, media, text, (text,) if data["kind"] in STREAMS else None)


def _documented(entry: Entry | None, status: int) -> Data | None:
    """The example of an error: of the status itself, of its range, of `default`."""
    answers = entry.answers if entry is not None else []
    for key in (str(status), f"{status // 100}XX", "default"):
        for data in answers:
            if str(data.get("range") or data["status"]).upper() == key.upper():
                return data
    return None


def _reply(operation: Operation, status: int, media: str = "") -> Reply | None:
    for key in (str(status), f"{status // 100}XX", "default"):
        group = [one for one in operation.replies if one.status.upper() == key.upper()]
        same = [one for one in group if not media or essence(concrete(one)) == media]
        if same or group:
            return (same or group)[0]
    return None


def _covers(documented: str, status: int) -> bool:
    return documented.upper() in (str(status), f"{status // 100}XX", "DEFAULT")


def _number(status: str) -> int:
    return int(status) if status.isdecimal() else _RANGES[status[:1].lower()]


def concrete(reply: Reply) -> str:
    """The media type that a response names; a range becomes one of its types."""
    if "*" not in reply.media:
        return reply.media
    return {"json": "application/json", "text": "text/plain"}.get(
        reply.kind, "application/octet-stream"
    )


def _frame(reply: Reply, content: bytes) -> bytes:
    return _framed(reply.kind, reply.media, json.loads(content), envelope=bool(reply.envelope))


def _framed(kind: str, media: str, event: Any, *, envelope: bool) -> bytes:
    """One event as it travels: a line of JSON, or an event (WHATWG HTML, section 9.2)."""
    if kind == "json-lines":
        mark = b"\x1e" if essence(media).endswith("json-seq") else b""
        return mark + json.dumps(event).encode() + b"\n"
    fields: list[tuple[str, str]] = []
    data: object = event
    if isinstance(event, dict):
        whole = cast("dict[str, Any]", event)
        if envelope:
            names = [name for name in ("event", "id", "retry") if whole.get(name) is not None]
            fields = [(name, str(whole[name])) for name in names]
            data = whole.get("data", "")
        elif isinstance(whole.get("type"), str):
            fields = [("event", whole["type"])]
    text = data if envelope and isinstance(data, str) else json.dumps(data)
    lines = [*(f"{n}: {v}" for n, v in fields), *(f"data: {part}" for part in text.split("\n"))]
    return "\n".join(" ".join(line.splitlines()) for line in lines).encode() + b"\n\n"
