"""What is received: `ResponseIncompleteEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .response_snapshot import ResponseSnapshot


class ResponseIncompleteEvent(wire.Model):
    """The response ended early; the last event."""

    type: Literal["response.incomplete"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    response: ResponseSnapshot
