"""What is received: `ResponseOutputTextDoneEvent`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .._runtime import wire
from .token_logprob import TokenLogprob


class ResponseOutputTextDoneEvent(wire.Model):
    """A text is complete."""

    type: Literal["response.output_text.done"]
    sequence_number: Annotated[int, Field(ge=0)]
    """Place of the event in its stream, from 0. Minimum: `0`."""

    output_index: Annotated[int, Field(ge=0)]
    """Which item of the output, from 0. Minimum: `0`."""

    item_id: str
    """`id` of that item."""

    content_index: Annotated[int, Field(ge=0)]
    """Which part of the item, from 0. Minimum: `0`."""

    text: str
    """The whole text."""

    logprobs: list[TokenLogprob] | None = None
    """Log-probabilities of the tokens, if asked for by `include`."""
