"""The one door to httpx2: makes and sends requests, and turns its errors into ours.

Importing it imports httpx2, so everything else imports it when the first request is sent.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import httpx2

from ._errors import APIConnectionError, APITimeoutError, InvalidRequestError
from ._memory import remembered
from ._network import Until, keep_deadlines, shorter
from ._options import Timeout
from ._quiet import Quiet, keep_quiet
from ._redact import holds_hidden, shown_url

if TYPE_CHECKING:
    from ._payload import Payload
    from ._request import Signed

HTTPClient: TypeAlias = httpx2.Client
AsyncHTTPClient: TypeAlias = httpx2.AsyncClient
HTTPRequest: TypeAlias = httpx2.Request
HTTPResponse: TypeAlias = httpx2.Response
HTTPHeaders: TypeAlias = httpx2.Headers

keep_quiet()
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)
_HTTPX_DEFAULT = httpx2.Timeout(5.0)


class _QuietURL(httpx2.URL):
    """A URL whose text hides the credentials in it, because httpx2 logs that text."""

    hidden: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return shown_url(super().__str__(), self.hidden)

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"


def check_client(client: object) -> HTTPClient:
    """*client* if it is an `httpx2.Client`. Raises `TypeError` otherwise."""
    if not isinstance(client, httpx2.Client):
        raise TypeError(f"http_client must be an httpx2.Client, not {type(client).__name__}")
    return client


def check_async_client(client: object) -> AsyncHTTPClient:
    """*client* if it is an `httpx2.AsyncClient`. Raises `TypeError` otherwise."""
    if not isinstance(client, httpx2.AsyncClient):
        raise TypeError(f"http_client must be an httpx2.AsyncClient, not {type(client).__name__}")
    return client


def new_client() -> HTTPClient:
    """A client of our own: proxies and certificates as the environment says, no redirects."""
    client = httpx2.Client(limits=_LIMITS, follow_redirects=False)
    keep_deadlines(client)
    return client


def new_async_client() -> AsyncHTTPClient:
    """The asynchronous twin of `new_client`."""
    return httpx2.AsyncClient(limits=_LIMITS, follow_redirects=False)


def explicit_timeout(client: HTTPClient | AsyncHTTPClient) -> Timeout | None:
    """The time limits that a caller's own client was given; httpx2's default of 5 s does not count."""
    found = client.timeout
    if found == _HTTPX_DEFAULT:
        return None
    return Timeout(None, connect=found.connect, read=found.read, write=found.write, pool=found.pool)


def without_request(response: HTTPResponse) -> HTTPResponse:
    """A copy to be pickled: what came, without the request and its credentials."""
    copy = httpx2.Response(response.status_code, headers=response.headers, stream=_NO_BYTES)
    content = getattr(response, "_content", None)
    if content is not None:
        cast("Any", copy)._content = content
    return copy


_NO_BYTES = httpx2.ByteStream(b"")


def send(
    client: HTTPClient, signed: Signed, deadline: float | None = None, *, own: bool
) -> HTTPResponse:
    """Send a request and wait for the response's headers; the body is not read.

    *deadline* is on the monotonic clock; it also limits the pauses between the bytes of the body,
    as far as httpx2 lets it. *own* says that the client was made here: then its default headers
    do not count, and the deadline holds to the letter.
    """
    payload = signed.payload
    content = None if payload is None else _content(payload)
    request = _prepared(client, signed, content, deadline, own=own)
    with Failures(request), Until(deadline), Quiet():
        if signed.foreign:
            return client.send(request, auth=None, stream=True, follow_redirects=False)
        return client.send(request, stream=True, follow_redirects=False)


async def asend(client: AsyncHTTPClient, signed: Signed, *, own: bool) -> HTTPResponse:
    """The asynchronous twin of `send`; its caller sees to the deadline."""
    payload = signed.payload
    content = None if payload is None else _acontent(payload)
    request = _prepared(client, signed, content, None, own=own)
    with Failures(request), Quiet():
        if signed.foreign:
            return await client.send(request, auth=None, stream=True, follow_redirects=False)
        return await client.send(request, stream=True, follow_redirects=False)


def _content(payload: Payload) -> bytes | Iterator[bytes]:
    if len(payload.parts) == 1 and isinstance(payload.parts[0], bytes):
        return payload.parts[0]
    if any(not isinstance(part, bytes) and part.is_async for part in payload.parts):
        raise InvalidRequestError("an asynchronous iterator needs the asynchronous client")
    return (
        chunk
        for part in payload.parts
        for chunk in ((part,) if isinstance(part, bytes) else part.chunks())
    )


def _acontent(payload: Payload) -> bytes | AsyncIterator[bytes]:
    if len(payload.parts) == 1 and isinstance(payload.parts[0], bytes):
        return payload.parts[0]
    return _achunks(payload)


async def _achunks(payload: Payload) -> AsyncIterator[bytes]:
    for part in payload.parts:
        if isinstance(part, bytes):
            yield part
        else:
            async for chunk in part.achunks():
                yield chunk


@remembered(64)
def _parsed(url: str) -> httpx2.URL:
    """A URL without a credential in its query: the same few are asked for again and again."""
    return httpx2.URL(url)


def _prepared(
    client: HTTPClient | AsyncHTTPClient,
    signed: Signed,
    content: bytes | Iterator[bytes] | AsyncIterator[bytes] | None,
    deadline: float | None,
    *,
    own: bool,
) -> HTTPRequest:
    headers = signed.headers
    names = {name.lower() for name, _ in headers}
    extra = client.headers.multi_items()
    if own or signed.foreign:
        extra = [("Accept-Encoding", client.headers["accept-encoding"])]
    headers = [*headers, *((name, value) for name, value in extra if name.lower() not in names)]
    if signed.payload is not None and not isinstance(content, bytes):
        length = signed.payload.length
        if length is not None and "content-length" not in names:
            headers.append(("Content-Length", str(length)))
    timeout = signed.timeout
    limits = {
        "connect": timeout.connect,
        "read": timeout.read,
        "write": timeout.write,
        "pool": timeout.pool,
    }
    if deadline is not None:
        left = max(deadline - time.monotonic(), 0.001)
        for step, limit in limits.items():
            if limit is not None or timeout.total is not None:
                limits[step] = shorter(limit, left)
    secret = holds_hidden(signed.url, signed.hidden)
    try:
        request = httpx2.Request(
            signed.method,
            httpx2.URL(signed.url) if secret else _parsed(signed.url),
            headers=headers,
            content=content,
            extensions={"timeout": limits},
        )
    except httpx2.InvalidURL as error:
        raise InvalidRequestError(f"the URL cannot be used: {error}") from None
    request.method = signed.method  # methods are case-sensitive (RFC 9110, section 9.1)
    if secret or request.url.userinfo:
        quiet = _QuietURL(request.url)
        quiet.hidden = signed.hidden
        request.url = quiet
    return request


class Failures:
    """A context in which failures of httpx2, TLS and anyio become errors of ours.

    Anything else, the caller's own exceptions included, passes as it is. What only shows after
    the *deadline*, on the monotonic clock, is a time-out.
    """

    __slots__ = ("_deadline", "_request")

    def __init__(self, request: HTTPRequest, deadline: float | None = None) -> None:
        self._request = request
        self._deadline = deadline

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception):
            return
        request = self._request
        if isinstance(error, APITimeoutError):
            error.request = request
        if isinstance(error, httpx2.LocalProtocolError):
            # Its text may quote a header's value, so it is not the cause either.
            refused = APIConnectionError("the request is not valid HTTP", request=request)
            refused.retryable = False
            raise refused from None
        if isinstance(error, httpx2.TimeoutException):
            what = type(error).__name__.removesuffix("Timeout").lower()
            raise APITimeoutError(f"the request timed out ({what})", request=request) from error
        if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
            raise InvalidRequestError("the URL cannot be used", request=request) from error
        if isinstance(error, httpx2.TransportError) and self._is_late():
            raise APITimeoutError("the response took too long", request=request) from error
        if isinstance(error, httpx2.TransportError | httpx2.DecodingError | ssl.SSLError):
            raise APIConnectionError(f"connection error: {error}", request=request) from error
        if type(error).__module__.startswith("anyio") and not isinstance(error, RuntimeError):
            what = type(error).__name__
            raise APIConnectionError(f"connection error: {what}", request=request) from error

    def _is_late(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline
