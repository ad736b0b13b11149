"""What is received: `ResponseContentPartDoneEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .output_content import OutputContent


class ResponseContentPartDoneEvent(wire.Model):
    """A part of a message is complete."""

    type: Literal["response.content_part.done"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    content_index: Annotated[int, Field(ge=0)]
    """Which part of the item, from 0. Minimum: `0`."""

    part: OutputContent
