"""What is sent: `JsonObjectFormat`."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class JsonObjectFormat(TypedDict):
    """Some JSON object. The instructions must ask for JSON as well."""

    type: Required[Literal["json_object"]]
