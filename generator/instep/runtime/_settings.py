"""What a client is set to, checked once when it is made or copied."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar, cast

from . import _styles
from ._auth import Credential
from ._errors import InvalidRequestError
from ._operation import ClientSpec
from ._options import DEFAULT_TIMEOUT, Limits, NotGiven, Omit, Timeout, TimeoutLike, timeout_of
from ._redact import hidden_query
from ._retry import checked_max_retries

if TYPE_CHECKING:
    from ._hooks import Hooks, OnError, OnRequest, OnResponse
    from ._observe import Observer, OnDrift
    from ._tokens import Tokens

HeaderMap = dict[str, tuple[str, str | None]]
"""Lower-case name to the name as it is written and its value; `None`: removed on purpose."""
Headers = Mapping[str, str | Omit | None]
Query = Mapping[str, object]

V = TypeVar("V")
_TOKEN: Final = frozenset("!#$%&'*+-.^_`|~")


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """What a client is set to. Copies of a client differ only here."""

    spec: ClientSpec
    credentials: Mapping[str, Credential | None]
    """By scheme name; what is `None` comes from the environment."""
    base_url: str
    base_url_given: bool
    """Whether the caller chose the base URL: then servers of operations do not matter."""
    timeout: Timeout
    max_retries: int
    headers: HeaderMap
    query: Query
    strict: bool
    limits: Limits
    trusted_origins: frozenset[str]
    """Further origins that credentials may be sent to, as `https://host:port`."""
    hidden: frozenset[str]
    """Lower-case names of the query parameters that are not shown."""
    hooks: Hooks | None = None
    drift: Observer | None = None
    """What looks for what the document does not say; shared as well."""
    tokens: Tokens | None = None
    """Shared by a client and its copies; `None` where no scheme has tokens to fetch."""


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What a caller sets, for a new client or for a copy; `NOT_GIVEN` or `None`: as it was."""

    credentials: Mapping[str, Credential | None]
    """By scheme name for a new client, by keyword for a copy."""
    base_url: str | None
    timeout: TimeoutLike | NotGiven
    max_retries: int | NotGiven
    default_headers: Headers | None
    default_query: Query | None
    strict: bool | None
    limits: Limits | None
    trusted_origins: tuple[str, ...] | None
    set_default_headers: Headers | None = None
    set_default_query: Query | None = None
    on_request: OnRequest | None = None
    on_response: OnResponse | None = None
    on_error: OnError | None = None
    on_drift: OnDrift | None = None
    drift_values: bool | None = None


def make(spec: ClientSpec, given: Given, theirs: Timeout | None) -> Settings:
    """The settings of a new client; *theirs* are the time limits of the caller's HTTP client.

    Raises `TypeError`, `ValueError` and `InvalidRequestError` for what cannot be set.
    """
    url = given.base_url or os.environ.get(spec.base_url_variable or "") or ""
    timeout, retries = given.timeout, given.max_retries
    default = theirs or DEFAULT_TIMEOUT
    return Settings(
        spec=spec,
        credentials=dict(given.credentials),
        base_url=_checked_url(url or spec.base_url),
        base_url_given=bool(url),
        timeout=default if isinstance(timeout, NotGiven) else timeout_of(timeout),
        max_retries=2 if isinstance(retries, NotGiven) else checked_max_retries(retries),
        headers=_with_headers(_own_headers(spec), given.default_headers),
        query=dict(entries("default_query", given.default_query or {})),
        strict=bool(given.strict),
        limits=_limits(given.limits) or Limits(),
        trusted_origins=_origins(given.trusted_origins or ()),
        hidden=hidden_query(spec.schemes),
        hooks=_hooks(given, None),
        tokens=_tokens(spec),
        drift=_drift(spec, given, None),
    )


def _tokens(spec: ClientSpec) -> Tokens | None:
    flow = next((scheme.flow for scheme in spec.schemes if scheme.flow is not None), None)
    return None if flow is None else flow.tokens()


def _drift(spec: ClientSpec, given: Given, before: Observer | None) -> Observer | None:
    """What looks for what the document does not say; nothing is imported where nobody asks for it."""
    asked = given.on_drift is not None or given.drift_values is not None
    if not asked and (before is not None or f"{spec.package.upper()}_DRIFT_LOG" not in os.environ):
        return before
    from ._observe import observer_of

    return observer_of(spec.package, given.on_drift, given.drift_values, before)


def _hooks(given: Given, before: Hooks | None) -> Hooks | None:
    if given.on_request is None and given.on_response is None and given.on_error is None:
        return before
    from ._hooks import hooks_of

    return hooks_of(given.on_request, given.on_response, given.on_error, before)


def change(settings: Settings, changes: Given) -> Settings:
    """The settings of a copy: `default_*` are merged over, `set_default_*` replace.

    Raises `ValueError` for both at once, `TypeError` for a credential that no scheme asks for.
    """
    headers = settings.headers
    if changes.set_default_headers is not None:
        if changes.default_headers is not None:
            raise ValueError("give default_headers or set_default_headers, not both")
        headers = _with_headers(_own_headers(settings.spec), changes.set_default_headers)
    query = settings.query
    if changes.set_default_query is not None:
        if changes.default_query is not None:
            raise ValueError("give default_query or set_default_query, not both")
        query = entries("set_default_query", changes.set_default_query)
    timeout, retries = changes.timeout, changes.max_retries
    origins = changes.trusted_origins
    return replace(
        settings,
        credentials=_credentials(settings, changes.credentials),
        base_url=_checked_url(changes.base_url) if changes.base_url else settings.base_url,
        base_url_given=bool(changes.base_url) or settings.base_url_given,
        timeout=settings.timeout if isinstance(timeout, NotGiven) else timeout_of(timeout),
        max_retries=settings.max_retries
        if isinstance(retries, NotGiven)
        else checked_max_retries(retries),
        headers=_with_headers(headers, changes.default_headers),
        query={**query, **entries("default_query", changes.default_query or {})},
        strict=settings.strict if changes.strict is None else changes.strict,
        limits=_limits(changes.limits) or settings.limits,
        trusted_origins=settings.trusted_origins if origins is None else _origins(origins),
        hooks=_hooks(changes, settings.hooks),
        drift=_drift(settings.spec, changes, settings.drift),
    )


def _own_headers(spec: ClientSpec) -> HeaderMap:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    version = f"/{spec.version}" if spec.version and spec.version.isascii() else ""
    agent = f"{spec.package}{version.replace(' ', '-')} python/{python}"
    headers: HeaderMap = {}
    set_header(headers, "User-Agent", agent)
    return headers


def _with_headers(headers: HeaderMap, given: Headers | None) -> HeaderMap:
    if not given:
        return headers
    merged = dict(headers)
    for name, value in entries("default_headers", given).items():
        set_header(merged, name, value)
    return merged


def entries(argument: str, given: Mapping[str, V]) -> Mapping[str, V]:
    """*given* if it is a mapping. Raises `TypeError`, with the argument's name, otherwise."""
    if not isinstance(cast("object", given), Mapping):
        raise TypeError(f"{argument} must be a mapping, not {type(given).__name__}")
    return given


def _credentials(
    settings: Settings, given: Mapping[str, Credential | None]
) -> Mapping[str, Credential | None]:
    """The credentials by scheme name, those of *given*, which are by keyword, over the others.

    Raises `TypeError` for a keyword that the constructor does not have.
    """
    if not given:
        return settings.credentials
    found = dict(settings.credentials)
    left = dict(given)
    for scheme in settings.spec.schemes:
        flow = scheme.flow
        if flow is not None and not left.keys().isdisjoint(flow.arguments):
            key, secret = (left.pop(name, None) for name in flow.arguments)
            found[scheme.name] = flow.client(key, secret, found.get(scheme.name))
    schemes = {one.argument or one.name: one.name for one in settings.spec.schemes}
    schemes |= {one.alias: one.name for one in settings.spec.schemes if one.alias}
    for argument, value in left.items():
        if argument not in schemes:
            known = ", ".join(schemes) or "none"
            raise TypeError(f"unknown option {argument!r}; credentials of this API: {known}")
        found[schemes[argument]] = value
    return found


def _limits(given: Limits | None) -> Limits | None:
    if given is not None and not isinstance(cast("object", given), Limits):
        raise TypeError(f"limits must be Limits, not {type(given).__name__}")
    return given


def _origins(given: tuple[str, ...]) -> frozenset[str]:
    if isinstance(cast("object", given), str):
        raise TypeError("trusted_origins must be a tuple of strings, not a string")
    return frozenset(given)


def _checked_url(url: str) -> str:
    """A base URL as it is used: absolute, without query, fragment and final slash; or empty."""
    if not isinstance(cast("object", url), str):
        raise TypeError(f"base_url must be a str, not {type(url).__name__}")
    if url.startswith("/") or not url:
        return ""  # relative to where the document was: the caller has to say where that is
    bare = url.partition("#")[0].partition("?")[0].rstrip("/")
    if not bare.lower().startswith(("http://", "https://")) or not bare.isprintable():
        raise ValueError(f"base_url must begin with http:// or https://, not {url[:40]!r}")
    return bare


def warn_if_exposed(settings: Settings, stacklevel: int) -> None:
    """Warn, once for each place in a program, of credentials that anyone on the way can read.

    Names without a dot, such as those of containers, are taken for neighbours.
    """
    if not settings.base_url.lower().startswith("http://"):
        return
    from urllib.parse import urlsplit

    host = urlsplit(settings.base_url).hostname or ""
    local = host == "::1" or host.startswith("127.") or host.endswith((".localhost", ".test"))
    if local or ("." not in host and ":" not in host):
        return
    environment = os.environ.get
    for scheme in settings.spec.schemes:
        given = settings.credentials.get(scheme.name)
        if scheme.flow is not None:  # an OAuth2 client without id and secret is none
            given = scheme.flow.chosen(given, scheme.variable, environment=True)
        if given is not None or (scheme.variable and environment(scheme.variable)):
            warnings.warn(
                f"{settings.spec.package}: the base URL is not https, so credentials are sent"
                " to it in the clear",
                UserWarning,
                stacklevel=stacklevel + 1,
            )
            return


def set_header(headers: HeaderMap, name: str, value: object) -> None:
    """Set, replace or (`None`, `OMIT`) remove a header, whatever the name's case.

    Raises `InvalidRequestError` for what would not stay one header line: line breaks, control and
    non-ASCII characters, spaces around the value; `TypeError` for what is no text at all.
    """
    if not isinstance(cast("object", name), str):
        raise TypeError(f"a header's name is a str, not {type(name).__name__}")
    if not name or not all(c in _TOKEN or (c.isascii() and c.isalnum()) for c in name):
        raise InvalidRequestError(f"{name!r} is not a header name")  # RFC 9110, section 5.6.2
    if value is None or isinstance(value, Omit):
        headers[name.lower()] = (name, None)
        return
    if isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"header {name}: a value is text, not bytes")
    text = value if isinstance(value, str) else _styles.text(_styles.plain(value))
    if not text.isascii() or not text.replace("\t", " ").isprintable() or text != text.strip():
        raise InvalidRequestError(
            f"header {name}: a value cannot have line breaks, control or non-ASCII characters,"
            " or spaces around it"
        )
    headers[name.lower()] = (name, text)
