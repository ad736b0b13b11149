"""What is received: `Tool`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .code_interpreter_tool import CodeInterpreterTool
from .custom_tool import CustomTool
from .file_search_tool import FileSearchTool
from .function_tool import FunctionTool
from .mcp_tool import McpTool
from .web_search_preview_tool import WebSearchPreviewTool

Tool = TypeAliasType(
    "Tool",
    Annotated[
        FunctionTool
        | WebSearchPreviewTool
        | FileSearchTool
        | CodeInterpreterTool
        | McpTool
        | CustomTool
        | wire.UnknownVariant,
        wire.Tagged(
            "type",
            {
                "function": "FunctionTool",
                "web_search_preview": "WebSearchPreviewTool",
                "file_search": "FileSearchTool",
                "code_interpreter": "CodeInterpreterTool",
                "mcp": "McpTool",
                "custom": "CustomTool",
            },
        ),
    ],
)
"""A tool that the model may call."""
