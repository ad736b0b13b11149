"""What is received: `Refusal`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class Refusal(wire.Model):
    """The model's word that it will not answer."""

    type: Literal["refusal"]
    refusal: str
    """Why not."""
