"""What is sent: `OtherInputItem`."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class OtherInputItem(TypedDict):
    """An item of another kind, such as a reasoning item of an earlier response; passed on as it is."""

    type: Required[str]
    """Any kind that `InputItem` does not list."""
