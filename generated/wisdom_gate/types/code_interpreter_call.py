"""What is received: `CodeInterpreterCall`."""

from __future__ import annotations

from typing import Any, Literal

from .._runtime import wire
from .item_status import ItemStatus


class CodeInterpreterCall(wire.Model):
    """Python that the model had run."""

    id: str
    """Names the item; streamed events refer to it."""

    type: Literal["code_interpreter_call"]
    status: ItemStatus
    container_id: str | None = None
    """Where it ran."""

    code: wire.Nullable[str] = None
    """The code."""

    outputs: wire.Nullable[list[dict[str, Any]]] = None
    """What it printed and drew, if asked for by `include`."""
