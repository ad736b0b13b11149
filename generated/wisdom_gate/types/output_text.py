"""What is received: `OutputText`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .annotation import Annotation
from .token_logprob import TokenLogprob


class OutputText(wire.Model):
    """Text from the model."""

    type: Literal["output_text"]
    text: str
    """The text itself."""

    annotations: list[Annotation] | None = None
    """What the text refers to."""

    logprobs: list[TokenLogprob] | None = None
    """Log-probabilities of the tokens, if asked for by `include`."""
