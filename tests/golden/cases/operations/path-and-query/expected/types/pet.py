"""What is received: `Pet`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class Pet(wire.Model):
    name: str
    kind: Literal["cat", "dog"] | str | None = None
