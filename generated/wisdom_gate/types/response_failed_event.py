"""What is received: `ResponseFailedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .response_snapshot import ResponseSnapshot


class ResponseFailedEvent(wire.Model):
    """The response failed; the last event."""

    type: Literal["response.failed"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    response: ResponseSnapshot
