"""Hooks: functions of the caller's that see every attempt, with nothing secret in what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from . import _redact
from ._errors import InvalidRequestError, request_id
from ._operation import ClientSpec
from ._settings import HeaderMap, set_header
from ._steps import Ask, Step

if TYPE_CHECKING:
    from ._request import Request, Signed
    from ._transport import HTTPResponse


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """One attempt, as it is about to be sent. Credentials are masked."""

    operation_id: str
    """The document's operationId; empty for `client.get(...)` and its like."""
    method: str
    path_template: str
    """The path as the document writes it: few values, fit for the name of a span or metric."""
    url: str
    headers: Mapping[str, str]
    """By lower-case name."""
    attempt: int
    """1 for the first, one more for each time that the call is sent again for whatever reason."""
    state: dict[str, Any] = field(default_factory=dict[str, Any], compare=False)
    """For the hooks' own use: what `on_request` puts here, the other two find here."""


@dataclass(frozen=True, slots=True)
class ResponseInfo:
    """What a server answered to one attempt; the body has not been read."""

    request: RequestInfo
    status_code: int
    headers: Mapping[str, str]
    """By lower-case name."""
    request_id: str | None
    elapsed: float
    """Seconds from sending until the headers had come."""


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """An attempt that failed: no answer, or a body that could not be read."""

    request: RequestInfo
    error: Exception
    elapsed: float
    """Seconds from sending until it failed."""
    will_retry: bool
    """Whether another attempt follows."""


OnRequest = Callable[[RequestInfo], Mapping[str, str] | Awaitable[Mapping[str, str] | None] | None]
"""Called before each attempt; headers that it gives are added, `traceparent` for example."""
OnResponse = Callable[[ResponseInfo], Awaitable[None] | None]
OnError = Callable[[ErrorInfo], Awaitable[None] | None]


@dataclass(frozen=True, slots=True)
class Hooks:
    """The functions that a client calls. What they raise ends the call, unchanged."""

    on_request: OnRequest | None = None
    on_response: OnResponse | None = None
    on_error: OnError | None = None


def hooks_of(
    on_request: OnRequest | None,
    on_response: OnResponse | None,
    on_error: OnError | None,
    before: Hooks | None = None,
) -> Hooks | None:
    """The hooks that are set, over those of *before*; `None` if there are none.

    Raises `TypeError` for what cannot be called.
    """
    for name, hook in (
        ("on_request", on_request),
        ("on_response", on_response),
        ("on_error", on_error),
    ):
        if hook is not None and not callable(hook):
            raise TypeError(f"{name} must be callable, not {type(hook).__name__}")
    old = before or Hooks()
    made = Hooks(
        on_request or old.on_request, on_response or old.on_response, on_error or old.on_error
    )
    return None if made == Hooks() else made


class Watch:
    """One attempt, watched by the hooks."""

    __slots__ = ("_clock", "_hooks", "_spec", "_start", "info")

    def __init__(
        self,
        hooks: Hooks,
        spec: ClientSpec,
        clock: Callable[[], float],
        request: Request,
        signed: Signed,
        attempt: int,
    ) -> None:
        self._hooks = hooks
        self._spec = spec
        self._clock = clock
        operation = request.operation
        self.info = RequestInfo(
            operation_id=operation.id,
            method=signed.method,
            path_template=operation.path.partition("?")[0],
            url=_redact.shown_url(signed.url, _redact.hidden_query(spec.schemes)),
            headers=_redact.shown_headers(signed.headers, _redact.hidden_headers(spec.schemes)),
            attempt=attempt,
        )
        self._start = clock()

    def sending(self, signed: Signed) -> Generator[Step, Any, Signed]:
        """Call `on_request`. Returns the request with the headers that it gives."""
        hook = self._hooks.on_request
        if hook is not None:
            info = self.info
            given: object = yield Ask(lambda: hook(info))
            if given is not None:
                signed = _with_headers(signed, given)
        self._start = self._clock()
        return signed

    def answered(self, response: HTTPResponse) -> Generator[Step, Any, None]:
        """Call `on_response`."""
        hook = self._hooks.on_response
        if hook is not None:
            info = ResponseInfo(
                request=self.info,
                status_code=response.status_code,
                headers=_redact.shown_headers(
                    response.headers.multi_items(), _redact.hidden_headers(self._spec.schemes)
                ),
                request_id=request_id(response.headers),
                elapsed=self._clock() - self._start,
            )
            yield Ask(lambda: hook(info))

    def failed(self, error: Exception, *, will_retry: bool) -> Generator[Step, Any, None]:
        """Call `on_error`."""
        hook = self._hooks.on_error
        if hook is not None:
            info = ErrorInfo(self.info, error, self._clock() - self._start, will_retry)
            yield Ask(lambda: hook(info))


def _with_headers(signed: Signed, given: object) -> Signed:
    if not isinstance(given, Mapping):
        raise InvalidRequestError("on_request must return headers or None")
    added: HeaderMap = {}
    for name, value in cast("Mapping[str, object]", given).items():
        set_header(added, name, value)
    kept = [(name, value) for name, value in signed.headers if name.lower() not in added]
    more = [(name, value) for name, value in added.values() if value is not None]
    return replace(signed, headers=kept + more)
