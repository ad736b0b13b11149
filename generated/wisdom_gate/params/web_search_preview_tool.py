"""What is sent: `WebSearchPreviewTool`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict


class WebSearchPreviewTool(TypedDict):
    """Looks things up on the web."""

    type: Required[Literal["web_search_preview"]]
    search_context_size: NotRequired[str]
    """How much of what was found the model gets to read: `low`, `medium` or `high`. Example:
    `medium`.
    """

    user_location: NotRequired[Mapping[str, Any]]
    """Roughly where the user is."""
