"""What is received: `Reasoning`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class Reasoning(wire.Model):
    """How models that reason (gpt-5 and the o-series) go about it."""

    effort: Literal["minimal", "low", "medium", "high"] | str | None = None
    """How hard the model thinks before it answers. More effort makes for a better founded answer,
    which takes longer and costs more tokens.
    """

    summary: str | None = None
    """Ask for a summary of the reasoning, and of which length: `auto`, `concise` or `detailed`.
    Example: `auto`.
    """
