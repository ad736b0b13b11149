"""What is received: `ResponseReasoningSummaryTextDoneEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseReasoningSummaryTextDoneEvent(wire.Model):
    """A paragraph's text is complete."""

    type: Literal["response.reasoning_summary_text.done"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    summary_index: Annotated[int, Field(ge=0)]
    """Which paragraph of the summary, from 0. Minimum: `0`."""

    text: str
    """The whole text."""
