"""What is received: `FunctionTool`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .json_schema import JsonSchema


class FunctionTool(wire.Model):
    """A function of yours that the model may ask you to call."""

    type: Literal["function"]
    name: str
    """What the model calls the function by."""

    description: str | None = None
    """What the function is for; the model decides by it."""

    parameters: JsonSchema | None = None
    strict: bool | None = None
    """Hold the model's arguments to `parameters` exactly."""
