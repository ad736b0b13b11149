"""What is received: `JsonSchemaFormat`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .json_schema import JsonSchema


class JsonSchemaFormat(wire.Model):
    """JSON that satisfies a schema."""

    type: Literal["json_schema"]
    name: Annotated[str, Field(max_length=64)]
    """What the format is called. At most 64 characters."""

    schema_: Annotated[JsonSchema, Field(alias="schema")]
    description: str | None = None
    """What the format is for."""

    strict: bool | None = None
    """Hold the model to the schema exactly."""
