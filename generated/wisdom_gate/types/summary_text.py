"""What is received: `SummaryText`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class SummaryText(wire.Model):
    """A paragraph of a summary of the reasoning."""

    type: Literal["summary_text"]
    text: str
    """The paragraph."""
