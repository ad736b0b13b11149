"""What is received: `ResponseSnapshot`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .incomplete_details import IncompleteDetails
from .metadata import Metadata
from .output_item import OutputItem
from .response_error import ResponseError
from .usage import Usage


class ResponseSnapshot(wire.Model):
    """A response as it stands when an event is sent."""

    id: str
    """Names the response, for a later `previous_response_id`."""

    object: Literal["response"]
    created_at: int
    """When the response was begun, in seconds since the Unix epoch."""

    status: Literal["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"] | str
    """How far the response is."""

    model: str
    """The model that answers."""

    output: list[OutputItem]
    """What the model has produced; complete at the end only."""

    error: wire.Nullable[ResponseError] = None
    """Why the response failed, if it did."""

    incomplete_details: wire.Nullable[IncompleteDetails] = None
    """Why the response ended early, if it did."""

    usage: wire.Nullable[Usage] = None
    """Tokens taken; known at the end."""

    previous_response_id: wire.Nullable[str] = None
    """The response that this one continues."""

    metadata: wire.Nullable[Metadata] = None
    """The request's metadata."""
