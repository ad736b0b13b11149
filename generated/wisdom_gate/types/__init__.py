"""What is received: one type per schema, imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .annotation import Annotation as Annotation
    from .code_interpreter_call import CodeInterpreterCall as CodeInterpreterCall
    from .code_interpreter_tool import CodeInterpreterTool as CodeInterpreterTool
    from .content_part import ContentPart as ContentPart
    from .create_response import CreateResponse as CreateResponse
    from .custom_tool import CustomTool as CustomTool
    from .custom_tool_call import CustomToolCall as CustomToolCall
    from .error_detail import ErrorDetail as ErrorDetail
    from .error_response import ErrorResponse as ErrorResponse
    from .file_search_call import FileSearchCall as FileSearchCall
    from .file_search_tool import FileSearchTool as FileSearchTool
    from .function_call_output import FunctionCallOutput as FunctionCallOutput
    from .function_tool import FunctionTool as FunctionTool
    from .function_tool_call import FunctionToolCall as FunctionToolCall
    from .includable import Includable as Includable
    from .incomplete_details import IncompleteDetails as IncompleteDetails
    from .input_file import InputFile as InputFile
    from .input_image import InputImage as InputImage
    from .input_item import InputItem as InputItem
    from .input_message import InputMessage as InputMessage
    from .input_text import InputText as InputText
    from .input_tokens_details import InputTokensDetails as InputTokensDetails
    from .item_status import ItemStatus as ItemStatus
    from .json_object_format import JsonObjectFormat as JsonObjectFormat
    from .json_schema import JsonSchema as JsonSchema
    from .json_schema_format import JsonSchemaFormat as JsonSchemaFormat
    from .mcp_call import McpCall as McpCall
    from .mcp_list_tools import McpListTools as McpListTools
    from .mcp_tool import McpTool as McpTool
    from .metadata import Metadata as Metadata
    from .other_content_part import OtherContentPart as OtherContentPart
    from .other_input_item import OtherInputItem as OtherInputItem
    from .other_tool import OtherTool as OtherTool
    from .output_content import OutputContent as OutputContent
    from .output_item import OutputItem as OutputItem
    from .output_message import OutputMessage as OutputMessage
    from .output_text import OutputText as OutputText
    from .output_tokens_details import OutputTokensDetails as OutputTokensDetails
    from .plain_text_format import PlainTextFormat as PlainTextFormat
    from .prompt import Prompt as Prompt
    from .reasoning import Reasoning as Reasoning
    from .reasoning_item import ReasoningItem as ReasoningItem
    from .refusal import Refusal as Refusal
    from .response import Response as Response
    from .response_code_interpreter_call_code_delta_event import (
        ResponseCodeInterpreterCallCodeDeltaEvent as ResponseCodeInterpreterCallCodeDeltaEvent,
    )
    from .response_code_interpreter_call_code_done_event import (
        ResponseCodeInterpreterCallCodeDoneEvent as ResponseCodeInterpreterCallCodeDoneEvent,
    )
    from .response_code_interpreter_call_completed_event import (
        ResponseCodeInterpreterCallCompletedEvent as ResponseCodeInterpreterCallCompletedEvent,
    )
    from .response_code_interpreter_call_in_progress_event import (
        ResponseCodeInterpreterCallInProgressEvent as ResponseCodeInterpreterCallInProgressEvent,
    )
    from .response_code_interpreter_call_interpreting_event import (
        ResponseCodeInterpreterCallInterpretingEvent as ResponseCodeInterpreterCallInterpretingEvent,
    )
    from .response_completed_event import ResponseCompletedEvent as ResponseCompletedEvent
    from .response_content_part_added_event import (
        ResponseContentPartAddedEvent as ResponseContentPartAddedEvent,
    )
    from .response_content_part_done_event import (
        ResponseContentPartDoneEvent as ResponseContentPartDoneEvent,
    )
    from .response_created_event import ResponseCreatedEvent as ResponseCreatedEvent
    from .response_custom_tool_call_input_delta_event import (
        ResponseCustomToolCallInputDeltaEvent as ResponseCustomToolCallInputDeltaEvent,
    )
    from .response_custom_tool_call_input_done_event import (
        ResponseCustomToolCallInputDoneEvent as ResponseCustomToolCallInputDoneEvent,
    )
    from .response_error import ResponseError as ResponseError
    from .response_error_event import ResponseErrorEvent as ResponseErrorEvent
    from .response_failed_event import ResponseFailedEvent as ResponseFailedEvent
    from .response_file_search_call_completed_event import (
        ResponseFileSearchCallCompletedEvent as ResponseFileSearchCallCompletedEvent,
    )
    from .response_file_search_call_in_progress_event import (
        ResponseFileSearchCallInProgressEvent as ResponseFileSearchCallInProgressEvent,
    )
    from .response_file_search_call_searching_event import (
        ResponseFileSearchCallSearchingEvent as ResponseFileSearchCallSearchingEvent,
    )
    from .response_function_call_arguments_delta_event import (
        ResponseFunctionCallArgumentsDeltaEvent as ResponseFunctionCallArgumentsDeltaEvent,
    )
    from .response_function_call_arguments_done_event import (
        ResponseFunctionCallArgumentsDoneEvent as ResponseFunctionCallArgumentsDoneEvent,
    )
    from .response_in_progress_event import ResponseInProgressEvent as ResponseInProgressEvent
    from .response_incomplete_event import ResponseIncompleteEvent as ResponseIncompleteEvent
    from .response_mcp_call_arguments_delta_event import (
        ResponseMcpCallArgumentsDeltaEvent as ResponseMcpCallArgumentsDeltaEvent,
    )
    from .response_mcp_call_arguments_done_event import (
        ResponseMcpCallArgumentsDoneEvent as ResponseMcpCallArgumentsDoneEvent,
    )
    from .response_mcp_call_completed_event import (
        ResponseMcpCallCompletedEvent as ResponseMcpCallCompletedEvent,
    )
    from .response_mcp_call_failed_event import (
        ResponseMcpCallFailedEvent as ResponseMcpCallFailedEvent,
    )
    from .response_mcp_call_in_progress_event import (
        ResponseMcpCallInProgressEvent as ResponseMcpCallInProgressEvent,
    )
    from .response_mcp_list_tools_completed_event import (
        ResponseMcpListToolsCompletedEvent as ResponseMcpListToolsCompletedEvent,
    )
    from .response_mcp_list_tools_failed_event import (
        ResponseMcpListToolsFailedEvent as ResponseMcpListToolsFailedEvent,
    )
    from .response_mcp_list_tools_in_progress_event import (
        ResponseMcpListToolsInProgressEvent as ResponseMcpListToolsInProgressEvent,
    )
    from .response_output_item_added_event import (
        ResponseOutputItemAddedEvent as ResponseOutputItemAddedEvent,
    )
    from .response_output_item_done_event import (
        ResponseOutputItemDoneEvent as ResponseOutputItemDoneEvent,
    )
    from .response_output_text_annotation_added_event import (
        ResponseOutputTextAnnotationAddedEvent as ResponseOutputTextAnnotationAddedEvent,
    )
    from .response_output_text_delta_event import (
        ResponseOutputTextDeltaEvent as ResponseOutputTextDeltaEvent,
    )
    from .response_output_text_done_event import (
        ResponseOutputTextDoneEvent as ResponseOutputTextDoneEvent,
    )
    from .response_queued_event import ResponseQueuedEvent as ResponseQueuedEvent
    from .response_reasoning_summary_part_added_event import (
        ResponseReasoningSummaryPartAddedEvent as ResponseReasoningSummaryPartAddedEvent,
    )
    from .response_reasoning_summary_part_done_event import (
        ResponseReasoningSummaryPartDoneEvent as ResponseReasoningSummaryPartDoneEvent,
    )
    from .response_reasoning_summary_text_delta_event import (
        ResponseReasoningSummaryTextDeltaEvent as ResponseReasoningSummaryTextDeltaEvent,
    )
    from .response_reasoning_summary_text_done_event import (
        ResponseReasoningSummaryTextDoneEvent as ResponseReasoningSummaryTextDoneEvent,
    )
    from .response_refusal_delta_event import ResponseRefusalDeltaEvent as ResponseRefusalDeltaEvent
    from .response_refusal_done_event import ResponseRefusalDoneEvent as ResponseRefusalDoneEvent
    from .response_snapshot import ResponseSnapshot as ResponseSnapshot
    from .response_stream_event import ResponseStreamEvent as ResponseStreamEvent
    from .response_web_search_call_completed_event import (
        ResponseWebSearchCallCompletedEvent as ResponseWebSearchCallCompletedEvent,
    )
    from .response_web_search_call_in_progress_event import (
        ResponseWebSearchCallInProgressEvent as ResponseWebSearchCallInProgressEvent,
    )
    from .response_web_search_call_searching_event import (
        ResponseWebSearchCallSearchingEvent as ResponseWebSearchCallSearchingEvent,
    )
    from .structured_response import StructuredResponse as StructuredResponse
    from .summary_text import SummaryText as SummaryText
    from .text_config import TextConfig as TextConfig
    from .text_format import TextFormat as TextFormat
    from .token_logprob import TokenLogprob as TokenLogprob
    from .tool import Tool as Tool
    from .usage import Usage as Usage
    from .web_search_call import WebSearchCall as WebSearchCall
    from .web_search_preview_tool import WebSearchPreviewTool as WebSearchPreviewTool
else:
    from importlib import import_module

    _PLACES = {
        "Annotation": (".annotation", "Annotation"),
        "CodeInterpreterCall": (".code_interpreter_call", "CodeInterpreterCall"),
        "CodeInterpreterTool": (".code_interpreter_tool", "CodeInterpreterTool"),
        "ContentPart": (".content_part", "ContentPart"),
        "CreateResponse": (".create_response", "CreateResponse"),
        "CustomTool": (".custom_tool", "CustomTool"),
        "CustomToolCall": (".custom_tool_call", "CustomToolCall"),
        "ErrorDetail": (".error_detail", "ErrorDetail"),
        "ErrorResponse": (".error_response", "ErrorResponse"),
        "FileSearchCall": (".file_search_call", "FileSearchCall"),
        "FileSearchTool": (".file_search_tool", "FileSearchTool"),
        "FunctionCallOutput": (".function_call_output", "FunctionCallOutput"),
        "FunctionTool": (".function_tool", "FunctionTool"),
        "FunctionToolCall": (".function_tool_call", "FunctionToolCall"),
        "Includable": (".includable", "Includable"),
        "IncompleteDetails": (".incomplete_details", "IncompleteDetails"),
        "InputFile": (".input_file", "InputFile"),
        "InputImage": (".input_image", "InputImage"),
        "InputItem": (".input_item", "InputItem"),
        "InputMessage": (".input_message", "InputMessage"),
        "InputText": (".input_text", "InputText"),
        "InputTokensDetails": (".input_tokens_details", "InputTokensDetails"),
        "ItemStatus": (".item_status", "ItemStatus"),
        "JsonObjectFormat": (".json_object_format", "JsonObjectFormat"),
        "JsonSchema": (".json_schema", "JsonSchema"),
        "JsonSchemaFormat": (".json_schema_format", "JsonSchemaFormat"),
        "McpCall": (".mcp_call", "McpCall"),
        "McpListTools": (".mcp_list_tools", "McpListTools"),
        "McpTool": (".mcp_tool", "McpTool"),
        "Metadata": (".metadata", "Metadata"),
        "OtherContentPart": (".other_content_part", "OtherContentPart"),
        "OtherInputItem": (".other_input_item", "OtherInputItem"),
        "OtherTool": (".other_tool", "OtherTool"),
        "OutputContent": (".output_content", "OutputContent"),
        "OutputItem": (".output_item", "OutputItem"),
        "OutputMessage": (".output_message", "OutputMessage"),
        "OutputText": (".output_text", "OutputText"),
        "OutputTokensDetails": (".output_tokens_details", "OutputTokensDetails"),
        "PlainTextFormat": (".plain_text_format", "PlainTextFormat"),
        "Prompt": (".prompt", "Prompt"),
        "Reasoning": (".reasoning", "Reasoning"),
        "ReasoningItem": (".reasoning_item", "ReasoningItem"),
        "Refusal": (".refusal", "Refusal"),
        "Response": (".response", "Response"),
        "ResponseCodeInterpreterCallCodeDeltaEvent": (
            ".response_code_interpreter_call_code_delta_event",
            "ResponseCodeInterpreterCallCodeDeltaEvent",
        ),
        "ResponseCodeInterpreterCallCodeDoneEvent": (
            ".response_code_interpreter_call_code_done_event",
            "ResponseCodeInterpreterCallCodeDoneEvent",
        ),
        "ResponseCodeInterpreterCallCompletedEvent": (
            ".response_code_interpreter_call_completed_event",
            "ResponseCodeInterpreterCallCompletedEvent",
        ),
        "ResponseCodeInterpreterCallInProgressEvent": (
            ".response_code_interpreter_call_in_progress_event",
            "ResponseCodeInterpreterCallInProgressEvent",
        ),
        "ResponseCodeInterpreterCallInterpretingEvent": (
            ".response_code_interpreter_call_interpreting_event",
            "ResponseCodeInterpreterCallInterpretingEvent",
        ),
        "ResponseCompletedEvent": (".response_completed_event", "ResponseCompletedEvent"),
        "ResponseContentPartAddedEvent": (
            ".response_content_part_added_event",
            "ResponseContentPartAddedEvent",
        ),
        "ResponseContentPartDoneEvent": (
            ".response_content_part_done_event",
            "ResponseContentPartDoneEvent",
        ),
        "ResponseCreatedEvent": (".response_created_event", "ResponseCreatedEvent"),
        "ResponseCustomToolCallInputDeltaEvent": (
            ".response_custom_tool_call_input_delta_event",
            "ResponseCustomToolCallInputDeltaEvent",
        ),
        "ResponseCustomToolCallInputDoneEvent": (
            ".response_custom_tool_call_input_done_event",
            "ResponseCustomToolCallInputDoneEvent",
        ),
        "ResponseError": (".response_error", "ResponseError"),
        "ResponseErrorEvent": (".response_error_event", "ResponseErrorEvent"),
        "ResponseFailedEvent": (".response_failed_event", "ResponseFailedEvent"),
        "ResponseFileSearchCallCompletedEvent": (
            ".response_file_search_call_completed_event",
            "ResponseFileSearchCallCompletedEvent",
        ),
        "ResponseFileSearchCallInProgressEvent": (
            ".response_file_search_call_in_progress_event",
            "ResponseFileSearchCallInProgressEvent",
        ),
        "ResponseFileSearchCallSearchingEvent": (
            ".response_file_search_call_searching_event",
            "ResponseFileSearchCallSearchingEvent",
        ),
        "ResponseFunctionCallArgumentsDeltaEvent": (
            ".response_function_call_arguments_delta_event",
            "ResponseFunctionCallArgumentsDeltaEvent",
        ),
        "ResponseFunctionCallArgumentsDoneEvent": (
            ".response_function_call_arguments_done_event",
            "ResponseFunctionCallArgumentsDoneEvent",
        ),
        "ResponseInProgressEvent": (".response_in_progress_event", "ResponseInProgressEvent"),
        "ResponseIncompleteEvent": (".response_incomplete_event", "ResponseIncompleteEvent"),
        "ResponseMcpCallArgumentsDeltaEvent": (
            ".response_mcp_call_arguments_delta_event",
            "ResponseMcpCallArgumentsDeltaEvent",
        ),
        "ResponseMcpCallArgumentsDoneEvent": (
            ".response_mcp_call_arguments_done_event",
            "ResponseMcpCallArgumentsDoneEvent",
        ),
        "ResponseMcpCallCompletedEvent": (
            ".response_mcp_call_completed_event",
            "ResponseMcpCallCompletedEvent",
        ),
        "ResponseMcpCallFailedEvent": (
            ".response_mcp_call_failed_event",
            "ResponseMcpCallFailedEvent",
        ),
        "ResponseMcpCallInProgressEvent": (
            ".response_mcp_call_in_progress_event",
            "ResponseMcpCallInProgressEvent",
        ),
        "ResponseMcpListToolsCompletedEvent": (
            ".response_mcp_list_tools_completed_event",
            "ResponseMcpListToolsCompletedEvent",
        ),
        "ResponseMcpListToolsFailedEvent": (
            ".response_mcp_list_tools_failed_event",
            "ResponseMcpListToolsFailedEvent",
        ),
        "ResponseMcpListToolsInProgressEvent": (
            ".response_mcp_list_tools_in_progress_event",
            "ResponseMcpListToolsInProgressEvent",
        ),
        "ResponseOutputItemAddedEvent": (
            ".response_output_item_added_event",
            "ResponseOutputItemAddedEvent",
        ),
        "ResponseOutputItemDoneEvent": (
            ".response_output_item_done_event",
            "ResponseOutputItemDoneEvent",
        ),
        "ResponseOutputTextAnnotationAddedEvent": (
            ".response_output_text_annotation_added_event",
            "ResponseOutputTextAnnotationAddedEvent",
        ),
        "ResponseOutputTextDeltaEvent": (
            ".response_output_text_delta_event",
            "ResponseOutputTextDeltaEvent",
        ),
        "ResponseOutputTextDoneEvent": (
            ".response_output_text_done_event",
            "ResponseOutputTextDoneEvent",
        ),
        "ResponseQueuedEvent": (".response_queued_event", "ResponseQueuedEvent"),
        "ResponseReasoningSummaryPartAddedEvent": (
            ".response_reasoning_summary_part_added_event",
            "ResponseReasoningSummaryPartAddedEvent",
        ),
        "ResponseReasoningSummaryPartDoneEvent": (
            ".response_reasoning_summary_part_done_event",
            "ResponseReasoningSummaryPartDoneEvent",
        ),
        "ResponseReasoningSummaryTextDeltaEvent": (
            ".response_reasoning_summary_text_delta_event",
            "ResponseReasoningSummaryTextDeltaEvent",
        ),
        "ResponseReasoningSummaryTextDoneEvent": (
            ".response_reasoning_summary_text_done_event",
            "ResponseReasoningSummaryTextDoneEvent",
        ),
        "ResponseRefusalDeltaEvent": (".response_refusal_delta_event", "ResponseRefusalDeltaEvent"),
        "ResponseRefusalDoneEvent": (".response_refusal_done_event", "ResponseRefusalDoneEvent"),
        "ResponseSnapshot": (".response_snapshot", "ResponseSnapshot"),
        "ResponseStreamEvent": (".response_stream_event", "ResponseStreamEvent"),
        "ResponseWebSearchCallCompletedEvent": (
            ".response_web_search_call_completed_event",
            "ResponseWebSearchCallCompletedEvent",
        ),
        "ResponseWebSearchCallInProgressEvent": (
            ".response_web_search_call_in_progress_event",
            "ResponseWebSearchCallInProgressEvent",
        ),
        "ResponseWebSearchCallSearchingEvent": (
            ".response_web_search_call_searching_event",
            "ResponseWebSearchCallSearchingEvent",
        ),
        "StructuredResponse": (".structured_response", "StructuredResponse"),
        "SummaryText": (".summary_text", "SummaryText"),
        "TextConfig": (".text_config", "TextConfig"),
        "TextFormat": (".text_format", "TextFormat"),
        "TokenLogprob": (".token_logprob", "TokenLogprob"),
        "Tool": (".tool", "Tool"),
        "Usage": (".usage", "Usage"),
        "WebSearchCall": (".web_search_call", "WebSearchCall"),
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
    "Annotation",
    "CodeInterpreterCall",
    "CodeInterpreterTool",
    "ContentPart",
    "CreateResponse",
    "CustomTool",
    "CustomToolCall",
    "ErrorDetail",
    "ErrorResponse",
    "FileSearchCall",
    "FileSearchTool",
    "FunctionCallOutput",
    "FunctionTool",
    "FunctionToolCall",
    "Includable",
    "IncompleteDetails",
    "InputFile",
    "InputImage",
    "InputItem",
    "InputMessage",
    "InputText",
    "InputTokensDetails",
    "ItemStatus",
    "JsonObjectFormat",
    "JsonSchema",
    "JsonSchemaFormat",
    "McpCall",
    "McpListTools",
    "McpTool",
    "Metadata",
    "OtherContentPart",
    "OtherInputItem",
    "OtherTool",
    "OutputContent",
    "OutputItem",
    "OutputMessage",
    "OutputText",
    "OutputTokensDetails",
    "PlainTextFormat",
    "Prompt",
    "Reasoning",
    "ReasoningItem",
    "Refusal",
    "Response",
    "ResponseCodeInterpreterCallCodeDeltaEvent",
    "ResponseCodeInterpreterCallCodeDoneEvent",
    "ResponseCodeInterpreterCallCompletedEvent",
    "ResponseCodeInterpreterCallInProgressEvent",
    "ResponseCodeInterpreterCallInterpretingEvent",
    "ResponseCompletedEvent",
    "ResponseContentPartAddedEvent",
    "ResponseContentPartDoneEvent",
    "ResponseCreatedEvent",
    "ResponseCustomToolCallInputDeltaEvent",
    "ResponseCustomToolCallInputDoneEvent",
    "ResponseError",
    "ResponseErrorEvent",
    "ResponseFailedEvent",
    "ResponseFileSearchCallCompletedEvent",
    "ResponseFileSearchCallInProgressEvent",
    "ResponseFileSearchCallSearchingEvent",
    "ResponseFunctionCallArgumentsDeltaEvent",
    "ResponseFunctionCallArgumentsDoneEvent",
    "ResponseInProgressEvent",
    "ResponseIncompleteEvent",
    "ResponseMcpCallArgumentsDeltaEvent",
    "ResponseMcpCallArgumentsDoneEvent",
    "ResponseMcpCallCompletedEvent",
    "ResponseMcpCallFailedEvent",
    "ResponseMcpCallInProgressEvent",
    "ResponseMcpListToolsCompletedEvent",
    "ResponseMcpListToolsFailedEvent",
    "ResponseMcpListToolsInProgressEvent",
    "ResponseOutputItemAddedEvent",
    "ResponseOutputItemDoneEvent",
    "ResponseOutputTextAnnotationAddedEvent",
    "ResponseOutputTextDeltaEvent",
    "ResponseOutputTextDoneEvent",
    "ResponseQueuedEvent",
    "ResponseReasoningSummaryPartAddedEvent",
    "ResponseReasoningSummaryPartDoneEvent",
    "ResponseReasoningSummaryTextDeltaEvent",
    "ResponseReasoningSummaryTextDoneEvent",
    "ResponseRefusalDeltaEvent",
    "ResponseRefusalDoneEvent",
    "ResponseSnapshot",
    "ResponseStreamEvent",
    "ResponseWebSearchCallCompletedEvent",
    "ResponseWebSearchCallInProgressEvent",
    "ResponseWebSearchCallSearchingEvent",
    "StructuredResponse",
    "SummaryText",
    "TextConfig",
    "TextFormat",
    "TokenLogprob",
    "Tool",
    "Usage",
    "WebSearchCall",
    "WebSearchPreviewTool",
]
