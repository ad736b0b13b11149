"""What is sent: `ItemStatus`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

ItemStatus = TypeAliasType(
    "ItemStatus",
    Literal["in_progress", "searching", "interpreting", "completed", "incomplete", "failed"],
)
"""How far an item is."""
