"""What callers notice and no schema says: how a client is made, how lists go on, how streams are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from instep.diagnostics import quote
from instep.drift.findings import Finding, Graph
from instep.drift.shapes import Shapes
from instep.drift.surface import answers_of
from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.ir.operation import Operation
from instep.ir.paging import PageStyle, Pagination
from instep.ir.types import Definitions, ListType, MapType, ModelDef, Type
from instep.render.choices import always_streams, stream_choice
from instep.render.keywords import client_keywords

_DEEPEST = 4
"""Lists in lists whose items are told apart."""

_DEEPEST = 4
"""Lists in lists whose items are told apart."""


def compare_facts(graph: Graph, old: Api, new: Api, names: Mapping[str, str]) -> None:
    """Compare two clients; `names` are the keys of operations that changed theirs, old to new."""
    _compare_options(graph, old, new)
    after = {operation.key: operation for operation in new.operations}
    classes = Classes(old.definitions, new.definitions)
    _compare_attributes(graph, classes)
    for before in old.operations:
        now = after.get(names.get(before.key, before.key))
        if now is None:
            continue
        for rule, was, is_ in (
            *_servers(before, now),
            *_paging(before, now),
            *_streaming(before, now),
            *_classes(before, now, classes),
        ):
            finding = Finding(rule, before.origin, now.origin, before=was, after=is_)
            graph.add(("operation", now.key), finding)


# ------------------------------------------------------------------ the constructor


def options(api: Api) -> dict[str, SecurityScheme]:
    """The constructor's keywords for credentials, each with its scheme."""
    found: dict[str, SecurityScheme] = {}
    for scheme in api.security_schemes:
        if scheme.argument:
            found[scheme.argument] = scheme
        if scheme.alias:
            found[scheme.alias] = scheme
        for keyword in client_keywords(api, scheme) if scheme.token_url else ():
            found[keyword] = scheme
    return found


def takes_alike(one: SecurityScheme, other: SecurityScheme) -> bool:
    """Do their keywords take the same kind of value?"""
    return (one.kind is SchemeKind.BASIC) is (other.kind is SchemeKind.BASIC)


def _compare_options(graph: Graph, old: Api, new: Api) -> None:
    before, after = options(old), options(new)
    kept = {scheme.name: scheme for scheme in new.security_schemes}
    for keyword, scheme in before.items():
        twin, now = kept.get(scheme.name), after.get(keyword)
        if now is None and (twin is not None or scheme.assumed):
            _say(graph, "client-option-removed", scheme, twin, (quote(keyword), ""))
        elif now is not None and now.name != scheme.name and (twin or scheme.assumed):
            if scheme.assumed and takes_alike(scheme, now):
                continue  # nothing was documented; whatever the caller gave goes on being sent
            was = quote(keyword)
            if not scheme.assumed:
                was += f" (scheme {quote(scheme.name)})"
            _say(graph, "client-option-changed", scheme, now, (was, quote(now.name)))
    for scheme in old.security_schemes:
        twin = kept.get(scheme.name)
        if twin is not None and scheme.argument and twin.variable != scheme.variable:
            words = (f"`..._{scheme.variable}`", f"`..._{twin.variable}`")
            _say(graph, "client-variable-changed", scheme, twin, words)


def _say(
    graph: Graph,
    rule: str,
    old: SecurityScheme,
    new: SecurityScheme | None,
    words: tuple[str, str],
) -> None:
    nowhere = "#/components"
    spots = old.origin or nowhere, new.origin if new is not None and new.origin else nowhere
    finding = Finding(rule, *spots, in_new=new is not None, before=words[0], after=words[1])
    graph.add(("document", "securitySchemes"), finding)


# ------------------------------------------------------------------ one call

_Fact = tuple[str, str, str]
"""Rule, before, after."""


def _servers(old: Operation, new: Operation) -> Iterator[_Fact]:
    """A server of its own, of the operation or its path; the document's is told by itself."""
    was, now = (o.servers[0] if o.servers else "" for o in (old, new))
    if was != now:
        shown = [quote(url) if url else "the document's" for url in (was, now)]
        yield "api-server-of-operation-changed", shown[0], shown[1]


_GOES_ON = {
    PageStyle.CURSOR: "by the cursor",
    PageStyle.LAST_ID: "by the last id in",
    PageStyle.OFFSET: "by the offset",
    PageStyle.PAGE: "by the page number",
    PageStyle.URL: "by a URL in the answer",
    PageStyle.LINK: "by the `Link` header",
}


def _paging(old: Operation, new: Operation) -> Iterator[_Fact]:
    was, now = old.pages, new.pages
    if was is None and now is not None:
        yield "client-pagination-added", "", _said(now)
    elif was is not None and now is None:
        yield "client-pagination-removed", _said(was), ""
    elif was is not None and now is not None and _said(was) != _said(now):
        yield "client-pagination-changed", _said(was), _said(now)


def _said(pages: Pagination) -> str:
    """`by the cursor "after"`."""
    argument = ".".join(pages.argument)
    return f"{_GOES_ON[pages.style]} {quote(argument)}" if argument else _GOES_ON[pages.style]


def _streaming(old: Operation, new: Operation) -> Iterator[_Fact]:
    """How a stream is asked for, where there is one before and after."""
    if old.stream is None or new.stream is None:
        return
    was, now = _asked(old), _asked(new)
    if was != now:
        yield "client-stream-asked-otherwise", was, now


def _asked(operation: Operation) -> str:
    if always_streams(operation):
        return "with every call"
    flag = stream_choice(operation) or (operation.stream.flag if operation.stream else "")
    return f"only with `{flag}=True`"


# ---------------------------------------------------------------------- classes


def _classes(old: Operation, new: Operation, classes: Classes) -> Iterator[_Fact]:
    """The classes of what a call gives, and of the bodies of its errors."""
    before, after = answers_of(old), answers_of(new)
    for name in classes.replaced(before, after):
        yield "client-class-changed", name, ""
    later = {response.status: response for response in new.responses}
    for response in old.responses:
        now = later.get(response.status)
        if now is None or response.status.startswith("2"):
            continue
        was, is_ = (tuple(m.type for m in r.media if m.type is not None) for r in (response, now))
        for name in classes.replaced(was, is_):
            yield "client-error-class-changed", name, ""


def _compare_attributes(graph: Graph, classes: Classes) -> None:
    """The classes of attributes, where a schema was moved in or out and means what it meant."""
    after = {d.name: d for d in classes.new if isinstance(d, ModelDef)}
    for before in classes.old:
        now = after.get(before.name)
        if now is None or not isinstance(before, ModelDef) or not before.received:
            continue
        fields = {field.name: field for field in now.fields}
        for field in before.fields:
            twin = fields.get(field.name)
            if twin is None:
                continue
            for name in classes.replaced((field.type,), (twin.type,)):
                spots = field.origin or before.key, twin.origin or now.key
                finding = Finding("client-class-changed", *spots, before=name)
                graph.add(("type", before.key), finding)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of two clients."""

    old: Definitions
    new: Definitions

    def replaced(self, before: Sequence[Type], after: Sequence[Type]) -> Iterator[str]:
        """Classes that stay, but not here, where others stand; one that is gone is told by itself."""
        was = {n for one in before for n in _named(Shapes(self.old), one, 0)}
        now = {n for one in after for n in _named(Shapes(self.new), one, 0)}
        if now and was.isdisjoint(now):
            kept = {definition.name for definition in self.new}
            yield from (f"`types.{name}`" for name in sorted(was & kept))


def _named(shapes: Shapes, type_: Type, depth: int) -> Iterator[str]:
    """The classes of a value, and of the items of a list or map."""
    for atom in shapes.atoms(type_) if depth < _DEEPEST else ():
        match atom:
            case ModelDef(name=name):
                yield name
            case ListType(item=inner) | MapType(value=inner):
                yield from _named(shapes, inner, depth + 1)
            case _:
                continue
