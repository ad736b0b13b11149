"""What is received: `ResponseReasoningSummaryPartAddedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .summary_text import SummaryText


class ResponseReasoningSummaryPartAddedEvent(wire.Model):
    """A paragraph of a reasoning summary begins."""

    type: Literal["response.reasoning_summary_part.added"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    summary_index: Annotated[int, Field(ge=0)]
    """Which paragraph of the summary, from 0. Minimum: `0`."""

    part: SummaryText
