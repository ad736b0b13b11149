"""What is sent: `FileSearchTool`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict


class FileSearchTool(TypedDict):
    """Searches the files of your vector stores."""

    type: Required[Literal["file_search"]]
    vector_store_ids: NotRequired[Sequence[str]]
    """The stores to search."""

    max_num_results: NotRequired[int]
    """The most results to use. Minimum: `1`."""

    filters: NotRequired[Mapping[str, Any]]
    """Conditions on the files' attributes."""
