"""What is received: `OtherContentPart`."""

from __future__ import annotations

from .._runtime import wire


class OtherContentPart(wire.Model):
    """A part of another kind, such as `output_text` in a message of the assistant's; passed on as
    it is.
    """

    type: str
    """Any kind that `ContentPart` does not list."""
