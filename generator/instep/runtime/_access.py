"""The credentials of a call: which ones, placed anew for each attempt, renewed when refused."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from . import _auth
from ._errors import InvalidRequestError
from ._request import Request, origin
from ._settings import Settings
from ._steps import Ask, Step, Surroundings


def credentials(request: Request, settings: Settings) -> tuple[_auth.Wanted, ...]:
    """The credentials that the call needs.

    Raises `MissingCredentialError` if there are none and the caller has not put, or removed, the
    header or parameter itself; `InvalidRequestError` if they would go to another origin.
    """
    operation, spec = request.operation, settings.spec
    if not operation.security:
        return ()
    wanted = _auth.choose(operation.security, spec.schemes, settings.credentials)
    if wanted is None:
        if _given_by_hand(request, settings):
            return ()
        who = operation.id or f"{operation.method} {operation.path}"
        raise _auth.missing(operation.security, spec.schemes, who)
    if wanted and not request.trusted:
        if () in operation.security:
            return ()
        raise InvalidRequestError(
            f"credentials are not sent to {origin(request.url)}: it is not the origin of"
            " the client's base URL; `trusted_origins` can allow it"
        )
    return wanted


def _given_by_hand(request: Request, settings: Settings) -> bool:
    query = request.url.partition("?")[2].split("&")
    names = {pair.partition("=")[0] for pair in query}
    for scheme in settings.spec.schemes:
        if not any(scheme.name in group for group in request.operation.security):
            continue
        if scheme.kind == "query" and scheme.wire in names:
            return True
        header = {"header": scheme.wire.lower(), "cookie": "cookie"}.get(scheme.kind)
        if scheme.kind != "query" and (header or "authorization") in request.headers:
            return True
    return False


def placed(
    wanted: tuple[_auth.Wanted, ...],
    settings: Settings,
    around: Surroundings,
    deadline: float | None,
) -> Generator[Step, Any, tuple[_auth.Placed, ...]]:
    """The credentials in their places; providers are asked anew for each attempt.

    Raises what getting a token may.
    """
    found: list[_auth.Placed] = []
    for one in wanted:
        secret: Any = one.credential
        client = _client(one)
        if client is not None and settings.tokens is not None:
            secret = yield from settings.tokens.token(
                one.scheme, client, settings, around, deadline
            )
        elif callable(secret):
            secret = yield Ask(secret)
        found.append(_auth.place(one.scheme, secret))
    return tuple(found)


def forgotten(
    wanted: tuple[_auth.Wanted, ...], sent: tuple[_auth.Placed, ...], settings: Settings
) -> bool:
    """Drop the tokens that a 401 was the answer to; whether there were any to renew."""
    dropped = False
    for one, place in zip(wanted, sent, strict=False):
        client = _client(one)
        if client is not None and settings.tokens is not None:
            settings.tokens.forget(one.scheme, client, place.value.partition(" ")[2])
            dropped = True
    return dropped


def _client(one: _auth.Wanted) -> _auth.ClientCredentials | None:
    """The credential, if it is one that a token has to be fetched for."""
    if one.scheme.flow is None or not isinstance(one.credential, _auth.ClientCredentials):
        return None
    return one.credential
