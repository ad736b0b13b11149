"""What is received: `ResponseFunctionCallArgumentsDeltaEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseFunctionCallArgumentsDeltaEvent(wire.Model):
    """More of a function call's arguments."""

    type: Literal["response.function_call_arguments.delta"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    delta: str
    """The JSON text to append."""
