"""What is sent: `McpTool`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict


class McpTool(TypedDict):
    """Gives the model the tools of an MCP server."""

    type: Required[Literal["mcp"]]
    server_label: NotRequired[str]
    """What the server is called in tool calls."""

    server_url: NotRequired[str]
    """Where the server is."""

    headers: NotRequired[Mapping[str, str]]
    """Sent along to the server, for its own authentication."""

    require_approval: NotRequired[str | Mapping[str, Any]]
    """Which calls wait for your approval: `always`, `never`, or an object that says it tool by
    tool.
    """
