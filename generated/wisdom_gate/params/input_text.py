"""What is sent: `InputText`."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class InputText(TypedDict):
    """Text in a message."""

    type: Required[Literal["input_text"]]
    text: Required[str]
    """The text itself."""
