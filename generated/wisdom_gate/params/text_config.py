"""What is sent: `TextConfig`."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from .text_format import TextFormat


class TextConfig(TypedDict):
    """What kind of text the model writes."""

    format: NotRequired[TextFormat]
    verbosity: NotRequired[str]
    """How much the model says: `low`, `medium` or `high`. Example: `medium`."""
