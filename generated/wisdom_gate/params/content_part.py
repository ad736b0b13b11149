"""What is sent: `ContentPart`."""

from __future__ import annotations

from typing_extensions import TypeAliasType

from .. import types
from .input_file import InputFile
from .input_image import InputImage
from .input_text import InputText

ContentPart = TypeAliasType(
    "ContentPart",
    InputText | types.InputText | InputImage | types.InputImage | InputFile | types.InputFile,
)
"""A part of a message: text, an image or a file."""
