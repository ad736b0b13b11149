"""What is received: `InputMessage`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .content_part import ContentPart
from .other_content_part import OtherContentPart


class InputMessage(wire.Model):
    """A message of the conversation so far. `developer` and `system` outrank `user`; `assistant`
    marks what a model said before.
    """

    type: Literal["message"] | None = None
    """May be left out."""

    role: Literal["user", "assistant", "system", "developer"] | str
    """Who speaks."""

    content: str | list[ContentPart | OtherContentPart]
    """Plain text, or parts of several kinds."""
