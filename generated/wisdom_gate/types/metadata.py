"""What is received: `Metadata`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from .._runtime import wire

Metadata = TypeAliasType(
    "Metadata",
    Annotated[
        dict[str, Annotated[str, Field(max_length=512)]],
        Field(max_length=16),
        wire.Rule({"propertyNames": {"maxLength": 64}}),
    ],
)
"""Notes of your own on the response, at most 16 pairs: keys of up to 64 characters, values of up to 512. Responses can be looked up by them. At most 16 keys."""
