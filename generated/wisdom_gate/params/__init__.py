"""What is sent: TypedDicts for objects and for the arguments of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._calls import RequestOptions as RequestOptions
    from ._calls.responses import ResponsesCreateParams as ResponsesCreateParams
    from .code_interpreter_tool import CodeInterpreterTool as CodeInterpreterTool
    from .content_part import ContentPart as ContentPart
    from .create_response import CreateResponse as CreateResponse
    from .custom_tool import CustomTool as CustomTool
    from .file_search_tool import FileSearchTool as FileSearchTool
    from .function_call_output import FunctionCallOutput as FunctionCallOutput
    from .function_tool import FunctionTool as FunctionTool
    from .function_tool_call import FunctionToolCall as FunctionToolCall
    from .includable import Includable as Includable
    from .input_file import InputFile as InputFile
    from .input_image import InputImage as InputImage
    from .input_item import InputItem as InputItem
    from .input_message import InputMessage as InputMessage
    from .input_text import InputText as InputText
    from .item_status import ItemStatus as ItemStatus
    from .json_object_format import JsonObjectFormat as JsonObjectFormat
    from .json_schema import JsonSchema as JsonSchema
    from .json_schema_format import JsonSchemaFormat as JsonSchemaFormat
    from .mcp_tool import McpTool as McpTool
    from .metadata import Metadata as Metadata
    from .other_content_part import OtherContentPart as OtherContentPart
    from .other_input_item import OtherInputItem as OtherInputItem
    from .other_tool import OtherTool as OtherTool
    from .plain_text_format import PlainTextFormat as PlainTextFormat
    from .prompt import Prompt as Prompt
    from .reasoning import Reasoning as Reasoning
    from .text_config import TextConfig as TextConfig
    from .text_format import TextFormat as TextFormat
    from .tool import Tool as Tool
    from .web_search_preview_tool import WebSearchPreviewTool as WebSearchPreviewTool
else:
    from importlib import import_module

    _PLACES = {
        "CodeInterpreterTool": (".code_interpreter_tool", "CodeInterpreterTool"),
        "ContentPart": (".content_part", "ContentPart"),
        "CreateResponse": (".create_response", "CreateResponse"),
        "CustomTool": (".custom_tool", "CustomTool"),
        "FileSearchTool": (".file_search_tool", "FileSearchTool"),
        "FunctionCallOutput": (".function_call_output", "FunctionCallOutput"),
        "FunctionTool": (".function_tool", "FunctionTool"),
        "FunctionToolCall": (".function_tool_call", "FunctionToolCall"),
        "Includable": (".includable", "Includable"),
        "InputFile": (".input_file", "InputFile"),
        "InputImage": (".input_image", "InputImage"),
        "InputItem": (".input_item", "InputItem"),
        "InputMessage": (".input_message", "InputMessage"),
        "InputText": (".input_text", "InputText"),
        "ItemStatus": (".item_status", "ItemStatus"),
        "JsonObjectFormat": (".json_object_format", "JsonObjectFormat"),
        "JsonSchema": (".json_schema", "JsonSchema"),
        "JsonSchemaFormat": (".json_schema_format", "JsonSchemaFormat"),
        "McpTool": (".mcp_tool", "McpTool"),
        "Metadata": (".metadata", "Metadata"),
        "OtherContentPart": (".other_content_part", "OtherContentPart"),
        "OtherInputItem": (".other_input_item", "OtherInputItem"),
        "OtherTool": (".other_tool", "OtherTool"),
        "PlainTextFormat": (".plain_text_format", "PlainTextFormat"),
        "Prompt": (".prompt", "Prompt"),
        "Reasoning": (".reasoning", "Reasoning"),
        "RequestOptions": ("._calls", "RequestOptions"),
        "ResponsesCreateParams": ("._calls.responses", "ResponsesCreateParams"),
        "TextConfig": (".text_config", "TextConfig"),
        "TextFormat": (".text_format", "TextFormat"),
        "Tool": (".tool", "Tool"),
        "WebSearchPreviewTool": (".web_search_preview_tool", "WebSearchPreviewTool"),
    }

    def __getattr__(name):
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, attribute = _PLACES[name]
        value = import_module(module, __name__)
        globals()[name] = value = getattr(value, attribute) if attribute else value
        return value

    def __dir__():
        return sorted(__all__)


__all__ = [
    "CodeInterpreterTool",
    "ContentPart",
    "CreateResponse",
    "CustomTool",
    "FileSearchTool",
    "FunctionCallOutput",
    "FunctionTool",
    "FunctionToolCall",
    "Includable",
    "InputFile",
    "InputImage",
    "InputItem",
    "InputMessage",
    "InputText",
    "ItemStatus",
    "JsonObjectFormat",
    "JsonSchema",
    "JsonSchemaFormat",
    "McpTool",
    "Metadata",
    "OtherContentPart",
    "OtherInputItem",
    "OtherTool",
    "PlainTextFormat",
    "Prompt",
    "Reasoning",
    "RequestOptions",
    "ResponsesCreateParams",
    "TextConfig",
    "TextFormat",
    "Tool",
    "WebSearchPreviewTool",
]
