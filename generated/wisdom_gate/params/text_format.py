"""What is sent: `TextFormat`."""

from __future__ import annotations

from typing_extensions import TypeAliasType

from .. import types
from .json_object_format import JsonObjectFormat
from .json_schema_format import JsonSchemaFormat
from .plain_text_format import PlainTextFormat

TextFormat = TypeAliasType(
    "TextFormat",
    PlainTextFormat
    | types.PlainTextFormat
    | JsonObjectFormat
    | types.JsonObjectFormat
    | JsonSchemaFormat
    | types.JsonSchemaFormat,
)
"""Plain text, any JSON object, or JSON by a schema of yours."""
