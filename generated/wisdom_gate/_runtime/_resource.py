"""Groups of operations: what generated resource classes inherit."""

# pyright: reportPrivateUsage=false
# A resource is a part of its client; what they share is private to generated code's users.

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from ._operation import Operation, Pages, Whole
from ._options import NO_OPTIONS, Options
from ._request import NOTHING, Arguments

if TYPE_CHECKING:
    from ._client import AsyncClient, SyncClient

Mode = Literal["value", "raw", "streamed"]
"""What a call gives: the value, an `APIResponse`, or a manager of a `StreamedResponse`."""


class SyncResource:
    """A group of operations of a synchronous client."""

    _mode: Mode = "value"

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _call(
        self,
        operation: Operation,
        *,
        path: Mapping[str, object] = NOTHING,
        query: Mapping[str, object] = NOTHING,
        header: Mapping[str, object] = NOTHING,
        cookie: Mapping[str, object] = NOTHING,
        body: Mapping[str, object] | Whole | None = None,
        options: Options = NO_OPTIONS,
        media: str = "",
        stream: bool | None = None,
    ) -> Any:
        """Call an operation with values by wire name.

        `media` chooses the body's media type, `stream` asks for a stream by the `Accept` header.
        """
        arguments = Arguments(path, query, header, cookie, body, media, bool(stream))
        return self._client._perform(operation, arguments, options, mode=self._mode)


class AsyncResource:
    """A group of operations of an asynchronous client."""

    _mode: Mode = "value"

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _call(
        self,
        operation: Operation,
        *,
        path: Mapping[str, object] = NOTHING,
        query: Mapping[str, object] = NOTHING,
        header: Mapping[str, object] = NOTHING,
        cookie: Mapping[str, object] = NOTHING,
        body: Mapping[str, object] | Whole | None = None,
        options: Options = NO_OPTIONS,
        media: str = "",
        stream: bool | None = None,
    ) -> Any:
        """Call an operation with values by wire name.

        `media` chooses the body's media type, `stream` asks for a stream by the `Accept` header.
        """
        arguments = Arguments(path, query, header, cookie, body, media, bool(stream))
        return await self._client._perform(operation, arguments, options, mode=self._mode)

    def _walk(self, operation: Operation, **given: Any) -> Any:
        """What a paged call gives: a call to await, or pages to iterate. Arguments as for `_call`."""
        pages = cast("Pages", operation.paging)
        return pages.paginator(lambda: self._call(operation, **given))


Resource = TypeVar("Resource", bound=SyncResource | AsyncResource)


def raw(resource: Resource) -> Resource:
    """A copy of the resource whose calls give an `APIResponse` or `AsyncAPIResponse`."""
    return _in_mode(resource, "raw")


def streamed(resource: Resource) -> Resource:
    """A copy of the resource whose calls give a manager of a response that is not read yet.

    A synchronous call gives a `ResponseManager`; an asynchronous one, awaited, an
    `AsyncResponseManager`, which `deferred` makes usable without that `await`.
    """
    return _in_mode(resource, "streamed")


def _in_mode(resource: Resource, mode: Mode) -> Resource:
    new = copy(resource)
    for name, value in list(new.__dict__.items()):
        if isinstance(value, SyncResource | AsyncResource):
            del new.__dict__[name]  # a nested resource that was made for the other mode
    new._mode = mode
    return new
