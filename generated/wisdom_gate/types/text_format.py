"""What is received: `TextFormat`."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypeAliasType

from .._runtime import wire
from .json_object_format import JsonObjectFormat
from .json_schema_format import JsonSchemaFormat
from .plain_text_format import PlainTextFormat

TextFormat = TypeAliasType(
    "TextFormat",
    Annotated[
        PlainTextFormat | JsonObjectFormat | JsonSchemaFormat | wire.UnknownVariant,
        wire.Tagged(
            "type",
            {
                "text": "PlainTextFormat",
                "json_object": "JsonObjectFormat",
                "json_schema": "JsonSchemaFormat",
            },
        ),
    ],
)
"""Plain text, any JSON object, or JSON by a schema of yours."""
