"""What is received: `ResponseCreatedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .response_snapshot import ResponseSnapshot


class ResponseCreatedEvent(wire.Model):
    """The response exists; the first event of a stream."""

    type: Literal["response.created"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    response: ResponseSnapshot
