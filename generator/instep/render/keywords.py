"""Keywords of a client's constructor whose names the document decides."""

from __future__ import annotations

from instep.ir.api import Api, SecurityScheme


def client_keywords(api: Api, scheme: SecurityScheme) -> tuple[str, str]:
    """The keywords for an OAuth2 client's id and secret: the scheme's name before them if taken."""
    taken = {name for one in api.security_schemes for name in (one.argument, one.alias)}
    first = next((one for one in api.security_schemes if one.token_url), scheme)
    plain = first.name == scheme.name and taken.isdisjoint({"client_id", "client_secret"})
    stem = "" if plain else f"{scheme.argument}_"
    return f"{stem}client_id", f"{stem}client_secret"
