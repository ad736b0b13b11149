"""What is received: `FileSearchCall`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire
from .item_status import ItemStatus


class FileSearchCall(wire.Model):
    """A search of files."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["file_search_call"]
    status: ItemStatus
    queries: list[str] | None = None
    """What was searched for."""

    results: wire.Nullable[list[dict[str, Any]]] = None
    """What was found, if asked for by `include`."""
