"""What is received: `ErrorDetail`."""

from __future__ import annotations

from .._runtime import wire


class ErrorDetail(wire.Model):
    """What went wrong."""

    message: str
    """What happened, for a person to read."""

    type: str
    """The family of the error."""

    param: wire.Nullable[str] = None
    """The parameter at fault, if it is one."""

    code: wire.Nullable[str] = None
    """The error itself, for a program to tell by."""
