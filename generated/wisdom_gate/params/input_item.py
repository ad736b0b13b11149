"""What is sent: `InputItem`."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import TypeAliasType

from .. import types
from .function_call_output import FunctionCallOutput
from .function_tool_call import FunctionToolCall
from .input_message import InputMessage
from .other_input_item import OtherInputItem

InputItem = TypeAliasType(
    "InputItem",
    InputMessage
    | types.InputMessage
    | FunctionToolCall
    | types.FunctionToolCall
    | FunctionCallOutput
    | types.FunctionCallOutput
    | OtherInputItem
    | types.OtherInputItem
    | Mapping[str, object],
)
"""One item of a structured input."""
