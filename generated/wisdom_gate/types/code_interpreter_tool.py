"""What is received: `CodeInterpreterTool`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire


class CodeInterpreterTool(wire.Model):
    """Runs Python that the model writes."""

    type: Literal["code_interpreter"]
    container: str | dict[str, Any] | None = None
    """Where the code runs: a container's id, or an object that asks for a new one."""
