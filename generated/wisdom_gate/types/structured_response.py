"""What is received: `StructuredResponse`."""

from __future__ import annotations

from .._runtime import wire
from .output_item import OutputItem


class StructuredResponse(wire.Model):
    """An answer that is more than text."""

    items: list[OutputItem]
    """Messages, tool calls, reasoning and what else the model produced, in order."""
