"""Whole events as JSON objects, for streams whose type is that of an event (OpenAPI 3.2, `itemSchema`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ._events import ServerSentEvent


@dataclass(frozen=True, slots=True)
class Envelope:
    """What `data` of a whole event is by the document."""

    mode: Literal["text", "json", "mixed", "data"]
    """`mixed`: text or JSON. `data`: the document may mean the JSON itself, which has a `data`."""

    def whole(self, event: ServerSentEvent, kind: Any) -> bytes:
        """A whole event as a JSON object, with `data` as the text it is or as the JSON that it holds.

        The names are those that the event itself has: no `event` where it is a plain message, no
        `id` where that of an earlier event stands. `kind` is the type of a whole event, which
        decides if `data` is mixed.
        """
        mode = self.mode
        if mode == "data" and _has_data(event):
            return event.raw
        if mode in ("json", "data"):
            return _as_json(event) if _is_json(event) else _as_text(event)
        text = _as_text(event)
        if mode == "text" or not _is_json(event) or _fits(kind, text):
            return text
        data = _as_json(event)
        # Neither may fit, for what the document does not know yet; objects are seldom meant as text.
        return data if _fits(kind, data) or event.raw.lstrip()[:1] in (b"{", b"[") else text

    def documents(self, event: ServerSentEvent, kind: Any) -> bool:
        """Whether an event is just what the document says, so that it is a value whatever its name."""
        return _fits(kind, self.whole(event, kind))


def _is_json(event: ServerSentEvent) -> bool:
    from . import wire

    try:
        wire.parse(Any, event.raw)
    except ValueError:
        return False
    return True


def _has_data(event: ServerSentEvent) -> bool:
    from . import wire

    try:
        found: object = wire.parse(Any, event.raw)
    except ValueError:
        return False
    return isinstance(found, dict) and "data" in found


def _fits(kind: Any, data: bytes) -> bool:
    from . import wire

    try:
        wire.parse(kind, data, strict=True)
    except ValueError:
        return False
    return True


def _head(event: ServerSentEvent) -> dict[str, object]:
    head: dict[str, object] = {}
    if event.event != "message":
        head["event"] = event.event
    if event.own_id:
        head["id"] = event.id
    if event.retry is not None:
        head["retry"] = event.retry
    return head


def _as_text(event: ServerSentEvent) -> bytes:
    from . import wire

    return bytes(wire.dump_json({**_head(event), "data": event.data}))


def _as_json(event: ServerSentEvent) -> bytes:
    from . import wire

    head = bytes(wire.dump_json(_head(event)))[:-1]
    # The data as it came, digit for digit.
    return head + (b"," if len(head) > 1 else b"") + b'"data":' + event.raw + b"}"
