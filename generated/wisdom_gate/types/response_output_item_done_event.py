"""What is received: `ResponseOutputItemDoneEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .output_item import OutputItem


class ResponseOutputItemDoneEvent(wire.Model):
    """An item is complete."""

    type: Literal["response.output_item.done"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item: OutputItem
