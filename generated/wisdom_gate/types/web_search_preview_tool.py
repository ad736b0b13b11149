"""What is received: `WebSearchPreviewTool`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire


class WebSearchPreviewTool(wire.Model):
    """Looks things up on the web."""

    type: Literal["web_search_preview"]
    search_context_size: str | None = None
    """How much of what was found the model gets to read: `low`, `medium` or `high`. Example:
    `medium`.
    """

    user_location: dict[str, Any] | None = None
    """Roughly where the user is."""
