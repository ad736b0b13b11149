"""What is received: `JsonObjectFormat`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class JsonObjectFormat(wire.Model):
    """Some JSON object. The instructions must ask for JSON as well."""

    type: Literal["json_object"]
