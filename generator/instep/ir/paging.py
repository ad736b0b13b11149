"""Pagination: how a list that comes in pages goes on, whoever prints or walks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from instep.ir.types import Type


class PageStyle(StrEnum):
    """What leads from one page to the next."""

    CURSOR = "cursor"
    """A value of the answer (a token, the last id) goes into an argument."""
    LAST_ID = "last-id"
    """The `id` of the last item goes into an argument."""
    OFFSET = "offset"
    """The number of items received so far goes into an argument."""
    PAGE = "page"
    """The page's number, one more each time, goes into an argument."""
    URL = "url"
    """The answer has the next page's URL."""
    LINK = "link"
    """The `Link` header has it (RFC 8288, `rel="next"`)."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """How the answers of one operation go on. Paths are the names of properties, outermost first."""

    style: PageStyle
    item: Type
    items: tuple[str, ...] = ()
    """Where the array is; empty: the answer is the array."""
    argument: tuple[str, ...] = ()
    """The query parameter or body property that asks for the next page; none for `url` and `link`."""
    in_body: bool = False
    """Whether `argument` is a property of the body."""
    next: tuple[str, ...] = ()
    """Where the next cursor or URL is, or the number of this page."""
    more: tuple[str, ...] = ()
    """Where it is said whether there are more; empty: it is not said."""
    last: tuple[str, ...] = ()
    """Where the number of all items (`offset`) or of the last page (`page`) is; empty: nowhere."""
    start: int = 0
    """The first page's number or offset, where the call says none."""
    configured: bool = False
    """Whether the user said so, rather than the document."""
