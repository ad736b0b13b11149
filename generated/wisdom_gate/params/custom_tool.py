"""What is sent: `CustomTool`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict


class CustomTool(TypedDict):
    """A tool of yours that takes free text instead of JSON arguments."""

    type: Required[Literal["custom"]]
    name: Required[str]
    """What the model calls the tool by."""

    description: NotRequired[str]
    """What the tool is for."""

    format: NotRequired[Mapping[str, Any]]
    """Which input the tool takes; any text if not given."""
