"""Pagination: recognised where request and answer agree on it, or as the configuration says.

A wrong guess would lose or repeat data, so every rule needs evidence on both sides: a parameter
that is only ever used to page, and a property or header that tells how to go on. What is merely
likely is left alone, and can be configured. docs/pagination.md has the rules with their reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from instep.ir.operation import In, Operation
from instep.ir.paging import PageStyle, Pagination
from instep.ir.types import Definitions, Field, ModelDef, ScalarKind, ScalarType
from instep.normalise.paged_answers import Shapes, answer_of, folded

_BOXES: Final = frozenset(
    [
        "links",
        "link",
        "paging",
        "pagination",
        "pages",
        "pageinfo",
        "page",
        "meta",
        "metadata",
        "cursors",
        "cursor",
        "next",
        "nextpage",
        "responsemetadata",
        "result",
        "pagingmetadata",
    ]
)
"""Objects that say how an answer goes on, as letters and digits."""

_CURSORS: Final[Mapping[str, tuple[str, ...]]] = {
    "nextcursor": ("cursor", "nextcursor", "pagecursor", "after", "startingafter", "startcursor"),
    "nextpagecursor": ("cursor", "pagecursor", "nextpagecursor"),
    "nextpagetoken": ("pagetoken", "nextpagetoken"),
    "nextpage": ("page", "pagetoken", "nextpage", "cursor"),
    "nextpageid": ("pageid", "nextpageid"),
    "nexttoken": ("nexttoken", "token", "pagetoken", "paginationtoken"),
    "nextmarker": ("marker", "nextmarker"),
    "nextoffset": ("offset", "nextoffset"),
    "nextkey": ("startkey", "nextkey", "key"),
    "nextstartkey": ("startkey", "nextstartkey"),
    "continuationtoken": ("continuationtoken",),
    "nextcontinuationtoken": ("continuationtoken", "nextcontinuationtoken"),
    "continue": ("continue",),
    "endcursor": ("after", "cursor"),
    "lastid": ("after", "afterid", "startingafter"),
    "next": ("cursor", "pagetoken", "paginationtoken", "nexttoken", "after", "pagecursor",
             "startcursor", "continuationtoken", "next"),
}  # fmt: skip
"""A property that has the next page's cursor, and the arguments that it may go into."""

_IN_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "offset": ("offset",),
    "cursor": ("cursor",),
    "token": ("pagetoken", "token", "paginationtoken", "cursor"),
    "after": ("after",),
    "startingafter": ("startingafter",),
}
"""The same below an object `next`, `next_page` or `cursors`."""

_URLS: Final = frozenset(
    [
        "nexturl",
        "nexturi",
        "nextlink",
        "nextpageurl",
        "nextpageuri",
        "nextpagelink",
        "nexthref",
        "odatanextlink",
    ]
)
_MORE: Final = frozenset(
    ["hasmore", "hasnext", "hasnextpage", "hasmoreitems", "hasmorepages", "morepages"]
)
_AFTER: Final = ("after", "startingafter", "afterid")
_OFFSETS: Final = frozenset(["offset", "skip", "startat", "startindex", "start", "pageoffset"])
_PAGES: Final = frozenset(["page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage"])
_SIZES: Final = frozenset(
    [
        "limit",
        "perpage",
        "pagesize",
        "size",
        "maxresults",
        "top",
        "take",
        "itemsperpage",
        "resultsperpage",
        "pagelimit",
        "maxitems",
    ]
)
_TOTALS: Final = frozenset(
    [
        "total",
        "totalcount",
        "totalentries",
        "totalitems",
        "totalresults",
        "totalrecords",
        "totalelements",
        "numfound",
    ]
)
_LAST_PAGES: Final = frozenset(
    ["totalpages", "pagecount", "lastpage", "numpages", "pages", "pagetotal"]
)
_NUMBERS: Final = frozenset({ScalarKind.INTEGER})
_WORDS: Final = frozenset({ScalarKind.STRING, ScalarKind.UUID, ScalarKind.BYTES})


def paged(operation: Operation, definitions: Definitions) -> Operation:
    """The operation with its pagination, if request and answer make plain that there is one."""
    return replace(operation, pages=_Reading(operation, definitions).recognised())


@dataclass(frozen=True, slots=True)
class _Said:
    """A property of an answer that may say how to go on."""

    path: tuple[str, ...]
    field: Field
    kind: ScalarKind | None
    """None: no scalar."""

    @property
    def name(self) -> str:
        return folded(self.path[-1])

    @property
    def box(self) -> str:
        """The object that it stands in."""
        return folded(self.path[-2]) if len(self.path) > 1 else ""


class _Reading:
    """One operation while its pagination is looked for."""

    def __init__(self, operation: Operation, definitions: Definitions) -> None:
        self.operation = operation
        self.shapes = Shapes(definitions)
        self.answer = answer_of(operation, definitions)
        model = self.answer.model if self.answer else None
        self.said = list(self._properties(model)) if model else []
        self.arguments = dict(self._arguments())

    def recognised(self) -> Pagination | None:
        """The most certain way to go on; None: none is plain."""
        if self.answer is None or self.operation.method not in {"GET", "POST", "QUERY"}:
            return None
        found = self._by_cursor()
        if found is None and self.operation.method == "GET":
            found = self._by_link() or self._by_url() or self._by_last_id() or self._by_number()
        return found

    def _made(self, style: PageStyle, argument: str = "", **said: object) -> Pagination:
        if self.answer is None:
            raise AssertionError("`recognised` has looked")
        wire, in_body, _ = self.arguments.get(argument, ("", False, None))
        made = Pagination(
            style,
            self.answer.item,
            self.answer.items,
            argument=(wire,) if wire else (),
            in_body=in_body,
        )
        return replace(made, **said)  # type: ignore[arg-type]  # fields of that name and type

    def _properties(
        self, model: ModelDef, above: tuple[str, ...] = (), depth: int = 3
    ) -> Iterator[_Said]:
        for field in model.fields:
            path = (*above, field.wire)
            yield _Said(path, field, self.shapes.scalar(field.type))
            inner = self.shapes.model(field.type)
            if inner is not None and depth > 1 and folded(field.wire) in _BOXES:
                yield from self._properties(inner, path, depth - 1)

    def _arguments(self) -> Iterator[tuple[str, tuple[str, bool, ScalarKind | None]]]:
        """Folded name to the name, whether it is a property of the body, and its type."""
        body = self.operation.body
        for argument in body.arguments if body else ():
            kind = self.shapes.scalar(argument.type)
            yield folded(argument.wire), (argument.wire, True, kind)
        for parameter in self.operation.parameters:
            if parameter.location is In.QUERY and not parameter.content_type:
                kind = self.shapes.scalar(parameter.type)
                yield folded(parameter.wire), (parameter.wire, False, kind)

    def _more(self) -> tuple[str, ...]:
        flags = [s for s in self.said if s.name in _MORE and s.kind is ScalarKind.BOOLEAN]
        return flags[0].path if len(flags) == 1 else ()

    # -- the styles, the most certain first -------------------------------------------------

    def _by_cursor(self) -> Pagination | None:
        """A cursor in the answer, and the argument of its name and type."""
        for said in self.said:
            in_next = said.box in {"next", "nextpage", "cursors"}
            wanted = _IN_NEXT.get(said.name) if in_next else _CURSORS.get(said.name)
            if said.kind not in _WORDS | _NUMBERS or not wanted or self._is_url(said):
                continue
            for name in wanted:
                argument = self.arguments.get(name)
                if argument is not None and (argument[2] in _NUMBERS) == (said.kind in _NUMBERS):
                    return self._made(PageStyle.CURSOR, name, next=said.path, more=self._more())
        return None

    def _by_link(self) -> Pagination | None:
        """The document says that there is a `Link` header."""
        for response in self.operation.responses:
            named = {header.wire.lower() for header in response.headers}
            if response.status.startswith("2") and "link" in named and self._asks_for_pages():
                return self._made(PageStyle.LINK)
        return None

    def _asks_for_pages(self) -> bool:
        """Whether any argument is about pages: `Link` headers are used for much else."""
        return not (_PAGES | _SIZES | _OFFSETS | {"cursor", *_AFTER}).isdisjoint(self.arguments)

    def _by_url(self) -> Pagination | None:
        for said in self.said:
            if said.kind is ScalarKind.STRING and self._is_url(said):
                named = said.name in _URLS or said.name == "next"
                if named or (said.name == "href" and said.box == "next"):
                    return self._made(PageStyle.URL, next=said.path, more=self._more())
        return None

    def _is_url(self, said: _Said) -> bool:
        """Whether the text is a URL: by its format, name or place, or an example of it."""
        if self.shapes.format(said.field.type) in {"uri", "uri-reference", "url", "iri"}:
            return True
        if said.name in _URLS or said.box in {"links", "link"} or said.name == "href":
            return True
        if "links" in map(folded, said.path[:-1]):
            return True
        texts = [example for example in said.field.examples if isinstance(example, str)]
        return bool(texts) and all(t.startswith(("http://", "https://", "/")) for t in texts)

    def _by_last_id(self) -> Pagination | None:
        """Items with an `id`, a flag for more, and an argument for what comes after."""
        more = self._more()
        model = self.shapes.model(self.answer.item) if self.answer else None
        ids = [field for field in model.fields if field.wire == "id"] if model else []
        kind = self.shapes.scalar(ids[0].type) if ids else None
        for name in _AFTER:
            argument = self.arguments.get(name)
            if more and kind in _WORDS | _NUMBERS and argument and argument[2] is kind:
                return self._made(PageStyle.LAST_ID, name, next=("id",), more=more)
        return None

    def _by_number(self) -> Pagination | None:
        """An offset or a page's number, with the size of a page beside it."""
        numbers = {name: a for name, a in self.arguments.items() if a[2] in _NUMBERS}
        if _SIZES.isdisjoint(numbers):
            return None
        for name in numbers:
            if name in _OFFSETS:
                start = self._default(name, 0 if name in {"offset", "skip", "startat"} else None)
                if start is not None:
                    last = self._number(_TOTALS)
                    more = self._more()
                    return self._made(PageStyle.OFFSET, name, start=start, last=last, more=more)
        for name in numbers:
            if name in _PAGES:
                return self._by_page(name)
        return None

    def _by_page(self, name: str) -> Pagination | None:
        current = self._number(_PAGES)
        start = self._default(name, 1 if current else None)
        if start is None:
            return None
        last, more = self._number(_LAST_PAGES), self._more()
        return self._made(PageStyle.PAGE, name, next=current, start=start, last=last, more=more)

    def _default(self, name: str, otherwise: int | None) -> int | None:
        """Where counting starts: the parameter's default, its least value if that is 1, or that."""
        for parameter in self.operation.parameters:
            if folded(parameter.wire) == name and parameter.location is In.QUERY:
                default = parameter.default
                if isinstance(default, int) and not isinstance(default, bool):
                    return default if default in (0, 1) else None
                bare = self.shapes.bare(parameter.type)
                if isinstance(bare, ScalarType) and bare.constraints.minimum == 1:
                    return 1
        return otherwise

    def _number(self, names: frozenset[str]) -> tuple[str, ...]:
        """The one integer of the answer with such a name."""
        found = [s.path for s in self.said if s.name in names and s.kind in _NUMBERS]
        return found[0] if len(found) == 1 else ()
