"""What is received: `InputTokensDetails`."""

from __future__ import annotations

from .._runtime import wire


class InputTokensDetails(wire.Model):
    """Input tokens by kind."""

    cached_tokens: int | None = None
    """Taken from the prompt cache."""
