"""What is received: `FunctionCallOutput`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class FunctionCallOutput(wire.Model):
    """What a function returned, in answer to the model's call."""

    type: Literal["function_call_output"]
    call_id: str
    """`call_id` of the call that this answers."""

    output: str
    """The result, as text; JSON is usual."""
