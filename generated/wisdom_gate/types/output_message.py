"""What is received: `OutputMessage`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .item_status import ItemStatus
from .output_content import OutputContent


class OutputMessage(wire.Model):
    """A message to the user."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["message"]
    role: Literal["assistant"]
    status: ItemStatus | None = None
    content: list[OutputContent]
    """The parts of the message."""
