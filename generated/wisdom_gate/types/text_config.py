"""What is received: `TextConfig`."""

from __future__ import annotations

from .._runtime import wire
from .text_format import TextFormat


class TextConfig(wire.Model):
    """What kind of text the model writes."""

    format: TextFormat | None = None
    verbosity: str | None = None
    """How much the model says: `low`, `medium` or `high`. Example: `medium`."""
