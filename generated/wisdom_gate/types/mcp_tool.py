"""What is received: `McpTool`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire


class McpTool(wire.Model):
    """Gives the model the tools of an MCP server."""

    type: Literal["mcp"]
    server_label: str | None = None
    """What the server is called in tool calls."""

    server_url: str | None = None
    """Where the server is."""

    headers: dict[str, str] | None = None
    """Sent along to the server, for its own authentication."""

    require_approval: str | dict[str, Any] | None = None
    """Which calls wait for your approval: `always`, `never`, or an object that says it tool by
    tool.
    """
