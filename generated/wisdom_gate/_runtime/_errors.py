"""What a call can raise.

    APIError
    ├── MissingCredentialError         a call needs a credential that nobody gave
    ├── TokenError                     the OAuth2 token URL gave no token
    ├── InvalidRequestError            an argument cannot be sent (also a ValueError)
    ├── APIConnectionError             no answer, or only a part of one
    │   └── APITimeoutError
    ├── ResponseTooLargeError          the answer exceeds a limit of the client
    ├── EventTooLargeError             one event of a stream does
    ├── APIResponseValidationError     data is not what the document promises (also a ValueError)
    └── APIStatusError                 the server said no
        ├── BadRequestError            400
        ├── AuthenticationError        401
        ├── PermissionDeniedError      403
        ├── NotFoundError              404
        ├── ConflictError              409
        ├── UnprocessableEntityError   422
        ├── RateLimitError             429
        └── InternalServerError        5xx

An error that the server reports inside a stream is a plain `APIError` with its data in `body`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ._transport import HTTPHeaders, HTTPRequest, HTTPResponse

_MESSAGE_LIMIT = 500
_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id")


class APIError(Exception):
    """Anything that goes wrong with a call.

    `message` is short and for people: what the server said, or what went wrong before it could.
    `body` is what the server sent, typed where the document says how; `None` if there is nothing.
    """

    message: str
    body: object
    request: HTTPRequest | None

    def __init__(
        self, message: str, *, request: HTTPRequest | None = None, body: object = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body

    @property
    def code(self) -> str | None:
        """The server's own error code, from `error.code` or `code`; `None` if there is none."""
        found = _field(self.body, "code")
        return None if found is None else str(found)

    @property
    def type(self) -> str | None:
        """The server's own kind of error, from `error.type` or `type`."""
        found = _field(self.body, "type")
        return found if isinstance(found, str) else None

    @property
    def param(self) -> str | None:
        """The argument that the server complains about, from `error.param` or `param`."""
        found = _field(self.body, "param")
        return found if isinstance(found, str) else None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle without the request, which holds credentials."""
        state = {**self.__dict__, "request": None}
        return (_restore, (type(self), self.args, state))


class MissingCredentialError(APIError):
    """The operation needs a credential that was neither given nor found in the environment."""


class TokenError(APIError):
    """The OAuth2 token URL gave no token (RFC 6749, section 5.2)."""

    def __init__(self, message: str, status_code: int, *, retryable: bool) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.retryable = retryable


class InvalidRequestError(APIError, ValueError):
    """An argument cannot be sent as it is; nothing was sent."""


class APIConnectionError(APIError):
    """The server could not be reached, or the connection broke. `__cause__` says how."""

    retryable: bool = True


class APITimeoutError(APIConnectionError):
    """A time limit passed."""


class ResponseTooLargeError(APIError):
    """A buffered response is larger than the client allows (`Limits.response`)."""


class EventTooLargeError(APIError):
    """One event or line is larger than the client allows (`Limits.event`)."""


class APIStatusError(APIError):
    """The server answered with a status that is not a success."""

    response: HTTPResponse
    status_code: int
    request_id: str | None

    def __init__(self, message: str, *, response: HTTPResponse, body: object = None) -> None:
        super().__init__(message, request=response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id = request_id(response.headers)

    @property
    def headers(self) -> HTTPHeaders:
        """The response's headers."""
        return self.response.headers

    def __str__(self) -> str:
        return f"{self.status_code}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        from ._transport import without_request

        state = {**self.__dict__, "request": None, "response": without_request(self.response)}
        return (_restore, (type(self), self.args, state))


class BadRequestError(APIStatusError):
    """400."""


class AuthenticationError(APIStatusError):
    """401."""


class PermissionDeniedError(APIStatusError):
    """403."""


class NotFoundError(APIStatusError):
    """404."""


class ConflictError(APIStatusError):
    """409."""


class UnprocessableEntityError(APIStatusError):
    """422."""


class RateLimitError(APIStatusError):
    """429."""


class InternalServerError(APIStatusError):
    """500 and above."""


class APIResponseValidationError(APIError, ValueError):
    """What came is not what the document promises, and cannot be given its type.

    `body` is what came instead: text, or raw data. `__cause__` has the details. An error of
    `parse` belongs to no response: `response`, `status_code` and `request_id` are `None`.
    """

    response: HTTPResponse | None
    status_code: int | None
    request_id: str | None

    def __init__(
        self, message: str, *, response: HTTPResponse | None = None, body: object = None
    ) -> None:
        super().__init__(message, request=None if response is None else response.request, body=body)
        self.response = response
        self.status_code = None if response is None else response.status_code
        self.request_id = None if response is None else request_id(response.headers)

    def __reduce__(self) -> tuple[object, ...]:
        from ._transport import without_request

        response = None if self.response is None else without_request(self.response)
        state = {**self.__dict__, "request": None, "response": response}
        return (_restore, (type(self), self.args, state))


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error_class(status: int) -> type[APIStatusError]:
    """The exception of a status."""
    if status >= 500:
        return InternalServerError
    return _BY_STATUS.get(status, APIStatusError)


def request_id(headers: HTTPHeaders) -> str | None:
    """The id that the server gave the request, from the usual headers."""
    for name in _REQUEST_ID_HEADERS:
        found = headers.get(name)
        if found is not None:
            return found
    return None


def server_message(data: object) -> str:
    """What the server says went wrong: `error.message`, `message` or `detail`, and nothing else.

    *data* is the decoded JSON of an error response. Other content may be private, so it never
    becomes part of a message; what is found is cut to 500 characters. Empty if there is nothing.
    """
    if not isinstance(data, Mapping):
        return ""
    raw = cast("Mapping[str, object]", data)
    error = raw.get("error")
    if isinstance(error, Mapping):
        found = cast("Mapping[str, object]", error).get("message")
    else:
        found = raw.get("message") or raw.get("detail") or error
    if isinstance(found, list):
        entries = cast("list[object]", found)
        parts = [
            cast("Mapping[str, object]", e).get("msg") for e in entries if isinstance(e, Mapping)
        ]
        found = "; ".join(part for part in parts if isinstance(part, str))
    if not isinstance(found, str):
        return ""
    return found if len(found) <= _MESSAGE_LIMIT else found[: _MESSAGE_LIMIT - 1] + "…"


def _field(body: object, name: str) -> object:
    """*name* in the body's `error` if it has one, else in the body itself."""
    inner = _get(body, "error")
    if inner is None or isinstance(inner, str):
        inner = body
    return _get(inner, name)


def _get(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value).get(name)
    return getattr(value, name, None) if hasattr(type(value), "__annotations__") else None


def _restore(cls: type[APIError], args: tuple[object, ...], state: dict[str, object]) -> APIError:
    """Rebuild a pickled error without running its constructor."""
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
