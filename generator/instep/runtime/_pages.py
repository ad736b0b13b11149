"""Pages of a list: what a paged call gives.

A page of an object is the documented model and a page besides; a page of an array is a list. What
leads from one to the next is decided in `_places`, once for both clients.
"""

# pyright: reportPrivateUsage=false
# A page is a part of its client's machinery; what they share is private to generated code's users.

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, cast

from ._decode import remembering
from ._errors import APIError
from ._fields import assemble
from ._operation import Operation
from ._options import Options
from ._places import Place, Walk, items, mark_of
from ._request import Arguments
from .paging import Paging

if TYPE_CHECKING:
    from ._base import BaseClient
    from ._transport import HTTPResponse

T = TypeVar("T")
P = TypeVar("P")

_PLACE: Final = "page place"
"""The key of a page's place among its attributes; with its space it is no attribute's name."""


def _place(page: object) -> Place:
    found: Place | None = page.__dict__.get(_PLACE)
    if found is None:
        raise RuntimeError("this page comes from no call: it was made by hand")
    return found


if TYPE_CHECKING:

    class _Of(Generic[T]):
        __slots__ = ()

else:

    class _Of:
        """A class that may be subscribed with a type, without `Generic`.

        pydantic wants that after its own base, and a page must come before, to be iterated over.
        """

        __slots__ = ()

        def __class_getitem__(cls, item: object) -> type:
            return cls


class _Page(_Of[T]):
    """What the pages of both clients can tell without asking the server."""

    __slots__ = ()

    def page_items(self) -> list[T]:
        """The items of this page alone, in a new list."""
        return items(self, _place(self).paging)

    def has_next_page(self) -> bool:
        """Whether the server said that there is another page, and it is not one seen before."""
        return _place(self).mark is not None

    if not TYPE_CHECKING:

        @classmethod
        def model_rebuild(cls, **options: Any) -> bool | None:
            """Make pydantic's part of a page that is a model: it is that of the model.

            pydantic would look for the names in the model's annotations beside the page.
            """
            model = cls.__mro__[cls.__mro__.index(_Page) + 2]
            done = model.model_rebuild(**options)
            for name in ("core_schema", "validator", "serializer"):
                made = model.__dict__.get(f"__pydantic_{name}__")
                if made is not None:
                    setattr(cls, f"__pydantic_{name}__", made)
            cls.__pydantic_complete__ = model.__pydantic_complete__
            return done


class SyncPage(_Page[T]):
    """A page of a list: the documented answer, and the way to the pages after it.

    Iterating gives the items of this page and of all that follow, each page asked for when the one
    before has been used up. Raises, from whatever asks for a page, what the call itself may.
    """

    __slots__ = ()

    def get_next_page(self) -> Self:
        """The page after this one, by the same call: same arguments, options and client.

        Raises `RuntimeError` if there is none, `APIError` if it is at an origin that is not followed.
        """
        client, operation, arguments, options = _place(self).following()
        return cast("Self", _only_page(client._perform(operation, arguments, options, None)))

    def iter_pages(self) -> Iterator[Self]:
        """This page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            if _place(page).void:
                return
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from page.page_items()


class AsyncPage(_Page[T]):
    """The asynchronous twin of `SyncPage`."""

    __slots__ = ()

    async def get_next_page(self) -> Self:
        """The page after this one; see `SyncPage.get_next_page`."""
        client, operation, arguments, options = _place(self).following()
        page = await client._perform(operation, arguments, options, None)
        return cast("Self", _only_page(page))

    async def iter_pages(self) -> AsyncIterator[Self]:
        """This page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            if _place(page).void:
                return
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.page_items():
                yield item


class _ListPage(list[T]):
    """What lists that are pages need so that copying them asks for no other page."""

    def __reduce_ex__(self, protocol: Any) -> tuple[object, ...]:
        return (_listed, (type(self), self[:], self.__dict__))

    def __copy__(self) -> Self:
        return cast("Self", _listed(type(self), self[:], self.__dict__))


class SyncListPage(SyncPage[T], _ListPage[T]):
    """A page that is a list. `len`, indexing, slicing and `==` are about this page alone."""


class AsyncListPage(AsyncPage[T], _ListPage[T]):
    """The asynchronous twin of `SyncListPage`; a plain `for` is about this page alone."""


def _listed(kind: type[list[Any]], items: list[Any], attributes: dict[str, Any]) -> list[Any]:
    page = kind(items)
    page.__dict__.update(attributes)
    return page


class AsyncPaginator(Generic[P, T]):
    """What a paged call of the asynchronous client gives: `await` it for the first page, or iterate.

    `async for` gives the items of all pages. Each of both makes the call anew.
    """

    __slots__ = ("_call",)

    def __init__(self, call: Callable[[], Awaitable[P]]) -> None:
        self._call = call

    def __await__(self) -> Generator[Any, None, P]:
        return self._call().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        page = await self._call()
        async for item in _only_page(page):
            yield item


def _only_page(value: Any) -> Any:
    """The value, if it is a page. Raises `APIError` if it is something else."""
    if isinstance(value, SyncPage | AsyncPage):
        return cast("Any", value)
    raise APIError("the server answered with something that is no page", body=value)


def pager(
    client: BaseClient, operation: Operation, arguments: Arguments, options: Options, *, wait: bool
) -> Callable[[Any, HTTPResponse, bytes], Any]:
    """What makes a page of a call's value; what does not look like one stays as it is.

    `wait`: the client is the synchronous one.
    """

    def page_of(value: Any, response: HTTPResponse, content: bytes) -> Any:
        place = Place(client, operation, arguments, options)
        made = _made(place.paging, value, wait)
        if made is None:
            return value
        place.request = response.request
        place.content = hash(content)
        place.mark = mark_of(place, made, response)
        walk = arguments.walk
        numbered = place.paging.style in ("offset", "page")
        if numbered and isinstance(walk, Walk):
            again = walk.content == place.content
            place.void = again or not items(made, place.paging)
        made.__dict__[_PLACE] = place
        return remembering(made, response)

    return page_of


def _made(paging: Paging, value: Any, wait: bool) -> Any:
    """The value as a page, of the class that is generated for it; None: it is not what is documented."""
    maker = paging.page if wait else paging.async_page
    found: type[Any] = value.__class__
    if maker is None:
        return (SyncListPage[Any] if wait else AsyncListPage[Any])(value) if found is list else None
    kind = cast("type[Any]", maker())
    if found not in kind.__mro__[1:] or not hasattr(found, "__wire_closed__"):
        return None
    return assemble(kind, value.__dict__, value.__pydantic_fields_set__, value.__pydantic_extra__)
