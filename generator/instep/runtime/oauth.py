"""OAuth2 client credentials (RFC 6749, section 4.4): tokens fetched, kept and renewed.

One token is fetched at a time, however many threads or tasks need it. The client's id and secret
go to the token URL and to nowhere else; the token goes to the API and to nowhere else.
"""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote_plus, urljoin, urlsplit

from ._auth import ClientCredentials, Credential
from ._errors import InvalidRequestError, TokenError
from ._options import Timeout
from ._payload import Payload
from ._retry import retried
from ._steps import Enter, Read, Send, Step, Surroundings

if TYPE_CHECKING:
    from ._operation import Scheme
    from ._settings import Settings
    from ._transport import HTTPResponse

_LEEWAY: Final = 60.0
"""Seconds before its end at which a token counts as expired; for short ones, a tenth of their life."""
_ANSWER_LIMIT: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ClientFlow:
    """The OAuth2 client credentials flow of a scheme (OpenAPI 3.1, section 4.8.29)."""

    token_url: str
    scopes: tuple[str, ...] = ()
    arguments: tuple[str, str] = ("client_id", "client_secret")
    """The keywords of the client's constructor for the client's id and secret."""
    variables: tuple[str, str] = ("", "")
    """The environment variables that are read when the keywords are not given."""

    def tokens(self) -> TokenCache:
        """A place for the tokens of one client."""
        return TokenCache()

    def chosen(
        self, given: Credential | None, variable: str, *, environment: bool
    ) -> Credential | None:
        """A token, or an OAuth2 client that gets one; None: there is neither.

        What the caller gave comes first, then a token in the environment *variable*, then an id and
        a secret there.
        """
        client = given if isinstance(given, ClientCredentials) else None
        if given is not None and client is None:
            return given
        whole = self._completed(client, environment=False)
        if whole is None and environment:
            token = os.environ.get(variable) if variable else None
            return token or self._completed(client, environment=True)
        return whole

    def client(self, key: object, secret: object, before: object) -> ClientCredentials:
        """The credentials with another id or secret; `None` keeps what they were.

        Raises `TypeError` for values that are no strings.
        """
        for value in (key, secret):
            if value is not None and not isinstance(value, str):
                raise TypeError(f"a client's id and secret are str, not {type(value).__name__}")
        old = before if isinstance(before, ClientCredentials) else ClientCredentials()
        return ClientCredentials(
            cast("str | None", key) or old.client_id,
            cast("str | None", secret) or old.client_secret,
            old.scopes,
            old.in_body,
        )

    def _completed(
        self, given: ClientCredentials | None, *, environment: bool
    ) -> ClientCredentials | None:
        """The credentials with what is missing from the environment; `None` if something still is.

        Without *environment*, only if the caller gave at least one of the two.
        """
        known = given or ClientCredentials()
        if not environment and known.client_id is None and known.client_secret is None:
            return None
        names = self.variables
        key = known.client_id or (os.environ.get(names[0]) if names[0] else None)
        secret = known.client_secret or (os.environ.get(names[1]) if names[1] else None)
        if not key or not secret:
            return None
        return ClientCredentials(key, secret, known.scopes, known.in_body)


class _Slot:
    """The token of one client at one token URL."""

    __slots__ = ("expires", "lock", "token")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.token = ""
        self.expires: float | None = None
        """When it must be renewed, on the monotonic clock."""

    def fresh(self, now: float) -> str:
        """The token if it can be used; empty otherwise."""
        return self.token if self.expires is None or now < self.expires else ""


class TokenCache:
    """The tokens of a client and its copies. It may be used from several threads and event loops."""

    __slots__ = ("_pid", "_slots")

    def __init__(self) -> None:
        self._slots: dict[object, _Slot] = {}
        self._pid = os.getpid()

    def token(
        self,
        scheme: Scheme,
        credentials: ClientCredentials,
        settings: Settings,
        around: Surroundings,
        deadline: float | None,
    ) -> Generator[Step, Any, str]:
        """A token that is not about to expire: the kept one, or a new one.

        Raises `TokenError` if there is none to be had, `APIConnectionError`, and
        `InvalidRequestError` for a token URL that a secret is not sent to.
        """
        slot = self._slot(scheme, credentials)
        found = slot.fresh(around.clock())
        if found:
            return found
        yield Enter(slot.lock, deadline)
        try:
            found = slot.fresh(around.clock())  # another call may have fetched it meanwhile
            if not found:
                asked = around.clock()
                found, life = yield from _fetch(scheme, credentials, settings, deadline)
                slot.expires = None if life is None else asked + life - min(_LEEWAY, life / 10)
                slot.token = found
            return found
        finally:
            slot.lock.release()

    def forget(self, scheme: Scheme, credentials: ClientCredentials, token: str) -> None:
        """Drop a token that the server refused, unless another one has taken its place."""
        slot = self._slot(scheme, credentials)
        if slot.token == token:
            slot.token = ""

    def _slot(self, scheme: Scheme, credentials: ClientCredentials) -> _Slot:
        """Where the token of these credentials is kept."""
        if self._pid != os.getpid():
            self._slots = {}  # after a fork, a lock may be held by a thread that is not here
            self._pid = os.getpid()
        return self._slots.setdefault((scheme.name, credentials), _Slot())

    def __repr__(self) -> str:
        return "TokenCache(...)"


def _fetch(
    scheme: Scheme,
    credentials: ClientCredentials,
    settings: Settings,
    deadline: float | None,
) -> Generator[Step, Any, tuple[str, float | None]]:
    """A new token and the seconds that it lives, if the server says."""
    from ._request import Signed

    url = _token_url(scheme, settings)
    headers, body = _asked(scheme, credentials)
    payload = Payload("application/x-www-form-urlencoded", (body,))
    limits = settings.timeout
    signed = Signed(
        "POST",
        url,
        [("Accept", "application/json"), ("Content-Type", payload.content_type), *headers],
        payload,
        Timeout(limits.read, connect=limits.connect),
        frozenset(),
        foreign=True,
    )
    response: HTTPResponse = yield Send(signed, deadline)
    content: bytes = yield Read(response, _ANSWER_LIMIT, whole=False, deadline=deadline)
    data = _json(content)
    status = response.status_code
    if not 200 <= status < 300:
        raise _refusal(response, data, credentials)
    found = data.get("access_token")
    if not isinstance(found, str) or not found:
        raise TokenError("the token URL answered without an access token", status, retryable=False)
    kind = data.get("token_type", "bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise TokenError("the token URL answered with no bearer token", status, retryable=False)
    return found, _seconds(data.get("expires_in"))


def _flow(scheme: Scheme) -> ClientFlow:
    """How a scheme of ours gets its tokens: no other has credentials of a client."""
    return cast("ClientFlow", scheme.flow)


def _asked(scheme: Scheme, credentials: ClientCredentials) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of the token request (RFC 6749, sections 2.3.1 and 4.4.2)."""
    scopes = credentials.scopes
    if scopes is None:
        scopes = _flow(scheme).scopes
    form = ["grant_type=client_credentials"]
    if scopes:
        form.append(f"scope={quote_plus(' '.join(scopes))}")
    key, secret = (
        quote_plus(credentials.client_id or ""),
        quote_plus(credentials.client_secret or ""),
    )
    if credentials.in_body:
        form += [f"client_id={key}", f"client_secret={secret}"]
        return [], "&".join(form).encode("ascii")
    basic = base64.b64encode(f"{key}:{secret}".encode("ascii")).decode("ascii")
    return [("Authorization", f"Basic {basic}")], "&".join(form).encode("ascii")


def _token_url(scheme: Scheme, settings: Settings) -> str:
    """The absolute token URL.

    Raises `InvalidRequestError` unless it is https (RFC 6749, section 3.2), the client's own
    origin, or this machine.
    """
    named = _flow(scheme).token_url
    base = settings.base_url
    url = urljoin(f"{base}/", named) if base else named
    parts = urlsplit(url)
    mine = urlsplit(base)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    same = (parts.scheme, parts.netloc) == (mine.scheme, mine.netloc)
    if parts.scheme != "https" and not (parts.scheme == "http" and (local or same)):
        raise InvalidRequestError(
            f"the token URL of `{scheme.name}` is not https: the client's secret is not sent to it"
        )
    return url.partition("#")[0]


def _refusal(
    response: HTTPResponse, data: Mapping[str, object], credentials: ClientCredentials
) -> TokenError:
    status = response.status_code
    words = [data.get("error"), data.get("error_description")]
    told = ": ".join(word for word in words if isinstance(word, str) and word)
    message = f"no token: {told or response.reason_phrase or 'the server refused'} ({status})"
    for secret in (credentials.client_secret, credentials.client_id):
        if secret and len(secret) >= 4:
            message = message.replace(secret, "***")
    return TokenError(message[:500], status, retryable=retried(status, response.headers))


def _json(content: bytes) -> Mapping[str, object]:
    from . import wire

    try:
        data: object = wire.parse(Any, content)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", data) if isinstance(data, Mapping) else {}


def _seconds(value: object) -> float | None:
    """`expires_in`, which some servers write as a string; `None` if it makes no sense."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < 1e9 else None
