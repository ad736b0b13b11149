"""What is received: `ContentPart`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .input_file import InputFile
from .input_image import InputImage
from .input_text import InputText

ContentPart = TypeAliasType(
    "ContentPart",
    Annotated[
        InputText | InputImage | InputFile | wire.UnknownVariant,
        wire.Tagged(
            "type",
            {"input_text": "InputText", "input_image": "InputImage", "input_file": "InputFile"},
        ),
    ],
)
"""A part of a message: text, an image or a file."""
