"""Error bodies: the document's own error schema where it can say what is wrong, else problem details."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from http import HTTPStatus

from instep.ir.operation import Media, MediaKind, Operation
from instep.ir.types import Json
from instep.mock.answers import for_status
from instep.mock.payloads import dumped
from instep.mock.requests import Fault
from instep.sampling.generate import Examples
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


class Problems:
    """Writes error bodies."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def body(
        self, operation: Operation | None, status: int, faults: tuple[Fault, ...]
    ) -> tuple[bytes, str]:
        """An error body for a refused request, and its Content-Type."""
        for media in self._documented(operation, status) if operation else ():
            filled = self._filled(media, faults[0])
            if filled is not None:
                return dumped(filled), media.content_type
        return problem(status, faults), "application/problem+json"

    @staticmethod
    def _documented(operation: Operation, status: int) -> Iterator[Media]:
        """JSON media types of the status's own response, then of other documented client errors."""
        own = for_status(operation, status)
        others = [
            r for r in operation.responses if r.status.upper().startswith("4") and r is not own
        ]
        for response in [*([own] if own else []), *others]:
            for media in response.media:
                if media.kind is MediaKind.JSON and "*" not in media.content_type:
                    yield media

    def _filled(self, media: Media, fault: Fault) -> Json | None:
        """A valid error value that carries the fault, or None where the schema has no place for it."""
        validators = self._examples.validators
        bases = [e.value for e in media.examples]
        for mode in ("example", "full"):
            bases.append(
                self._examples.sample(media.schema, direction=Direction.RESPONSE, mode=mode).value
            )
        message = said(fault)
        for base in bases:
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
