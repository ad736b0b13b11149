"""What is sent: `OtherTool`."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class OtherTool(TypedDict):
    """A tool that only some providers know; passed on as it is."""

    type: Required[str]
    """Any kind that `Tool` does not list."""
