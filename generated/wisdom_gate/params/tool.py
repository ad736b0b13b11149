"""What is sent: `Tool`."""

from __future__ import annotations

from typing_extensions import TypeAliasType

from .. import types
from .code_interpreter_tool import CodeInterpreterTool
from .custom_tool import CustomTool
from .file_search_tool import FileSearchTool
from .function_tool import FunctionTool
from .mcp_tool import McpTool
from .web_search_preview_tool import WebSearchPreviewTool

Tool = TypeAliasType(
    "Tool",
    FunctionTool
    | types.FunctionTool
    | WebSearchPreviewTool
    | types.WebSearchPreviewTool
    | FileSearchTool
    | types.FileSearchTool
    | CodeInterpreterTool
    | types.CodeInterpreterTool
    | McpTool
    | types.McpTool
    | CustomTool
    | types.CustomTool,
)
"""A tool that the model may call."""
