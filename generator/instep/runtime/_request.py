"""A call's arguments turned into one request, without sending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from . import _bodies, _path, _styles
from ._auth import Placed
from ._errors import InvalidRequestError
from ._operation import Body, Operation, Whole
from ._options import OMIT, NotGiven, Omit, Options, Timeout, timeout_of
from ._payload import Payload
from ._settings import HeaderMap, Settings, entries, set_header

NOTHING: Final[Mapping[str, object]] = {}
_UNDOCUMENTED: Final = Body(("application/json", "json"))


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values of a call by wire name."""

    path: Mapping[str, object] = field(default_factory=dict[str, object])
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    header: Mapping[str, object] = field(default_factory=dict[str, object])
    cookie: Mapping[str, object] = field(default_factory=dict[str, object])
    body: Mapping[str, object] | Whole | None = None
    media: str = ""
    """The media type of the body, where the caller chose one."""
    stream: bool = False
    """Whether the caller asked for a stream, where nothing else in the request can."""
    url: str = ""
    """The next page's, where the server gives it: it stands for path and query."""
    walk: object = None
    """Where the call stands in a walk over pages; see `_pages`."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A request without its credentials."""

    operation: Operation
    method: str
    url: str
    headers: HeaderMap
    payload: Payload | None
    timeout: Timeout
    streaming: bool
    trusted: bool
    """Whether credentials may go to this URL's origin."""
    hidden: frozenset[str] = frozenset()
    """Lower-case names of query parameters that must not be shown."""


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """A request as it is sent."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    payload: Payload | None
    timeout: Timeout
    hidden: frozenset[str]
    """Lower-case names of query parameters that must not be shown."""
    foreign: bool = False
    """Whether it goes to another server than the API: nothing of the caller's is added to it."""


def build(
    operation: Operation, arguments: Arguments, options: Options, settings: Settings
) -> Request:
    """The request of a call.

    Raises `InvalidRequestError` for values that cannot be sent.
    """
    headers: HeaderMap = {"accept": ("Accept", operation.accept)}
    body = _body(operation, arguments, options)
    streaming = operation.wants_stream(_asks_for_stream(operation, arguments, body))
    if streaming:
        headers["accept"] = ("Accept", operation.accept_stream)
    payload = None
    if not isinstance(body, Omit):
        wanted = arguments.media or _given_content_type(options)
        media = _bodies.select(operation.body or _UNDOCUMENTED, body, wanted)
        payload = _bodies.encode(media, body)
        headers["content-type"] = ("Content-Type", payload.content_type)
    headers.update(settings.headers)
    if operation.parameters is not None and (arguments.header or arguments.cookie):
        operation.parameters.headers(headers, operation, arguments)
    _add_extra(headers, options, payload)
    key = operation.idempotency_header
    if key and key.lower() not in headers:
        from uuid import uuid4

        set_header(headers, key, str(uuid4()))
    url, trusted = _url(operation, arguments, options, settings)
    timeout = options.timeout
    limits = settings.timeout if isinstance(timeout, NotGiven) else timeout_of(timeout)
    return Request(
        operation,
        operation.method,
        url,
        headers,
        payload,
        limits,
        streaming,
        trusted,
        settings.hidden,
    )


def sign(request: Request, placed: tuple[Placed, ...]) -> Signed:
    """The request with its credentials. Headers that the caller set, or removed, win."""
    headers = request.headers
    url = request.url
    if placed:
        headers = dict(headers)
        for one in placed:
            if one.where == "header":
                headers.setdefault(one.name.lower(), (one.name, one.value))
            elif one.where == "cookie":
                add_cookies(headers, [f"{one.name}={_styles.encode(one.value)}"])
            else:
                url = _with_query_key(url, _styles.encode(one.name), _styles.encode(one.value))
    listed = [(name, value) for name, value in headers.values() if value is not None]
    return Signed(request.method, url, listed, request.payload, request.timeout, request.hidden)


def _with_query_key(url: str, name: str, value: str) -> str:
    path, _, query = url.partition("?")
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != name]
    return f"{path}?{'&'.join([*kept, f'{name}={value}'])}"


def add_cookies(headers: HeaderMap, pairs: list[str]) -> None:
    """Add `name=value` pairs to the `Cookie` header."""
    current = headers.get("cookie", ("Cookie", None))[1]
    if pairs:
        headers["cookie"] = ("Cookie", "; ".join([current, *pairs] if current else pairs))


def is_dropped(operation: Operation, name: str, value: object) -> bool:
    """Whether an argument is not sent: it was omitted, or is `None` where null means nothing."""
    return isinstance(value, Omit) or (value is None and name not in operation.nullable)


def _body(operation: Operation, arguments: Arguments, options: Options) -> object:
    """The body's value; `OMIT` if there is none to send."""
    given = arguments.body
    required = operation.body is not None and operation.body.required
    value: object = OMIT
    if isinstance(given, Whole):
        value = OMIT if is_dropped(operation, "", given.value) else given.value
    elif given is not None:
        nullable = operation.nullable
        kept = {
            name: one
            for name, one in given.items()
            if (name in nullable if one is None else not isinstance(one, Omit))
        }
        value = kept if kept or required else OMIT
    if options.extra_body:
        value = _merged(value, entries("extra_body", options.extra_body))
    if required and isinstance(value, Omit):
        raise InvalidRequestError(f"{operation.id or operation.path}: the body is required")
    return value


def _merged(value: object, extra: Mapping[str, object]) -> object:
    """The properties of *extra* over those of a body. Raises `InvalidRequestError` for a non-object."""
    if isinstance(value, Omit):
        value = {}
    elif not isinstance(value, Mapping):
        value = _styles.plain(value)
    if not isinstance(value, Mapping):
        raise InvalidRequestError("extra_body: this body is not an object")
    over = {name: one for name, one in extra.items() if not isinstance(one, Omit)}
    return {**cast("Mapping[str, object]", value), **over}


def _asks_for_stream(operation: Operation, arguments: Arguments, body: object) -> bool:
    flag = operation.stream_flag
    if not flag:
        return arguments.stream
    if flag in arguments.query:
        return arguments.query[flag] is True
    if isinstance(body, Mapping):
        return bool(cast("Mapping[str, object]", body).get(flag))
    return bool(getattr(body, flag, False))


def _given_content_type(options: Options) -> str:
    for name, value in entries("extra_headers", options.extra_headers or {}).items():
        if str(name).lower() == "content-type" and isinstance(value, str):
            return value
    return ""


def _add_extra(headers: HeaderMap, options: Options, payload: Payload | None) -> None:
    for name, value in entries("extra_headers", options.extra_headers or {}).items():
        if (
            payload is not None
            and str(name).lower() == "content-type"
            and "boundary=" in payload.content_type
        ):
            continue  # it chose the media type; only the encoder knows the boundary
        set_header(headers, name, value)


def _url(
    operation: Operation, arguments: Arguments, options: Options, settings: Settings
) -> tuple[str, bool]:
    """The URL with its query, and whether its origin may have the credentials."""
    if arguments.url:
        return arguments.url, may_have_credentials(arguments.url, settings)
    base, template, trusted = settings.base_url, operation.path, True
    if operation.literal and template.lower().startswith(("http://", "https://")):
        scheme, _, rest = template.partition("://")
        host, slash, tail = rest.partition("/")
        base, template = f"{scheme}://{host}", f"{slash}{tail}"
        trusted = may_have_credentials(base, settings)
    if operation.servers and not settings.base_url_given:
        base = joined(settings.base_url, operation.servers[0])
        trusted = may_have_credentials(base, settings)
    if not base:
        variable = settings.spec.base_url_variable
        also = f" or the environment variable {variable}" if variable else ""
        raise InvalidRequestError(f"the document names no server: give `base_url=`{also}")
    if operation.literal or operation.parameters is None:
        path = _path.literal(template)
    else:
        path = operation.parameters.path(template, arguments.path)
    url = base.rstrip("/") + (path if path.startswith("/") else f"/{path}")
    query = _query(operation, template, arguments, options, settings)
    return (f"{url}?{query}" if query else url), trusted


def _query(
    operation: Operation,
    template: str,
    arguments: Arguments,
    options: Options,
    settings: Settings,
) -> str:
    """The query string: the template's own, the client's, the call's, and the extra one over all."""
    literal = _path.literal_query(template)
    found: dict[str, list[str]] = {}
    for pair in literal.split("&") if literal else ():
        found.setdefault(pair.partition("=")[0], []).append(pair.replace(" ", "%20"))
    for name, value in settings.query.items():
        found[name] = [] if _is_nothing(value) else _styles.free_pairs(name, value)
    if operation.parameters is not None:
        found.update(operation.parameters.query(operation, arguments))
    for name, value in entries("extra_query", options.extra_query or NOTHING).items():
        found[name] = [] if _is_nothing(value) else _styles.free_pairs(name, value)
    return "&".join([pair for pairs in found.values() for pair in pairs])


def _is_nothing(value: object) -> bool:
    return value is None or isinstance(value, Omit)


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in lower case and with the port always written.

    Raises `InvalidRequestError` for what is no URL.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        own = parts.port
    except ValueError as error:
        raise InvalidRequestError(f"the URL cannot be used: {error}") from None
    scheme = parts.scheme.lower()
    port = own or {"http": 80, "https": 443}.get(scheme, 0)
    return f"{scheme}://{(parts.hostname or '').lower()}:{port}"


def may_have_credentials(url: str, settings: Settings) -> bool:
    """Whether *url* is at the client's own origin or at one that the caller trusts."""
    there = origin(url)
    if settings.base_url and there == origin(settings.base_url):
        return True
    return any(there == origin(one) for one in settings.trusted_origins)


def joined_location(url: str, location: str) -> str:
    """Where a `Location` header points, seen from *url*. Raises `ValueError` if it is no URL."""
    from urllib.parse import urldefrag, urljoin

    if not location.isprintable():
        raise ValueError("control characters")
    return urldefrag(urljoin(url, location)).url


def joined(base: str, url: str) -> str:
    """*url*, which may be relative, seen from *base*."""
    from urllib.parse import urljoin

    return urljoin(base.rstrip("/") + "/", url)
