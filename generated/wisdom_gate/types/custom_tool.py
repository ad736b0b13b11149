"""What is received: `CustomTool`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire


class CustomTool(wire.Model):
    """A tool of yours that takes free text instead of JSON arguments."""

    type: Literal["custom"]
    name: str
    """What the model calls the tool by."""

    description: str | None = None
    """What the tool is for."""

    format: dict[str, Any] | None = None
    """Which input the tool takes; any text if not given."""
