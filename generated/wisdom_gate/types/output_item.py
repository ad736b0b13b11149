"""What is received: `OutputItem`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .code_interpreter_call import CodeInterpreterCall
from .custom_tool_call import CustomToolCall
from .file_search_call import FileSearchCall
from .function_tool_call import FunctionToolCall
from .mcp_call import McpCall
from .mcp_list_tools import McpListTools
from .output_message import OutputMessage
from .reasoning_item import ReasoningItem
from .web_search_call import WebSearchCall

OutputItem = TypeAliasType(
    "OutputItem",
    Annotated[
        OutputMessage
        | FunctionToolCall
        | ReasoningItem
        | WebSearchCall
        | FileSearchCall
        | CodeInterpreterCall
        | McpCall
        | McpListTools
        | CustomToolCall
        | wire.UnknownVariant,
        wire.Tagged(
            "type",
            {
                "message": "OutputMessage",
                "function_call": "FunctionToolCall",
                "reasoning": "ReasoningItem",
                "web_search_call": "WebSearchCall",
                "file_search_call": "FileSearchCall",
                "code_interpreter_call": "CodeInterpreterCall",
                "mcp_call": "McpCall",
                "mcp_list_tools": "McpListTools",
                "custom_tool_call": "CustomToolCall",
            },
        ),
    ],
)
"""One thing that the model produced."""
