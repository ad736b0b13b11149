"""What is sent: `Reasoning`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict


class Reasoning(TypedDict):
    """How models that reason (gpt-5 and the o-series) go about it."""

    effort: NotRequired[Literal["minimal", "low", "medium", "high"]]
    """How hard the model thinks before it answers. More effort makes for a better founded answer,
    which takes longer and costs more tokens.
    """

    summary: NotRequired[str]
    """Ask for a summary of the reasoning, and of which length: `auto`, `concise` or `detailed`.
    Example: `auto`.
    """
