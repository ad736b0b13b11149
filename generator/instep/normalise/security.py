"""Security schemes and servers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, product

from instep.diagnostics import Code, quote
from instep.ir.api import SchemeKind, SecurityScheme, Server
from instep.ir.names import snake
from instep.ir.text import Doc, Text
from instep.normalise.context import Context, Node, doc_of
from instep.normalise.naming import Names

_MOST_ALTERNATIVES = 16
"""Of one combination; more would be a document that wants to be slow."""

_CLIENT_KEYWORDS = frozenset(
    [
        "self",
        "base_url",
        "timeout",
        "max_retries",
        "default_headers",
        "default_query",
        "http_client",
        "strict",
        "limits",
        "trusted_origins",
        "on_request",
        "on_response",
        "on_error",
    ]
)


ASSUMED = SecurityScheme(
    name="api_key",
    argument="api_key",
    variable="API_KEY",
    kind=SchemeKind.BEARER,
    assumed=True,
    doc=Doc(
        description=Text("The document declares no security: sent as a bearer token if given.")
    ),
)
"""For documents that say nothing of security, as many do whose servers ask for a token all the same."""


def schemes_of(ctx: Context, root: Node) -> tuple[SecurityScheme, ...]:
    """The document's security schemes, each with the keyword of the client's constructor that feeds it."""
    found: list[tuple[str, Node, SchemeKind]] = []
    components = root.get("components") or Node({}, "#/components")
    for name, entry in components.items("securitySchemes"):
        node = ctx.follow(entry)
        if node is None or not isinstance(node.value, dict):
            ctx.say(
                Code.SECURITY_UNKNOWN,
                entry.pointer,
                f"security scheme {quote(name)} is no object; it is ignored",
            )
            continue
        found.append((name, node, _kind(ctx, name, node)))
    names = Names(_CLIENT_KEYWORDS)
    usable = [name for name, _, kind in found if kind is not SchemeKind.OTHER]
    made: list[SecurityScheme] = []
    for name, node, kind in found:
        argument = names.take(["api_key"] if usable == [name] else [snake(name, prefix="scheme")])
        made.append(
            SecurityScheme(
                name=name,
                argument=argument,
                variable=argument.upper(),
                kind=kind,
                wire=node.text("name"),
                token_url=_token_url(node),
                scopes=_scopes(node),
                doc=doc_of(node),
                origin=node.pointer,
            )
        )
    return tuple(made)


def with_main(
    schemes: tuple[SecurityScheme, ...], used: Sequence[tuple[tuple[str, ...], ...]]
) -> tuple[SecurityScheme, ...]:
    """The schemes, the one that most operations take first also reachable as `api_key`.

    `used` are the security alternatives of each operation.
    """
    if any(scheme.argument == "api_key" for scheme in schemes):
        return schemes
    usable = [scheme.name for scheme in schemes if scheme.kind is not SchemeKind.OTHER]
    if not usable:
        return schemes
    counts = Counter(name for security in used for names in security[:1] for name in names)
    main = max(usable, key=lambda name: counts[name])
    return tuple(
        replace(s, alias="api_key", variable="API_KEY") if s.name == main else s for s in schemes
    )


def _kind(ctx: Context, name: str, node: Node) -> SchemeKind:
    type_ = node.text("type").lower()
    if type_ == "http":
        scheme = node.text("scheme").lower()
        kinds = {"bearer": SchemeKind.BEARER, "basic": SchemeKind.BASIC}
        if scheme in kinds:
            return kinds[scheme]
    elif type_ == "apikey":
        place = {
            "header": SchemeKind.HEADER,
            "query": SchemeKind.QUERY,
            "cookie": SchemeKind.COOKIE,
        }
        if node.text("in") in place and node.text("name"):
            return place[node.text("in")]
    elif type_ == "oauth2":
        return SchemeKind.OAUTH2
    elif type_ == "openidconnect":
        return SchemeKind.BEARER
    ctx.say(
        Code.SECURITY_UNKNOWN,
        node.pointer,
        f"security scheme {quote(name)} of type {quote(node.text('type'), 30)} is not applied by the client",
        hint="give the client an http_client, or default_headers, that authenticate",
    )
    return SchemeKind.OTHER


def _token_url(node: Node) -> str:
    flows = node.get("flows")
    flow = flows.get("clientCredentials") if flows is not None else None
    return flow.text("tokenUrl") if flow is not None else ""


def _scopes(node: Node) -> tuple[str, ...]:
    flows = node.get("flows")
    flow = flows.get("clientCredentials") if flows is not None else None
    return tuple(flow.mapping("scopes")) if flow is not None else ()


def requirements(
    ctx: Context, node: Node, known: frozenset[str]
) -> tuple[tuple[str, ...], ...] | None:
    """The alternatives of a `security` list; None where the node has none of its own."""
    value = node.value.get("security") if isinstance(node.value, dict) else None
    if not isinstance(value, list):
        return None
    found: list[tuple[str, ...]] = []
    for entry in value:
        if not isinstance(entry, dict):
            continue
        unknown = [name for name in entry if name not in known]
        if unknown:
            ctx.say(
                Code.SECURITY_UNKNOWN,
                node.pointer,
                f"security scheme {quote(unknown[0])} is not declared",
            )
        names = tuple(name for name in entry if name in known)
        if names or not entry:
            found.append(names)
    return tuple(found)


def apart(
    security: tuple[tuple[str, ...], ...], schemes: tuple[SecurityScheme, ...]
) -> tuple[tuple[str, ...], ...]:
    """The alternatives, split where two schemes of one combination are sent in the same place.

    A header holds one credential, so documents that ask for two `Authorization` headers (two flows of
    OAuth 2, mostly) mean either.
    """
    places = {scheme.name: _place(scheme) for scheme in schemes}
    found: dict[tuple[str, ...], None] = {}
    for names in security:
        by_place: dict[tuple[str, str], list[str]] = {}
        for name in names:
            by_place.setdefault(places[name], []).append(name)
        for combination in islice(product(*by_place.values()), _MOST_ALTERNATIVES):
            found[combination] = None
    return tuple(found)


def _place(scheme: SecurityScheme) -> tuple[str, str]:
    match scheme.kind:
        case SchemeKind.BEARER | SchemeKind.BASIC | SchemeKind.OAUTH2:
            return ("header", "authorization")
        case SchemeKind.HEADER:
            return ("header", scheme.wire.lower())
        case SchemeKind.QUERY | SchemeKind.COOKIE:
            return (str(scheme.kind), scheme.wire)
        case SchemeKind.OTHER:
            return ("", scheme.name)


def servers_of(ctx: Context, node: Node) -> tuple[Server, ...]:
    """The servers of the document, a path item or an operation, variables replaced by their defaults."""
    found: list[Server] = []
    for entry in node.listed("servers"):
        url = entry.text("url")
        if not url:
            ctx.say(Code.SERVER_INVALID, entry.pointer, "a server has a url; this one is ignored")
            continue
        variables = []
        for name, variable in entry.items("variables"):
            default = variable.value.get("default") if isinstance(variable.value, dict) else None
            variables.append((name, str(default) if isinstance(default, str | int | float) else ""))
        filled = dict(variables)
        pieces = re.split(r"\{([^{}]*)\}", url)
        pieces[1::2] = [filled.get(name, "") for name in pieces[1::2]]
        found.append(Server("".join(pieces), Text(entry.text("description")), tuple(variables)))
    return tuple(found)
