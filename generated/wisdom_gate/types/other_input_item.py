"""What is received: `OtherInputItem`."""

from __future__ import annotations

from typing import Annotated

from .._runtime import wire


class OtherInputItem(wire.Model):
    """An item of another kind, such as a reasoning item of an earlier response; passed on as it is."""

    type: Annotated[
        str, wire.Rule({"not": {"enum": ["message", "function_call", "function_call_output"]}})
    ]
    """Any kind that `InputItem` does not list."""
