"""Error bodies: the document's own error schema where it can say what is wrong, else problem details."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from http import HTTPStatus

from instep.ir.operation import Media, MediaKind, Operation, Response
from instep.ir.types import Json
from instep.mock.answers import for_status
from instep.mock.payloads import dumped
from instep.mock.requests import Fault
from instep.sampling.generate import Examples, Mode
from instep.sampling.schemas import Direction

_MESSAGES = [
    "message",
    "detail",
    "error_description",
    "error_message",
    "errormessage",
    "reason",
    "description",
    "error",
    "msg",
    "title",
]
"""Properties that carry a message for a person, best first."""
_INSIDE = frozenset(["error", "errors", "detail", "details", "fault", "problem", "failure"])
_POINTERS = frozenset(
    ["param", "pointer", "field", "path", "parameter", "property", "loc", "location"]
)
_DEEPEST = 4
_MODES: tuple[Mode, ...] = ("example", "full")


class Problems:
    """Writes error bodies."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def body(
        self, operation: Operation | None, status: int, faults: tuple[Fault, ...]
    ) -> tuple[bytes, str]:
        """An error body for a refused request, and its Content-Type.

        What the document has for the status is sent in any case; without that, an error of another
        status is borrowed if it can carry a message.
        """
        own = for_status(operation, status) if operation else None
        for media in _json_media(own):
            for value in (self._filled(media, faults[0]), self._extended(media, faults[0])):
                if value is not None:
                    return dumped(value), media.content_type
        for response in operation.responses if operation and own is None else ():
            for media in _json_media(response if response.status.startswith("4") else None):
                filled = self._filled(media, faults[0])
                if filled is not None:
                    return dumped(filled), media.content_type
        return problem(status, faults), "application/problem+json"

    def _bases(self, media: Media) -> Iterator[Json]:
        """Values of an error's schema."""
        yield from (example.value for example in media.examples)
        for mode in _MODES:
            yield self._examples.sample(media.schema, direction=Direction.RESPONSE, mode=mode).value

    def _extended(self, media: Media, fault: Fault) -> Json | None:
        """A valid error value, with the fault in properties of its own where they are allowed."""
        validators = self._examples.validators
        for base in self._bases(media):
            if not validators.is_valid(media.schema, base, Direction.RESPONSE):
                continue
            if isinstance(base, dict):
                told = {"detail": said(fault), "pointer": fault.pointer, "reason": fault.reason}
                value = {**told, **base}
                if validators.is_valid(media.schema, value, Direction.RESPONSE):
                    return value
            return base
        return None

    def _filled(self, media: Media, fault: Fault) -> Json | None:
        """A valid error value that carries the fault, or None where the schema has no place for it."""
        validators = self._examples.validators
        message = said(fault)
        for base in self._bases(media):
            value = copy.deepcopy(base)
            target = _holder(value, 0)
            if target is None:
                continue
            holder, name = target
            holder[name] = message
            before = copy.deepcopy(value)
            if not validators.is_valid(media.schema, value, Direction.RESPONSE):
                continue
            _set_pointer(holder, fault)
            if validators.is_valid(media.schema, value, Direction.RESPONSE):
                return value
            return before
        return None


def _json_media(response: Response | None) -> Iterator[Media]:
    for media in response.media if response is not None else ():
        if media.kind is MediaKind.JSON and "*" not in media.content_type:
            yield media


def _holder(value: Json, depth: int) -> tuple[dict[str, Json], str] | None:
    """The object and its property that carry the message."""
    if isinstance(value, list):
        return _holder(value[0], depth + 1) if value and depth < _DEEPEST else None
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    for name, inner in value.items():
        if name.lower() in _INSIDE and isinstance(inner, dict | list):
            found = _holder(inner, depth + 1)
            if found is not None:
                return found
    by_name = {name.lower(): name for name, inner in value.items() if isinstance(inner, str)}
    for name in _MESSAGES:
        if name in by_name:
            return value, by_name[name]
    return None


def _set_pointer(holder: dict[str, Json], fault: Fault) -> None:
    for name, current in holder.items():
        if name.lower() in _POINTERS and not isinstance(current, list | dict):
            holder[name] = fault.pointer or "/"


def said(fault: Fault) -> str:
    """A fault as a sentence: where, then why."""
    place = f" {fault.pointer}" if fault.pointer else ""
    return f"{fault.where}{place}: {fault.reason}"


def problem(status: int, faults: tuple[Fault, ...]) -> bytes:
    """Problem details (RFC 9457) with `pointer` and `reason` of the first fault, and all of them."""
    first = faults[0]
    return dumped(
        {
            "type": "about:blank",
            "title": _title(status),
            "status": status,
            "detail": said(first),
            "in": first.where,
            "pointer": first.pointer,
            "reason": first.reason,
            "errors": [{"in": f.where, "pointer": f.pointer, "reason": f.reason} for f in faults],
        }
    )


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
