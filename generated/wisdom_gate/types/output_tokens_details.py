"""What is received: `OutputTokensDetails`."""

from __future__ import annotations

from .._runtime import wire


class OutputTokensDetails(wire.Model):
    """Output tokens by kind."""

    reasoning_tokens: int | None = None
    """Spent on reasoning."""
