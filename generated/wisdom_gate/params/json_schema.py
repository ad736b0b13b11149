"""What is sent: `JsonSchema`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypeAliasType

JsonSchema = TypeAliasType("JsonSchema", Mapping[str, Any])
"""A JSON Schema."""
