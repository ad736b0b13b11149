"""Where a page stands: what leads to the next one, and the call that gets it, without I/O."""

# pyright: reportPrivateUsage=false
# A page is a part of its client's machinery; what they share is private to generated code's users.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeGuard, cast

from ._dump import dump
from ._fields import plan_of
from ._following import linked, next_url
from ._operation import Operation, Whole
from ._options import Options
from ._request import Arguments
from .paging import Paging

if TYPE_CHECKING:
    from ._base import BaseClient
    from ._transport import HTTPRequest, HTTPResponse


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a call stands in a walk over pages: enough to notice that it goes round in circles.

    One mark is kept and compared with those that follow, and changed for a later one at every
    power of two (Brent's algorithm): any circle is found, in constant memory.
    """

    mark: object
    """What led to the page."""
    kept: object
    steps: int = 0
    limit: int = 1
    content: int = 0
    """The hash of the page before."""

    def onward(self, mark: object, content: int) -> Walk:
        """The next step."""
        if self.steps == self.limit:
            return Walk(mark, mark, 0, self.limit * 2, content)
        return Walk(mark, self.kept, self.steps + 1, self.limit, content)


class Place:
    """What a page knows of where it came from. All places are equal: they are no part of the data."""

    __slots__ = (
        "arguments", "client", "content", "mark", "operation", "options", "request", "void",
    )  # fmt: skip

    def __init__(
        self,
        client: BaseClient | None,
        operation: Operation,
        arguments: Arguments,
        options: Options,
    ) -> None:
        self.client = client
        """None: the page was pickled, and is without its client."""
        self.operation = operation
        self.arguments = arguments
        self.options = options
        self.mark: object = None
        """What leads to the next page; None: this is the last."""
        self.request: HTTPRequest | None = None
        """What the page is the answer to."""
        self.content = 0
        self.void = False
        """Whether it only tells that there are no more: it is empty, or the page before once more."""

    @property
    def paging(self) -> Paging:
        """How the operation's answers go on."""
        return cast("Paging", self.operation.paging)

    def following(self) -> tuple[BaseClient, Operation, Arguments, Options]:
        """The call of the next page. Raises `RuntimeError` if there is none, or no client."""
        if self.mark is None:
            raise RuntimeError("there is no next page: ask `has_next_page()` first")
        if self.client is None:
            raise RuntimeError("this page was pickled and has no client to get the next one with")
        arguments, options = _advanced(self)
        return self.client, self.operation, arguments, options

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place)

    def __hash__(self) -> int:
        return 0

    def __copy__(self) -> Place:
        return self

    def __deepcopy__(self, memo: object) -> Place:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (_lost, (self.mark is not None, self.paging.style, self.paging.items))


def _lost(more: bool, style: Any, found: tuple[str, ...]) -> Place:
    """The place of a page that was pickled."""
    operation = Operation("", "GET", "", paging=Paging(style, found))
    place = Place(None, operation, Arguments(), Options())
    place.mark = "lost" if more else None
    return place


def _at(start: object, path: tuple[str, ...]) -> Any:
    """What stands below a model, record or plain data, by names on the wire; None: nothing."""
    value: Any = start
    for wire in path:
        kind: type[Any] = value.__class__
        if isinstance(value, Mapping):
            value = cast("Mapping[str, Any]", value).get(wire)
        elif hasattr(kind, "__wire_closed__"):
            known = plan_of(kind).by_wire.get(wire)
            extra: Mapping[str, Any] = value.__pydantic_extra__ or {}
            value = extra.get(wire) if known is None else value.__dict__.get(known.attribute)
        else:
            return None
    return value


def items(page: object, paging: Paging) -> list[Any]:
    """The items of one page, in a new list."""
    found = _at(page, paging.items)
    # A slice is a plain list, whatever this one does when iterated over.
    return found[:] if _is_list(found) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    """Is it a list, a page that is one among them?"""
    return isinstance(value, list)


def mark_of(place: Place, page: Any, response: HTTPResponse) -> object:
    """What leads to the page after this one; None where nothing does, or to where we have been."""
    paging = place.paging
    if paging.more and _at(page, paging.more) is False:
        return None
    if paging.style == "link":
        found: object = linked(response.headers.get("link", ""))
    elif paging.style in ("offset", "page"):
        return _number(place, page)
    elif paging.style == "last-id":
        listed = items(page, paging)
        found = dump(_at(listed[-1], paging.next)) if listed else None
    else:
        found = dump(_at(page, paging.next))
    if not isinstance(found, str | int | float) or not found:
        return None
    walk = place.arguments.walk
    if isinstance(walk, Walk):
        round_again = found in (walk.mark, walk.kept)
    else:
        round_again = _same(found, _given(place))
    return None if round_again else found


def _same(found: object, given: object) -> bool:
    return given is not None and str(found) == str(given)


def _number(place: Place, page: Any) -> int | None:
    """The offset or number of the page after this one."""
    paging = place.paging
    count = len(items(page, paging))
    if not count:
        return None
    current = _whole(_at(page, paging.next)) if paging.next else None
    if current is None:
        current = _whole(_given(place))
    if current is None:
        current = paging.start
    last = _whole(_at(page, paging.last)) if paging.last else None
    if paging.style == "offset":
        following = current + count
        return None if last is not None and following - paging.start >= last else following
    return None if last is not None and current - paging.start + 1 >= last else current + 1


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _given(place: Place) -> object:
    """What the call itself said in the argument that asks for a page; None: nothing."""
    if not place.paging.argument:
        return None
    name, *deeper = place.paging.argument
    options, arguments = place.options, place.arguments
    settings = place.client._settings if place.client else None
    if place.paging.in_body:
        body = arguments.body.value if isinstance(arguments.body, Whole) else arguments.body
        path = (name, *deeper)
        sources = [_at(options.extra_body, path), _at(body, path)]
    else:
        layers = (options.extra_query, arguments.query, settings.query if settings else None)
        sources = [layer.get(name) for layer in layers if layer]
    given = [dump(one) for one in sources if isinstance(one, str | int | float)]
    return given[0] if given else None


def _advanced(place: Place) -> tuple[Arguments, Options]:
    """Arguments and options of the next call: those of this one, and what leads on."""
    paging, arguments, options = place.paging, place.arguments, place.options
    walk = arguments.walk
    if not isinstance(walk, Walk):
        walk = Walk(None, _given(place))
    arguments = replace(arguments, walk=walk.onward(place.mark, place.content))
    key = place.operation.idempotency_header.lower()
    if key:  # it belongs to one request
        kept = {name: one for name, one in arguments.header.items() if name.lower() != key}
        arguments = replace(arguments, header=kept)
    if paging.style in ("link", "url"):
        settings = cast("BaseClient", place.client)._settings
        request = cast("HTTPRequest", place.request)
        url = next_url(request, str(place.mark), options.extra_query or {}, settings)
        return replace(arguments, url=url), options
    name = paging.argument[0]
    if not paging.in_body:
        query = {**arguments.query, name: place.mark}
        extra = {k: v for k, v in (options.extra_query or {}).items() if k != name}
        return replace(arguments, query=query), replace(options, extra_query=extra)
    body: Any = arguments.body
    if isinstance(body, Whole):
        changed = _with(dump(body.value), paging.argument, place.mark)
        arguments = replace(arguments, body=Whole(changed))
    else:
        arguments = replace(arguments, body=_with(body, paging.argument, place.mark))
    over = {k: v for k, v in (options.extra_body or {}).items() if k != name}
    return arguments, replace(options, extra_body=over)


def _with(data: Any, path: tuple[str, ...], mark: object) -> dict[str, object]:
    """A copy of a body with another value at a place in it."""
    found: dict[str, object] = {}
    if isinstance(data, Mapping):
        found.update(cast("Mapping[str, object]", data))
    name, *deeper = path
    if not deeper:
        return {**found, name: mark}
    inner = found.get(name)
    if inner is not None and not isinstance(inner, Mapping):
        inner = dump(inner)
    return {**found, name: _with(inner, tuple(deeper), mark)}
