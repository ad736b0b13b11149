"""What is received: `InputText`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class InputText(wire.Model):
    """Text in a message."""

    type: Literal["input_text"]
    text: str
    """The text itself."""
