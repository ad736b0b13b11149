"""The client half of the runtime, in one place: what generated code and its users import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ._auth import ClientCredentials, Credential
from ._client import AsyncClient, SyncClient
from ._errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    EventTooLargeError,
    InternalServerError,
    InvalidRequestError,
    MissingCredentialError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseTooLargeError,
    TokenError,
    UnprocessableEntityError,
)
from ._events import ServerSentEvent
from ._files import BinaryInput, FileInput
from ._operation import (
    Body,
    ClientSpec,
    Media,
    Operation,
    Reply,
    Scheme,
    Whole,
)
from ._options import (
    NO_OPTIONS,
    NOT_GIVEN,
    OMIT,
    Limits,
    NotGiven,
    Omit,
    Options,
    Timeout,
    TimeoutLike,
)
from ._resource import AsyncResource, SyncResource, raw, streamed
from ._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncResponseManager,
    AsyncStreamedResponse,
    ResponseManager,
    StreamedResponse,
    deferred,
)
from ._settings import Headers, Query
from ._stream import AsyncStream, Stream

if TYPE_CHECKING:
    from ._hooks import ErrorInfo, OnError, OnRequest, OnResponse, RequestInfo, ResponseInfo
    from ._observe import Drift, OnDrift

__all__ = [
    "NOT_GIVEN",
    "NO_OPTIONS",
    "OMIT",
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncClient",
    "AsyncResource",
    "AsyncResponseManager",
    "AsyncStream",
    "AsyncStreamedResponse",
    "AuthenticationError",
    "BadRequestError",
    "BinaryInput",
    "Body",
    "ClientCredentials",
    "ClientSpec",
    "ConflictError",
    "Credential",
    "Drift",
    "ErrorInfo",
    "EventTooLargeError",
    "FileInput",
    "Headers",
    "InternalServerError",
    "InvalidRequestError",
    "Limits",
    "Media",
    "MissingCredentialError",
    "NotFoundError",
    "NotGiven",
    "Omit",
    "OnDrift",
    "OnError",
    "OnRequest",
    "OnResponse",
    "Operation",
    "Options",
    "PermissionDeniedError",
    "Query",
    "RateLimitError",
    "Reply",
    "RequestInfo",
    "ResponseInfo",
    "ResponseManager",
    "ResponseTooLargeError",
    "Scheme",
    "ServerSentEvent",
    "Stream",
    "StreamedResponse",
    "SyncClient",
    "SyncResource",
    "Timeout",
    "TimeoutLike",
    "TokenError",
    "UnprocessableEntityError",
    "Whole",
    "deferred",
    "raw",
    "streamed",
]


_LATER: Final[Mapping[str, str]] = {
    "Drift": "_observe",
    "ErrorInfo": "_hooks",
    "OnDrift": "_observe",
    "OnError": "_hooks",
    "OnRequest": "_hooks",
    "OnResponse": "_hooks",
    "RequestInfo": "_hooks",
    "ResponseInfo": "_hooks",
}


def __getattr__(name: str) -> Any:
    """What most programs never use is imported when it is."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_LATER[name]}", __package__), name)
