"""What is sent: `CodeInterpreterTool`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict


class CodeInterpreterTool(TypedDict):
    """Runs Python that the model writes."""

    type: Required[Literal["code_interpreter"]]
    container: NotRequired[str | Mapping[str, Any]]
    """Where the code runs: a container's id, or an object that asks for a new one."""
