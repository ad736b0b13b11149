"""What is received: `PlainTextFormat`."""

from __future__ import annotations

from typing import Literal

from .._runtime import wire


class PlainTextFormat(wire.Model):
    """Plain text."""

    type: Literal["text"]
