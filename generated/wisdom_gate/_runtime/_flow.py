"""One call as a conversation: it says what it wants done, a thin shell does the waiting.

Retries, deadlines, redirects, credentials and error statuses are decided here, without I/O, once
for the synchronous and the asynchronous client.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from . import _access, _auth, _decode, _request, _retry
from ._errors import APIConnectionError, APIResponseValidationError, APITimeoutError, TokenError
from ._operation import Operation, Reply
from ._request import Request
from ._settings import Settings
from ._steps import Close, Read, Send, Sleep, Step, Surroundings

if TYPE_CHECKING:
    from ._hooks import Watch
    from ._transport import HTTPResponse

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


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
    deadline: float | None = None
    """When the whole call must be over, on the monotonic clock."""


Flow = Generator[Step, Any, Exchange]


class _Call:
    """A call under way: what was tried so far."""

    __slots__ = (
        "_around", "_attempts", "_buffered", "_end", "_hops", "_log", "_placed", "_renewed",
        "_request", "_settings", "_taken", "_wanted", "_watch",
    )  # fmt: skip

    def __init__(
        self, request: Request, settings: Settings, around: Surroundings, *, buffered: bool
    ) -> None:
        self._request = request
        self._settings = settings
        self._around = around
        self._buffered = buffered
        self._log = logging.getLogger(settings.spec.package)
        self._wanted = _access.credentials(request, settings)
        self._placed: tuple[_auth.Placed, ...] = ()
        self._watch: Watch | None = None
        self._attempts = self._taken = self._hops = 0
        self._renewed = False
        total = request.timeout.total
        self._end = None if total is None else around.clock() + total

    def run(self) -> Flow:
        """Try until it succeeds or must not be tried again."""
        while True:
            self._attempts += 1
            deadline = self._deadline()
            try:
                response: HTTPResponse = yield from self._sent(deadline)
                if 200 <= response.status_code < 300:
                    return (yield from self._success(response, deadline))
            except (APIConnectionError, TokenError) as lost:
                failure = self._late(lost, deadline)
                pause = self._pause_after(failure)
                if self._watch is not None:
                    yield from self._watch.failed(failure, will_retry=pause is not None)
                self._say(logging.DEBUG, "%s", _auth.redacted(failure.message, self._secrets()))
                if pause is None:
                    if failure is lost:
                        raise
                    raise failure from lost.__cause__
            else:
                if (yield from self._followed(response)):
                    continue
                pause = self._pause_asked(response)
                if pause is None:
                    raise (yield from self._refusal(response, deadline))
                yield Close(response)
            self._taken += 1
            most = self._settings.max_retries
            self._say(logging.INFO, "retry %d of %d in %.2f s", self._taken, most, pause)
            yield Sleep(pause)

    def _deadline(self) -> float | None:
        """When this attempt must be over."""
        limit = self._request.timeout.attempt
        if limit is None:
            return self._end
        deadline = self._around.clock() + limit
        return deadline if self._end is None else min(deadline, self._end)

    def _sent(self, deadline: float | None) -> Generator[Step, Any, HTTPResponse]:
        """One attempt: credentials, hooks, and the response with its body unread."""
        request, settings = self._request, self._settings
        self._watch = None
        self._placed = ()
        if self._wanted:
            self._placed = yield from _access.placed(self._wanted, settings, self._around, deadline)
        signed = _request.sign(request, self._placed)
        self._say(logging.DEBUG, "sending")
        if settings.hooks is None:
            response: HTTPResponse = yield Send(signed, deadline)
            return response
        from ._hooks import Watch

        watch = self._watch = Watch(
            settings.hooks, settings.spec, self._around.clock, request, signed, self._attempts
        )
        signed = yield from watch.sending(signed)
        response = yield Send(signed, deadline)
        try:
            yield from watch.answered(response)
        except BaseException:
            yield Close(response)
            raise
        return response

    def _success(self, response: HTTPResponse, deadline: float | None) -> Flow:
        """The exchange, its body read unless somebody is going to read it piece by piece.

        Raises `APIResponseValidationError` if a stream was asked for and the answer is something
        else.
        """
        operation, limits, taken = self._request.operation, self._settings.limits, self._taken
        self._say(logging.INFO, "%d", response.status_code)
        if self._request.streaming:
            content_type: str = response.headers.get("content-type", "")
            reply = _decode.choose_stream(operation, response.status_code, content_type)
            if reply is not None:
                return Exchange(response, operation, taken, None, reply, self._end)
            content: bytes = yield Read(response, limits.error, whole=False, deadline=deadline)
            what = _decode.essence(content_type) or f"nothing ({response.status_code})"
            raise APIResponseValidationError(
                f"a stream was asked for and the server answered with {what}",
                response=response,
                body=_decode.raw(content, content_type),
            )
        if not self._buffered:
            return Exchange(response, operation, taken, None, None, self._end)
        body: bytes = yield Read(response, limits.response, whole=True, deadline=deadline)
        return Exchange(response, operation, taken, body, None, self._end)

    def _late(
        self, failure: APIConnectionError | TokenError, deadline: float | None
    ) -> APIConnectionError | TokenError:
        """The failure, or a time-out if it only showed when the time was over already."""
        if deadline is None or isinstance(failure, APITimeoutError | TokenError):
            return failure
        if not failure.retryable or self._around.clock() < deadline:
            return failure
        return APITimeoutError("the request timed out", request=failure.request)

    def _pause_after(self, failure: APIConnectionError | TokenError) -> float | None:
        """Seconds to wait after a lost attempt; `None` if there must not be another."""
        if not failure.retryable or self._taken >= self._settings.max_retries:
            return None
        pause = _retry.backoff(self._taken, self._around.random())
        return pause if self._in_time(pause) and _again(self._request) else None

    def _pause_asked(self, response: HTTPResponse) -> float | None:
        """Seconds to wait after a refusal; `None` if there must not be another attempt."""
        if self._taken >= self._settings.max_retries:
            return None
        if not _retry.retried(response.status_code, response.headers):
            return None
        pause = _retry.retry_after(response.headers, self._around.now())
        if pause is None:
            pause = _retry.backoff(self._taken, self._around.random())
        elif pause > _retry.MAX_RETRY_AFTER:
            return None
        return pause if self._in_time(pause) and _again(self._request) else None

    def _in_time(self, pause: float) -> bool:
        """Whether the call would still be going on after a pause."""
        return self._end is None or self._around.clock() + pause < self._end

    def _followed(self, response: HTTPResponse) -> Generator[Step, Any, bool]:
        """Whether the call goes on at once: at another URL, or with a new token."""
        if self._hops < self._settings.limits.redirects:
            following = _redirected(self._request, response)
            if following is not None:
                yield Close(response)
                self._request = following
                self._hops += 1
                return True
        if response.status_code == 401 and self._wanted and not self._renewed:
            self._renewed = _access.forgotten(self._wanted, self._placed, self._settings)
            if self._renewed and _again(self._request):
                yield Close(response)
                return True
        return False

    def _refusal(
        self, response: HTTPResponse, deadline: float | None
    ) -> Generator[Step, Any, Exception]:
        """The exception of an error status. What cannot be read of its body is not there."""
        try:
            limit = self._settings.limits.error
            content: bytes = yield Read(response, limit, whole=False, deadline=deadline)
        except APIConnectionError:
            content = b""
        error = _decode.error(response, self._request.operation, content, self._settings.drift)
        shown = _auth.redacted(error.message, self._secrets())
        error.message = shown
        error.args = (shown,)
        self._say(logging.INFO, "%d", response.status_code)
        return error

    def _secrets(self) -> tuple[str, ...]:
        return _auth.secrets_of(self._placed)

    def _say(self, level: int, text: str, *values: object) -> None:
        """Log the template of the path, never a value of it: logs are read by many."""
        if not self._log.isEnabledFor(level):
            return
        request = self._request
        operation = request.operation
        facts = {
            "operation_id": operation.id,
            "http_method": request.method,
            "path_template": operation.path.partition("?")[0],
            "attempt": self._attempts,
            "retries_taken": self._taken,
        }
        where = (facts["http_method"], facts["path_template"])
        self._log.log(level, f"%s %s: {text}", *where, *values, extra=facts)


def exchange(request: Request, settings: Settings, around: Surroundings, *, buffered: bool) -> Flow:
    """Send a request until it succeeds or must not be tried again.

    With *buffered* the body of a success is read too. Raises `APIStatusError`,
    `APIConnectionError`, `TokenError`, `MissingCredentialError` and `InvalidRequestError`; whatever
    else a step raises passes through.
    """
    return _Call(request, settings, around, buffered=buffered).run()


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


def _redirected(request: Request, response: HTTPResponse) -> Request | None:
    """The request that a redirect asks for (RFC 9110, section 15.4); `None` if it is not followed.

    Only the same scheme, host and port are: credentials and bodies are for that origin alone.
    """
    status = response.status_code
    if status not in _REDIRECTS:
        return None
    location = response.headers.get("location")
    if not location:
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
