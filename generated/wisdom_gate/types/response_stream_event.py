"""What is received: `ResponseStreamEvent`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .response_code_interpreter_call_code_delta_event import (
    ResponseCodeInterpreterCallCodeDeltaEvent,
)
from .response_code_interpreter_call_code_done_event import ResponseCodeInterpreterCallCodeDoneEvent
from .response_code_interpreter_call_completed_event import (
    ResponseCodeInterpreterCallCompletedEvent,
)
from .response_code_interpreter_call_in_progress_event import (
    ResponseCodeInterpreterCallInProgressEvent,
)
from .response_code_interpreter_call_interpreting_event import (
    ResponseCodeInterpreterCallInterpretingEvent,
)
from .response_completed_event import ResponseCompletedEvent
from .response_content_part_added_event import ResponseContentPartAddedEvent
from .response_content_part_done_event import ResponseContentPartDoneEvent
from .response_created_event import ResponseCreatedEvent
from .response_custom_tool_call_input_delta_event import ResponseCustomToolCallInputDeltaEvent
from .response_custom_tool_call_input_done_event import ResponseCustomToolCallInputDoneEvent
from .response_error_event import ResponseErrorEvent
from .response_failed_event import ResponseFailedEvent
from .response_file_search_call_completed_event import ResponseFileSearchCallCompletedEvent
from .response_file_search_call_in_progress_event import ResponseFileSearchCallInProgressEvent
from .response_file_search_call_searching_event import ResponseFileSearchCallSearchingEvent
from .response_function_call_arguments_delta_event import ResponseFunctionCallArgumentsDeltaEvent
from .response_function_call_arguments_done_event import ResponseFunctionCallArgumentsDoneEvent
from .response_in_progress_event import ResponseInProgressEvent
from .response_incomplete_event import ResponseIncompleteEvent
from .response_mcp_call_arguments_delta_event import ResponseMcpCallArgumentsDeltaEvent
from .response_mcp_call_arguments_done_event import ResponseMcpCallArgumentsDoneEvent
from .response_mcp_call_completed_event import ResponseMcpCallCompletedEvent
from .response_mcp_call_failed_event import ResponseMcpCallFailedEvent
from .response_mcp_call_in_progress_event import ResponseMcpCallInProgressEvent
from .response_mcp_list_tools_completed_event import ResponseMcpListToolsCompletedEvent
from .response_mcp_list_tools_failed_event import ResponseMcpListToolsFailedEvent
from .response_mcp_list_tools_in_progress_event import ResponseMcpListToolsInProgressEvent
from .response_output_item_added_event import ResponseOutputItemAddedEvent
from .response_output_item_done_event import ResponseOutputItemDoneEvent
from .response_output_text_annotation_added_event import ResponseOutputTextAnnotationAddedEvent
from .response_output_text_delta_event import ResponseOutputTextDeltaEvent
from .response_output_text_done_event import ResponseOutputTextDoneEvent
from .response_queued_event import ResponseQueuedEvent
from .response_reasoning_summary_part_added_event import ResponseReasoningSummaryPartAddedEvent
from .response_reasoning_summary_part_done_event import ResponseReasoningSummaryPartDoneEvent
from .response_reasoning_summary_text_delta_event import ResponseReasoningSummaryTextDeltaEvent
from .response_reasoning_summary_text_done_event import ResponseReasoningSummaryTextDoneEvent
from .response_refusal_delta_event import ResponseRefusalDeltaEvent
from .response_refusal_done_event import ResponseRefusalDoneEvent
from .response_web_search_call_completed_event import ResponseWebSearchCallCompletedEvent
from .response_web_search_call_in_progress_event import ResponseWebSearchCallInProgressEvent
from .response_web_search_call_searching_event import ResponseWebSearchCallSearchingEvent

ResponseStreamEvent = TypeAliasType(
    "ResponseStreamEvent",
    Annotated[
        ResponseCreatedEvent
        | ResponseQueuedEvent
        | ResponseInProgressEvent
        | ResponseOutputItemAddedEvent
        | ResponseContentPartAddedEvent
        | ResponseOutputTextDeltaEvent
        | ResponseOutputTextAnnotationAddedEvent
        | ResponseOutputTextDoneEvent
        | ResponseRefusalDeltaEvent
        | ResponseRefusalDoneEvent
        | ResponseContentPartDoneEvent
        | ResponseFunctionCallArgumentsDeltaEvent
        | ResponseFunctionCallArgumentsDoneEvent
        | ResponseReasoningSummaryPartAddedEvent
        | ResponseReasoningSummaryTextDeltaEvent
        | ResponseReasoningSummaryTextDoneEvent
        | ResponseReasoningSummaryPartDoneEvent
        | ResponseWebSearchCallInProgressEvent
        | ResponseWebSearchCallSearchingEvent
        | ResponseWebSearchCallCompletedEvent
        | ResponseFileSearchCallInProgressEvent
        | ResponseFileSearchCallSearchingEvent
        | ResponseFileSearchCallCompletedEvent
        | ResponseCodeInterpreterCallInProgressEvent
        | ResponseCodeInterpreterCallCodeDeltaEvent
        | ResponseCodeInterpreterCallCodeDoneEvent
        | ResponseCodeInterpreterCallInterpretingEvent
        | ResponseCodeInterpreterCallCompletedEvent
        | ResponseMcpListToolsInProgressEvent
        | ResponseMcpListToolsCompletedEvent
        | ResponseMcpListToolsFailedEvent
        | ResponseMcpCallInProgressEvent
        | ResponseMcpCallArgumentsDeltaEvent
        | ResponseMcpCallArgumentsDoneEvent
        | ResponseMcpCallCompletedEvent
        | ResponseMcpCallFailedEvent
        | ResponseCustomToolCallInputDeltaEvent
        | ResponseCustomToolCallInputDoneEvent
        | ResponseOutputItemDoneEvent
        | ResponseCompletedEvent
        | ResponseIncompleteEvent
        | ResponseFailedEvent
        | ResponseErrorEvent
        | wire.UnknownVariant,
        wire.Tagged(
            "type",
            {
                "response.created": "ResponseCreatedEvent",
                "response.queued": "ResponseQueuedEvent",
                "response.in_progress": "ResponseInProgressEvent",
                "response.output_item.added": "ResponseOutputItemAddedEvent",
                "response.content_part.added": "ResponseContentPartAddedEvent",
                "response.output_text.delta": "ResponseOutputTextDeltaEvent",
                "response.output_text.annotation.added": "ResponseOutputTextAnnotationAddedEvent",
                "response.output_text.done": "ResponseOutputTextDoneEvent",
                "response.refusal.delta": "ResponseRefusalDeltaEvent",
                "response.refusal.done": "ResponseRefusalDoneEvent",
                "response.content_part.done": "ResponseContentPartDoneEvent",
                "response.function_call_arguments.delta": "ResponseFunctionCallArgumentsDeltaEvent",
                "response.function_call_arguments.done": "ResponseFunctionCallArgumentsDoneEvent",
                "response.reasoning_summary_part.added": "ResponseReasoningSummaryPartAddedEvent",
                "response.reasoning_summary_text.delta": "ResponseReasoningSummaryTextDeltaEvent",
                "response.reasoning_summary_text.done": "ResponseReasoningSummaryTextDoneEvent",
                "response.reasoning_summary_part.done": "ResponseReasoningSummaryPartDoneEvent",
                "response.web_search_call.in_progress": "ResponseWebSearchCallInProgressEvent",
                "response.web_search_call.searching": "ResponseWebSearchCallSearchingEvent",
                "response.web_search_call.completed": "ResponseWebSearchCallCompletedEvent",
                "response.file_search_call.in_progress": "ResponseFileSearchCallInProgressEvent",
                "response.file_search_call.searching": "ResponseFileSearchCallSearchingEvent",
                "response.file_search_call.completed": "ResponseFileSearchCallCompletedEvent",
                "response.code_interpreter_call.in_progress": "ResponseCodeInterpreterCallInProgressEvent",
                "response.code_interpreter_call_code.delta": "ResponseCodeInterpreterCallCodeDeltaEvent",
                "response.code_interpreter_call_code.done": "ResponseCodeInterpreterCallCodeDoneEvent",
                "response.code_interpreter_call.interpreting": "ResponseCodeInterpreterCallInterpretingEvent",
                "response.code_interpreter_call.completed": "ResponseCodeInterpreterCallCompletedEvent",
                "response.mcp_list_tools.in_progress": "ResponseMcpListToolsInProgressEvent",
                "response.mcp_list_tools.completed": "ResponseMcpListToolsCompletedEvent",
                "response.mcp_list_tools.failed": "ResponseMcpListToolsFailedEvent",
                "response.mcp_call.in_progress": "ResponseMcpCallInProgressEvent",
                "response.mcp_call_arguments.delta": "ResponseMcpCallArgumentsDeltaEvent",
                "response.mcp_call_arguments.done": "ResponseMcpCallArgumentsDoneEvent",
                "response.mcp_call.completed": "ResponseMcpCallCompletedEvent",
                "response.mcp_call.failed": "ResponseMcpCallFailedEvent",
                "response.custom_tool_call_input.delta": "ResponseCustomToolCallInputDeltaEvent",
                "response.custom_tool_call_input.done": "ResponseCustomToolCallInputDoneEvent",
                "response.output_item.done": "ResponseOutputItemDoneEvent",
                "response.completed": "ResponseCompletedEvent",
                "response.incomplete": "ResponseIncompleteEvent",
                "response.failed": "ResponseFailedEvent",
                "error": "ResponseErrorEvent",
            },
        ),
    ],
)
"""What happens while a response is being written, event by event. Begins with `response.created`
and ends with one of `response.completed`, `response.incomplete`, `response.failed` and `error`.
"""
