"""What is sent: `OtherContentPart`."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class OtherContentPart(TypedDict):
    """A part of another kind, such as `output_text` in a message of the assistant's; passed on as
    it is.
    """

    type: Required[str]
    """Any kind that `ContentPart` does not list."""
