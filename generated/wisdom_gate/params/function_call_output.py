"""What is sent: `FunctionCallOutput`."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class FunctionCallOutput(TypedDict):
    """What a function returned, in answer to the model's call."""

    type: Required[Literal["function_call_output"]]
    call_id: Required[str]
    """`call_id` of the call that this answers."""

    output: Required[str]
    """The result, as text; JSON is usual."""
