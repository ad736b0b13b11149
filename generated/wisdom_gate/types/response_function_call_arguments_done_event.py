"""What is received: `ResponseFunctionCallArgumentsDoneEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseFunctionCallArgumentsDoneEvent(wire.Model):
    """A function call's arguments are complete."""

    type: Literal["response.function_call_arguments.done"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    name: str | None = None
    """The function to call."""

    arguments: str
    """The whole JSON text."""
