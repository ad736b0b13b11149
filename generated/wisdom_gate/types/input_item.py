"""What is received: `InputItem`."""

from __future__ import annotations

from typing_extensions import TypeAliasType

from .function_call_output import FunctionCallOutput
from .function_tool_call import FunctionToolCall
from .input_message import InputMessage
from .other_input_item import OtherInputItem

InputItem = TypeAliasType(
    "InputItem", InputMessage | FunctionToolCall | FunctionCallOutput | OtherInputItem
)
"""One item of a structured input."""
