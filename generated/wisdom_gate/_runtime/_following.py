"""Next pages by URL: what a `Link` header says, and where a URL of the server's may lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from . import _request, _styles
from ._errors import APIError
from ._settings import Settings

if TYPE_CHECKING:
    from ._transport import HTTPRequest

_LONGEST: Final = 65536
_TARGET: Final = re.compile(r"<([^<>]*)>([^<]*)")
_PARAMETER: Final = re.compile(r';\s*([\w-]+\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;",]+))')
_SAFE: Final = "%/:?#[]@!$&'()*+,;=-._~"


def linked(header: str) -> str:
    """The target whose relation is `next` in a `Link` header (RFC 8288); empty: there is none."""
    for match in _TARGET.finditer(header[:_LONGEST]):
        target, parameters = match.groups()
        for name, quoted, bare in _PARAMETER.findall(parameters):
            if name.lower() == "rel":  # only the first one counts
                if "next" in (quoted or bare).lower().split():
                    return str(target)
                break
    return ""


def next_url(
    request: HTTPRequest, location: str, extra: Mapping[str, object], settings: Settings
) -> str:
    """Where the next page is, as the server says it, seen from the page that *request* got.

    Only the origin of the page, the client's own and those that the caller trusts are followed. A
    URL elsewhere with the very path of the page is taken for that of a server that does not know
    its public name, and the page's own origin is asked. The client's and the call's own query
    parameters are added where the URL does not have them.

    Raises `APIError` for any other URL.
    """
    from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

    here = str(request.url)
    try:
        there = quote(_request.joined_location(here, location), safe=_SAFE)
        parts, own = urlsplit(there), urlsplit(here)
        allowed = _request.origin(there) == _request.origin(here)
        allowed = allowed or _request.may_have_credentials(there, settings)
    except ValueError as error:
        raise APIError("what should be the next page's URL is none", request=request) from error
    if not allowed:
        if parts.path != own.path or parts.scheme.lower() not in ("http", "https"):
            raise APIError(
                "the next page is said to be at another origin, which is not followed;"
                " `trusted_origins=` allows it",
                request=request,
            )
        parts = parts._replace(scheme=own.scheme, netloc=own.netloc)
    elif parts.username or parts.password:
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    pairs = [pair for pair in parts.query.split("&") if pair]
    given = {unquote_plus(pair.partition("=")[0]) for pair in pairs}
    for name, value in {**settings.query, **extra}.items():
        if name not in given and value is not None:
            pairs.extend(_styles.free_pairs(name, value))
    return urlunsplit(parts._replace(query="&".join(pairs)))
