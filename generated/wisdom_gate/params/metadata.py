"""What is sent: `Metadata`."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import TypeAliasType

Metadata = TypeAliasType("Metadata", Mapping[str, str])
"""Notes of your own on the response, at most 16 pairs: keys of up to 64 characters, values of up to 512. Responses can be looked up by them. At most 16 keys."""
