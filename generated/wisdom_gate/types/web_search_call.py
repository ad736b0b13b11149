"""What is received: `WebSearchCall`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire
from .item_status import ItemStatus


class WebSearchCall(wire.Model):
    """A search of the web."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["web_search_call"]
    status: ItemStatus
    action: dict[str, Any] | None = None
    """What was searched for or opened."""
