"""What is received: `Prompt`."""

from __future__ import annotations

from typing import Any

from .._runtime import wire


class Prompt(wire.Model):
    """A stored prompt template, and what to fill in."""

    id: str
    """The template."""

    version: str | None = None
    """Which version of it; the current one if not given."""

    variables: dict[str, Any] | None = None
    """A value for each variable of the template: text, or a content part."""
