"""One call as a conversation: it says what it wants done, a thin shell does the waiting.

Retries, redirects, credentials and error statuses are decided here, without I/O, once for the
synchronous and the asynchronous client.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from . import _auth, _decode, _request, _retry
from ._errors import APIConnectionError, APIResponseValidationError, InvalidRequestError
from ._operation import Operation, Reply
from ._request import Request, Signed
from ._settings import Settings

if TYPE_CHECKING:
    from ._transport import HTTPResponse

MAX_REDIRECTS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """Call this credential provider. Answered with what it gives."""

    provider: Callable[[], object]


@dataclass(frozen=True, slots=True, repr=False)
class Send:
    """Send this request. Answered with the response, its body unread."""

    signed: Signed
    deadline: float | None
    """When the headers must have come, on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """Read the body. Answered with its bytes."""

    response: HTTPResponse
    limit: int | None
    whole: bool
    deadline: float | None
    """When it must have been read, on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Close:
    """Close this response. Answered with nothing."""

    response: HTTPResponse


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds. Answered with nothing."""

    seconds: float


Step = Ask | Send | Read | Close | Sleep


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decisions need from outside, replaceable in tests."""

    random: Callable[[], float]
    """A number between 0 and 1."""
    now: Callable[[], float]
    """Seconds since the epoch."""
    clock: Callable[[], float]
    """Seconds on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Exchange:
    """A successful answer."""

    response: HTTPResponse
    operation: Operation
    retries_taken: int
    content: bytes | None
    """The body, where it was to be read."""
    reply: Reply | None
    """The documented stream that it is, where a stream was asked for."""


Flow = Generator[Step, Any, Exchange]


def exchange(request: Request, settings: Settings, around: Surroundings, *, buffered: bool) -> Flow:
    """Send a request until it succeeds or must not be tried again.

    With *buffered* the body of a success is read too. Raises `APIStatusError`,
    `APIConnectionError`, `MissingCredentialError` and `InvalidRequestError`; whatever else a step
    raises passes through.
    """
    log = logging.getLogger(settings.spec.package)
    wanted = _credentials(request, settings)
    taken = hops = 0
    total = request.timeout.total
    while True:
        placed = yield from _placed(wanted)
        signed = _request.sign(request, placed)
        pause: float | None = None
        try:
            log.debug("sending %s %s", request.method, request.operation.path)
            deadline = None if total is None else around.clock() + total
            response: HTTPResponse = yield Send(signed, deadline if buffered else None)
            status = response.status_code
            if 200 <= status < 300:
                log.info("%s %s: %d", request.method, request.operation.path, status)
                return (
                    yield from _success(
                        response, request, settings, taken, deadline, buffered=buffered
                    )
                )
        except APIConnectionError as failure:
            may_retry = failure.retryable and taken < settings.max_retries
            if not may_retry or not _again(request):
                raise
            pause = _retry.backoff(taken, around.random())
            log.debug("%s %s: %s", request.method, request.operation.path, failure.message)
        else:
            following = _redirected(request, response) if hops < MAX_REDIRECTS else None
            if following is not None:
                yield Close(response)
                request, hops = following, hops + 1
                continue
            if taken < settings.max_retries and _retry.retried(status, response.headers):
                pause = _pause(response, taken, around)
            if pause is None or not _again(request):
                raise (yield from _refusal(response, request, settings, placed, deadline))
            yield Close(response)
        taken += 1
        _log_retry(log, request, taken, settings.max_retries, pause)
        yield Sleep(pause)


def _log_retry(log: logging.Logger, request: Request, taken: int, most: int, pause: float) -> None:
    """The template of the path, never a value: logs are read by many."""
    path = request.operation.path
    log.info("%s %s: retry %d of %d in %.2f s", request.method, path, taken, most, pause)


def _success(
    response: HTTPResponse,
    request: Request,
    settings: Settings,
    taken: int,
    deadline: float | None,
    *,
    buffered: bool,
) -> Flow:
    """The exchange, its body read unless somebody is going to read it piece by piece.

    Raises `APIResponseValidationError` if a stream was asked for and the answer is something else.
    """
    operation = request.operation
    content_type: str = response.headers.get("content-type", "")
    if request.streaming:
        reply = _decode.choose_stream(operation, response.status_code, content_type)
        if reply is not None:
            return Exchange(response, operation, taken, None, reply)
        content: bytes = yield Read(response, settings.limits.error, whole=False, deadline=deadline)
        what = _decode.essence(content_type) or f"nothing ({response.status_code})"
        raise APIResponseValidationError(
            f"a stream was asked for and the server answered with {what}",
            response=response,
            body=_decode.raw(content, content_type),
        )
    if not buffered:
        return Exchange(response, operation, taken, None, None)
    body: bytes = yield Read(response, settings.limits.response, whole=True, deadline=deadline)
    return Exchange(response, operation, taken, body, None)


def _pause(response: HTTPResponse, taken: int, around: Surroundings) -> float | None:
    """Seconds to wait before trying again; `None` if the server asks for too long a pause."""
    asked = _retry.retry_after(response.headers, around.now())
    if asked is None:
        return _retry.backoff(taken, around.random())
    return asked if asked <= _retry.MAX_RETRY_AFTER else None


def _again(request: Request) -> bool:
    """Make the body ready to be sent again; false if it cannot be."""
    if request.payload is None:
        return True
    if not request.payload.replayable:
        return False
    try:
        request.payload.rewind()
    except Exception:  # noqa: BLE001 - the caller's file; the error before it is the one to tell
        return False
    return True


def _refusal(
    response: HTTPResponse,
    request: Request,
    settings: Settings,
    placed: tuple[_auth.Placed, ...],
    deadline: float | None,
) -> Generator[Step, Any, Exception]:
    """The exception of an error status. What cannot be read of its body is not there."""
    try:
        limit = settings.limits.error
        content: bytes = yield Read(response, limit, whole=False, deadline=deadline)
    except APIConnectionError:
        content = b""
    error = _decode.error(response, request.operation, content)
    shown = _auth.redacted(error.message, _auth.secrets_of(placed))
    error.message = shown
    error.args = (shown,)
    log = logging.getLogger(settings.spec.package)
    log.info("%s %s: %d", request.method, request.operation.path, response.status_code)
    return error


def _placed(
    wanted: tuple[_auth.Wanted, ...],
) -> Generator[Step, Any, tuple[_auth.Placed, ...]]:
    """The credentials in their places; providers are asked anew for each attempt."""
    placed: list[_auth.Placed] = []
    for one in wanted:
        secret: object = one.credential
        if callable(secret):
            secret = yield Ask(secret)
        placed.append(_auth.place(one.scheme, secret))
    return tuple(placed)


def _credentials(request: Request, settings: Settings) -> tuple[_auth.Wanted, ...]:
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
            f"credentials are not sent to {_request.origin(request.url)}: it is not the origin of"
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


def _redirected(request: Request, response: HTTPResponse) -> Request | None:
    """The request that a redirect asks for (RFC 9110, section 15.4); `None` if it is not followed.

    Only the same scheme, host and port are: credentials and bodies are for that origin alone.
    """
    status = response.status_code
    location = response.headers.get("location")
    if status not in _REDIRECTS or not location:
        return None
    try:
        url = _request.joined_location(request.url, location)
        if _request.origin(url) != _request.origin(request.url):
            return None
    except ValueError:
        return None
    becomes_get = status == 303 or (status in (301, 302) and request.method == "POST")
    if becomes_get and request.method != "HEAD":
        headers = {k: v for k, v in request.headers.items() if not k.startswith("content-")}
        return replace(request, method="GET", url=url, headers=headers, payload=None)
    return replace(request, url=url) if _again(request) else None
