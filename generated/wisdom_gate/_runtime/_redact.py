"""What must not be shown of a request or response, in logs, hooks and errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ._operation import Scheme

MASK: Final = "***"
# Names that hold a secret whatever the document says, in lower case.
_HEADERS: Final = frozenset(
    {
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key",
        "x-auth-token", "x-csrf-token", "www-authenticate",
    }
)  # fmt: skip
_QUERY: Final = frozenset(
    {
        "api_key", "api-key", "apikey", "key", "access_token", "refresh_token", "id_token",
        "client_secret", "password", "secret", "signature", "sig",
    }
)  # fmt: skip


def hidden_query(schemes: Iterable[Scheme]) -> frozenset[str]:
    """Lower-case names of the query parameters whose values are not shown."""
    named = (scheme.wire.lower() for scheme in schemes if scheme.kind == "query")
    return _QUERY.union(named)


def hidden_headers(schemes: Iterable[Scheme]) -> frozenset[str]:
    """Lower-case names of the headers whose values are not shown."""
    named = (scheme.wire.lower() for scheme in schemes if scheme.kind == "header")
    return _HEADERS.union(named)


def holds_hidden(url: str, hidden: frozenset[str]) -> bool:
    """Whether a URL's query has a parameter that is not shown."""
    query = url.partition("?")[2]
    return bool(query) and any(_name(pair) in hidden for pair in query.split("&"))


def _name(pair: str) -> str:
    name = pair.partition("=")[0]
    if "%" in name:
        from urllib.parse import unquote

        name = unquote(name)
    return name.lower()


def shown_url(url: str, hidden: frozenset[str]) -> str:
    """A URL without user, password and the values of hidden query parameters."""
    head, mark, query = url.partition("?")
    scheme, colon, rest = head.partition("://")
    authority, slash, path = rest.partition("/")
    if "@" in authority:
        authority = f"{MASK}@{authority.rpartition('@')[2]}"
    pairs = [
        f"{pair.partition('=')[0]}={MASK}" if _name(pair) in hidden else pair
        for pair in query.split("&")
    ]
    return f"{scheme}{colon}{authority}{slash}{path}{mark}{'&'.join(pairs)}"


def shown_headers(headers: Iterable[tuple[str, str]], hidden: frozenset[str]) -> Mapping[str, str]:
    """Headers by lower-case name, the values of hidden ones masked."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        shown = MASK if key in hidden else value
        found[key] = f"{found[key]}, {shown}" if key in found else shown
    return found
