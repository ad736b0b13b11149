"""What is sent: `JsonSchemaFormat`."""

from __future__ import annotations

from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict

from .json_schema import JsonSchema


class JsonSchemaFormat(TypedDict):
    """JSON that satisfies a schema."""

    type: Required[Literal["json_schema"]]
    name: Required[str]
    """What the format is called. At most 64 characters."""

    schema: Required[JsonSchema]
    description: NotRequired[str]
    """What the format is for."""

    strict: NotRequired[bool]
    """Hold the model to the schema exactly."""
