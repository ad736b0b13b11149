"""What is received: `ResponseMcpCallInProgressEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseMcpCallInProgressEvent(wire.Model):
    """A call of an MCP tool begins."""

    type: Literal["response.mcp_call.in_progress"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""
