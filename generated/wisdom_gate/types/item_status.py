"""What is received: `ItemStatus`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

ItemStatus = TypeAliasType(
    "ItemStatus",
    Literal["in_progress", "searching", "interpreting", "completed", "incomplete", "failed"] | str,
)
"""How far an item is."""
