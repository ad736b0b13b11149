"""Lists in pages, for documents that have any: how they go on, and what a paged call gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ._base import BaseClient
    from ._operation import Operation
    from ._options import Options
    from ._pages import AsyncListPage, AsyncPage, AsyncPaginator, SyncListPage, SyncPage
    from ._request import Arguments
    from ._transport import HTTPResponse

__all__ = [
    "AsyncListPage",
    "AsyncPage",
    "AsyncPaginator",
    "Paging",
    "SyncListPage",
    "SyncPage",
]


@dataclass(frozen=True, slots=True)
class Paging:
    """How the answers of an operation go on. Paths are names on the wire, outermost first."""

    style: Literal["cursor", "last-id", "offset", "page", "url", "link"]
    items: tuple[str, ...] = ()
    """Where the array is; empty: the answer is the array."""
    argument: tuple[str, ...] = ()
    """The query parameter or body property that asks for the next page; none for `url` and `link`."""
    in_body: bool = False
    next: tuple[str, ...] = ()
    """Where the cursor, the URL or this page's number is; for `last-id`, below an item."""
    more: tuple[str, ...] = ()
    """Where it is said whether there are more; empty: nowhere."""
    last: tuple[str, ...] = ()
    """Where the number of all items, or of the last page, is; empty: nowhere."""
    start: int = 0
    """The first offset or page number."""
    page: Callable[[], object] | None = None
    """Gives the class of a page; `None`: it is a list."""
    async_page: Callable[[], object] | None = None
    """The asynchronous client's."""

    def pager(
        self,
        client: BaseClient,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        *,
        wait: bool,
    ) -> Callable[[Any, HTTPResponse, bytes], Any]:
        """What makes a page of a call's value. `wait`: the client is the synchronous one."""
        from ._pages import pager

        return pager(client, operation, arguments, options, wait=wait)

    def paginator(self, call: Callable[[], Awaitable[Any]]) -> AsyncPaginator[Any, Any]:
        """What a call of the asynchronous client gives before it is awaited."""
        from ._pages import AsyncPaginator

        return AsyncPaginator(call)


def __getattr__(name: str) -> Any:
    """The classes of pages are imported when they are used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import _pages

    return getattr(_pages, name)
