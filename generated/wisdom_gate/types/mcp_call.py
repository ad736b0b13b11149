"""What is received: `McpCall`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .item_status import ItemStatus


class McpCall(wire.Model):
    """A call of a tool of an MCP server."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["mcp_call"]
    server_label: str
    """The server."""

    name: str
    """The tool."""

    arguments: str
    """The arguments, as JSON text."""

    output: wire.Nullable[str] = None
    """What the tool returned."""

    status: ItemStatus | None = None
