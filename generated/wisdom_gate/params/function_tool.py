"""What is sent: `FunctionTool`."""

from __future__ import annotations

from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict

from .json_schema import JsonSchema


class FunctionTool(TypedDict):
    """A function of yours that the model may ask you to call."""

    type: Required[Literal["function"]]
    name: Required[str]
    """What the model calls the function by."""

    description: NotRequired[str]
    """What the function is for; the model decides by it."""

    parameters: NotRequired[JsonSchema]
    strict: NotRequired[bool]
    """Hold the model's arguments to `parameters` exactly."""
