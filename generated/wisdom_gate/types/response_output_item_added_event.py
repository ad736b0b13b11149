"""What is received: `ResponseOutputItemAddedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .output_item import OutputItem


class ResponseOutputItemAddedEvent(wire.Model):
    """An item begins."""

    type: Literal["response.output_item.added"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item: OutputItem
