"""What is received: `JsonSchema`."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypeAliasType

JsonSchema = TypeAliasType("JsonSchema", dict[str, Any])
"""A JSON Schema."""
