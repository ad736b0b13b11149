"""What is received: `ResponseErrorEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire


class ResponseErrorEvent(wire.Model):
    """The stream broke down; the last event."""

    type: Literal["error"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    code: wire.Nullable[str]
    """A short word for what happened."""

    message: str
    """The same for a person to read."""

    param: wire.Nullable[str]
    """The parameter at fault, if any."""
