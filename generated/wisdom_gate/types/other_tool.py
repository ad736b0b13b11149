"""What is received: `OtherTool`."""

from __future__ import annotations

from .._runtime import wire


class OtherTool(wire.Model):
    """A tool that only some providers know; passed on as it is."""

    type: str
    """Any kind that `Tool` does not list."""
