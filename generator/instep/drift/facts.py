"""What callers notice and no schema says: how a client is made, how lists go on, how streams are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instep.diagnostics import quote
from instep.drift.findings import Finding, Graph
from instep.drift.shapes import Shapes
from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.ir.operation import Operation
from instep.ir.paging import PageStyle, Pagination
from instep.render.choices import always_streams, stream_choice
from instep.render.keywords import client_keywords


def compare_facts(graph: Graph, old: Api, new: Api, names: Mapping[str, str]) -> None:
    """Compare two clients; `names` are the keys of operations that changed theirs, old to new."""
    _compare_options(graph, old, new)
    after = {operation.key: operation for operation in new.operations}
    shapes = Shapes(old.definitions), Shapes(new.definitions)
    for before in old.operations:
        now = after.get(names.get(before.key, before.key))
        if now is None:
            continue
        for rule, was, is_ in (
            *_servers(before, now),
            *_paging(before, now),
            *_streaming(before, now),
            *_error_bodies(before, now, shapes),
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


def _error_bodies(old: Operation, new: Operation, shapes: tuple[Shapes, Shapes]) -> Iterator[_Fact]:
    """The class of an error's body, by which handlers tell errors apart; one that is gone is told itself."""
    kept = {f"types.{definition.name}" for definition in shapes[1].definitions}
    after = {response.status: response for response in new.responses}
    for response in old.responses:
        now = after.get(response.status)
        if response.status.startswith("2") or now is None:
            continue
        was_named, now_named = (
            {name for media in one.media for name in each.names(media.type)}
            for one, each in ((response, shapes[0]), (now, shapes[1]))
        )
        if was_named & kept and now_named and was_named.isdisjoint(now_named):
            shown = quote(response.status), ", ".join(f"`{n}`" for n in sorted(now_named))
            yield "client-error-body-changed", *shown
