"""What is received: `OtherTool`."""

from __future__ import annotations

from typing import Annotated

from .._runtime import wire


class OtherTool(wire.Model):
    """A tool that only some providers know; passed on as it is."""

    type: Annotated[
        str,
        wire.Rule(
            {
                "not": {
                    "enum": [
                        "function",
                        "web_search_preview",
                        "file_search",
                        "code_interpreter",
                        "mcp",
                        "custom",
                    ]
                }
            }
        ),
    ]
    """Any kind that `Tool` does not list."""
