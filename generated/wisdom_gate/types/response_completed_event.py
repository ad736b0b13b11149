"""What is received: `ResponseCompletedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .response_snapshot import ResponseSnapshot


class ResponseCompletedEvent(wire.Model):
    """The response is complete; the last event of a stream that went well."""

    type: Literal["response.completed"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    response: ResponseSnapshot
