"""What is received: `ResponseError`."""

from __future__ import annotations

from .._runtime import wire


class ResponseError(wire.Model):
    """Why a response failed."""

    code: str
    """A short word for it."""

    message: str
    """The same for a person to read."""
