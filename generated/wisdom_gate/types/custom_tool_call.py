"""What is received: `CustomToolCall`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .item_status import ItemStatus


class CustomToolCall(wire.Model):
    """The model's wish that you run one of your custom tools."""

    id: str | None = None
    """Names the item; streamed events refer to it."""

    type: Literal["custom_tool_call"]
    call_id: str
    """Names the call, for your answer."""

    name: str
    """The tool to run."""

    input: str
    """What to hand to it."""

    status: ItemStatus | None = None
