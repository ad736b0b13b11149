"""What is received: `FunctionToolCall`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .item_status import ItemStatus


class FunctionToolCall(wire.Model):
    """The model's wish that you call one of your functions. Answer it with a `function_call_output`
    item.
    """

    id: str | None = None
    """Names the item; streamed events refer to it."""

    type: Literal["function_call"]
    call_id: str
    """Names the call, for your answer."""

    name: str
    """The function to call."""

    arguments: str
    """The arguments, as JSON text."""

    status: ItemStatus | None = None
