"""What is received: `ResponseMcpCallArgumentsDeltaEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseMcpCallArgumentsDeltaEvent(wire.Model):
    """More of an MCP tool's arguments."""

    type: Literal["response.mcp_call_arguments.delta"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    delta: str
    """The JSON text to append."""
