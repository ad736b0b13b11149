"""What is received: `TokenLogprob`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .._runtime import wire


class TokenLogprob(wire.Model):
    """How likely a token was."""

    token: str
    """The token."""

    logprob: wire.Number
    """Natural logarithm of its probability."""

    bytes_: Annotated[list[int] | None, Field(alias="bytes")] = None
    """The token in UTF-8."""

    top_logprobs: list[dict[str, Any]] | None = None
    """The likeliest tokens at this place."""
