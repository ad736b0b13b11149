"""What is sent: `JsonObjectFormat`."""

from __future__ import annotations

from typing import Literal, Required, TypedDict


class JsonObjectFormat(TypedDict):
    """Some JSON object. The instructions must ask for JSON as well."""

    type: Required[Literal["json_object"]]
