"""What is received: `ResponseQueuedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .response_snapshot import ResponseSnapshot


class ResponseQueuedEvent(wire.Model):
    """The response waits for its turn."""

    type: Literal["response.queued"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    response: ResponseSnapshot
