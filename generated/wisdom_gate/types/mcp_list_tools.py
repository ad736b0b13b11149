"""What is received: `McpListTools`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire


class McpListTools(wire.Model):
    """The tools that an MCP server offers."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["mcp_list_tools"]
    server_label: str
    """The server."""

    tools: list[dict[str, Any]]
    """Its tools."""
