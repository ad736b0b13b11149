"""What is received: `FileSearchTool`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .._runtime import wire


class FileSearchTool(wire.Model):
    """Searches the files of your vector stores."""

    type: Literal["file_search"]
    vector_store_ids: list[str] | None = None
    """The stores to search."""

    max_num_results: Annotated[int, Field(ge=1)] | None = None
    """The most results to use. Minimum: `1`."""

    filters: dict[str, Any] | None = None
    """Conditions on the files' attributes."""
