"""What is received: `Response`."""

from __future__ import annotations

from .._runtime import wire
from .metadata import Metadata
from .structured_response import StructuredResponse
from .usage import Usage


class Response(wire.Model):
    """The answer as one JSON document. Providers add fields of their own, which stay in it."""

    model: str
    """The model that answered. Example: `gpt-4o`."""

    response: str | StructuredResponse
    """What the model wrote: its text, or an object with all the items it produced."""

    input: str | None = None
    """The input that was answered."""

    usage: Usage | None = None
    id: str | None = None
    """Names the response, for a later `previous_response_id`."""

    created: int | None = None
    """When the response was made, in seconds since the Unix epoch."""

    metadata: Metadata | None = None
    """The request's metadata, if it had any."""
