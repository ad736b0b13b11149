"""What a test double records of a call, and the answer that says no."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._transport import HTTPRequest


@dataclass(slots=True)
class Call:
    """A call that was made."""

    operation: str
    """The operation as the document has it: `POST /v1/responses`."""
    name: str
    """The method that was called: `responses.create`."""
    arguments: dict[str, Any]
    """What the method was given, by argument name; what was not sent is not here."""
    streaming: bool
    """Whether a stream was asked for."""
    requests: list[HTTPRequest] = field(default_factory=list["HTTPRequest"])
    """Every attempt, with its body read; more than one where the client tried again."""

    @property
    def request(self) -> HTTPRequest:
        """The last attempt. Raises `LookupError` if nothing was sent."""
        if not self.requests:
            raise LookupError(f"{self.name}: nothing was sent")
        return self.requests[-1]

    @property
    def json(self) -> Any:
        """The request's body as JSON data; None if there is no body. Raises `ValueError` if it is no JSON."""
        content = self.request.content
        return json.loads(content) if content else None


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer with an error status."""

    status: int
    """400 to 599."""
    body: object = None
    """A model of the documented error or JSON-ready data; None: the document's example."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
