"""What is received: `IncompleteDetails`."""

from __future__ import annotations

from .._runtime import wire


class IncompleteDetails(wire.Model):
    """Why a response ended early."""

    reason: str | None = None
    """`max_output_tokens`, `content_filter` or what else a provider has."""
