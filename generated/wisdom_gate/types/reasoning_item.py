"""What is received: `ReasoningItem`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire
from .item_status import ItemStatus
from .summary_text import SummaryText


class ReasoningItem(wire.Model):
    """How the model came to its answer."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["reasoning"]
    summary: list[SummaryText]
    """The reasoning, told briefly."""

    encrypted_content: wire.Nullable[str] = None
    """The reasoning itself, for a later request only, if asked for by `include`."""

    status: ItemStatus | None = None
