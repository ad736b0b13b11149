"""What is received: `OtherContentPart`."""

from __future__ import annotations

from typing import Annotated

from .._runtime import wire


class OtherContentPart(wire.Model):
    """A part of another kind, such as `output_text` in a message of the assistant's; passed on as
    it is.
    """

    type: Annotated[str, wire.Rule({"not": {"enum": ["input_text", "input_image", "input_file"]}})]
    """Any kind that `ContentPart` does not list."""
