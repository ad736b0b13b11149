"""What is received: `OutputContent`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .output_text import OutputText
from .refusal import Refusal

OutputContent = TypeAliasType(
    "OutputContent",
    Annotated[
        OutputText | Refusal | wire.UnknownVariant,
        wire.Tagged("type", {"output_text": "OutputText", "refusal": "Refusal"}),
    ],
)
"""A part of a message from the model."""
