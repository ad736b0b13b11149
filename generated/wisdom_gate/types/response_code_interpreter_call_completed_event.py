"""What is received: `ResponseCodeInterpreterCallCompletedEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseCodeInterpreterCallCompletedEvent(wire.Model):
    """The code has run."""

    type: Literal["response.code_interpreter_call.completed"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""
