"""What is received: `Pet`."""

from __future__ import annotations

from typing import Any

from .._runtime import wire


class Pet(wire.Model):
    owner: Any = None
