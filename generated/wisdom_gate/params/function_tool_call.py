"""What is sent: `FunctionToolCall`."""

from __future__ import annotations

from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict

from .item_status import ItemStatus


class FunctionToolCall(TypedDict):
    """The model's wish that you call one of your functions. Answer it with a `function_call_output`
    item.
    """

    id: NotRequired[str]
    """Names the item; streamed events refer to it."""

    type: Required[Literal["function_call"]]
    call_id: Required[str]
    """Names the call, for your answer."""

    name: Required[str]
    """The function to call."""

    arguments: Required[str]
    """The arguments, as JSON text."""

    status: NotRequired[ItemStatus]
