"""Which credentials a call needs, and where they go."""

from __future__ import annotations

import base64
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from ._errors import InvalidRequestError, MissingCredentialError
from ._operation import Scheme

Secret = str | tuple[str, str]
"""A key or token; `(user, password)` for HTTP basic."""


@dataclass(frozen=True, slots=True, repr=False)
class ClientCredentials:
    """An OAuth2 client's id and secret. What is `None` comes from the environment.

    `scopes` replace those that the document names; with `in_body` the id and secret are sent in the
    body instead of the `Authorization` header (RFC 6749, section 2.3.1). Its repr shows nothing.
    """

    client_id: str | None = None
    client_secret: str | None = None
    scopes: tuple[str, ...] | None = None
    in_body: bool = False

    def __repr__(self) -> str:
        return "ClientCredentials(...)"


Credential: TypeAlias = (
    Secret | Callable[[], Secret] | Callable[[], Awaitable[Secret]] | ClientCredentials
)
"""A secret, a function that gives one and is called for each attempt, or an OAuth2 client."""


@dataclass(frozen=True, slots=True, repr=False)
class Placed:
    """A credential in its place. Its repr shows nothing."""

    where: str
    """`header`, `query` or `cookie`."""
    name: str
    value: str

    def __repr__(self) -> str:
        return f"Placed({self.where!r}, {self.name!r}, ...)"


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """A scheme and the credential for it."""

    scheme: Scheme
    credential: Credential

    def __repr__(self) -> str:
        return f"Wanted({self.scheme.name!r}, ...)"


def choose(
    security: tuple[tuple[str, ...], ...],
    schemes: tuple[Scheme, ...],
    credentials: Mapping[str, Credential | None],
) -> tuple[Wanted, ...] | None:
    """The credentials of the first alternative that can be met; `None` if none can.

    Alternatives met by what the caller gave come before those met by environment variables, and
    anonymous access comes last: a credential that is there is used.
    """
    if not security:
        return ()
    known = {scheme.name: scheme for scheme in schemes}
    for environment in (False, True):
        for names in security:
            if not names:
                continue
            found = [_find(known.get(name), credentials, environment) for name in names]
            if all(one is not None for one in found):
                return tuple(one for one in found if one is not None and one.scheme.kind != "other")
    return () if () in security else None


def _find(
    scheme: Scheme | None, credentials: Mapping[str, Credential | None], environment: bool
) -> Wanted | None:
    if scheme is None:
        return None
    credential = credentials.get(scheme.name)
    if scheme.flow is not None:
        credential = scheme.flow.chosen(credential, scheme.variable, environment=environment)
    elif credential is None and environment and scheme.variable:
        credential = os.environ.get(scheme.variable) or None
    if credential is None and scheme.kind == "other":
        credential = ""  # mutual TLS and the like: the caller's http_client does it
    return None if credential is None else Wanted(scheme, credential)


def missing(
    security: tuple[tuple[str, ...], ...], schemes: tuple[Scheme, ...], operation: str
) -> MissingCredentialError:
    """The error that names every way to give the credential."""
    ways: list[str] = []
    for scheme in schemes:
        if any(scheme.name in names for names in security):
            argument = scheme.argument or scheme.name
            way = f"`{argument}=` when the client is made"
            if scheme.variable:
                way += f" or the environment variable {scheme.variable}"
            ways.append(way)
            if scheme.flow is not None:
                key, secret = scheme.flow.arguments
                ways.append(f"`{key}=` and `{secret}=` to have a token fetched")
    needed = "; or ".join(ways) or "a security scheme that the document does not define"
    return MissingCredentialError(f"{operation} needs a credential: give {needed}")


def place(scheme: Scheme, secret: object) -> Placed:
    """Where a credential goes in a request.

    Raises `InvalidRequestError` if it cannot be sent; the message does not show it.
    """
    who = f"the credential `{scheme.argument or scheme.name}`"
    if scheme.kind == "basic":
        return Placed("header", "Authorization", f"Basic {_basic(who, secret)}")
    if not isinstance(secret, str):
        raise InvalidRequestError(f"{who} must be a str, not {type(secret).__name__}")
    if not secret:
        raise InvalidRequestError(f"{who} is empty")
    if scheme.kind in ("header", "bearer", "oauth2"):
        if not secret.isascii() or not secret.isprintable() or secret != secret.strip():
            raise InvalidRequestError(
                f"{who} cannot be sent in a header: it has line breaks, spaces around it,"
                " control or non-ASCII characters"
            )
        if scheme.kind == "header":
            return Placed("header", scheme.wire, secret)
        return Placed("header", "Authorization", f"Bearer {secret}")
    return Placed("query" if scheme.kind == "query" else "cookie", scheme.wire, secret)


def _basic(who: str, secret: object) -> str:
    """User and password as RFC 7617 spells them; a string is `user:password`."""
    if isinstance(secret, tuple) and len(cast("tuple[object, ...]", secret)) == 2:
        user, password = cast("tuple[str, str]", secret)
        if ":" in user:
            raise InvalidRequestError(f"{who}: a user name cannot hold a colon")
        secret = f"{user}:{password}"
    if not isinstance(secret, str) or ":" not in secret:
        raise InvalidRequestError(f"{who} must be (user, password) or 'user:password'")
    return base64.b64encode(secret.encode("utf-8")).decode("ascii")


def secrets_of(placed: tuple[Placed, ...]) -> tuple[str, ...]:
    """The strings that must not be shown."""
    values = [one.value for one in placed]
    return (*values, *(value.partition(" ")[2] for value in values if " " in value))


def redacted(message: str, secrets: tuple[str, ...]) -> str:
    """*message* without the secrets that a server may have echoed into it."""
    for secret in secrets:
        if len(secret) >= 4:
            message = message.replace(secret, "***")
    return message
