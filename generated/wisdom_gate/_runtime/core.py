"""The client half of the runtime, in one place: what generated code and its users import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ._auth import Credential
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
    ClientFlow,
    ClientSpec,
    Encoding,
    Media,
    Operation,
    Paging,
    Param,
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
    from ._oauth import ClientCredentials
    from ._observe import Drift, OnDrift
    from ._pages import AsyncListPage, AsyncPage, AsyncPaginator, SyncListPage, SyncPage
    from ._webhooks import (
        WebhookError,
        WebhookPayloadError,
        WebhookSignatureError,
        WebhookTimestampError,
        unwrap_webhook,
        verify_webhook,
        webhook_headers,
    )

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
    "AsyncListPage",
    "AsyncPage",
    "AsyncPaginator",
    "AsyncResource",
    "AsyncResponseManager",
    "AsyncStream",
    "AsyncStreamedResponse",
    "AuthenticationError",
    "BadRequestError",
    "BinaryInput",
    "Body",
    "ClientCredentials",
    "ClientFlow",
    "ClientSpec",
    "ConflictError",
    "Credential",
    "Drift",
    "Encoding",
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
    "Paging",
    "Param",
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
    "SyncListPage",
    "SyncPage",
    "SyncResource",
    "Timeout",
    "TimeoutLike",
    "TokenError",
    "UnprocessableEntityError",
    "WebhookError",
    "WebhookPayloadError",
    "WebhookSignatureError",
    "WebhookTimestampError",
    "Whole",
    "deferred",
    "raw",
    "streamed",
    "unwrap_webhook",
    "verify_webhook",
    "webhook_headers",
]


_LATER: Final[Mapping[str, str]] = {
    "AsyncListPage": "_pages",
    "AsyncPage": "_pages",
    "AsyncPaginator": "_pages",
    "ClientCredentials": "_oauth",
    "Drift": "_observe",
    "ErrorInfo": "_hooks",
    "OnDrift": "_observe",
    "OnError": "_hooks",
    "OnRequest": "_hooks",
    "OnResponse": "_hooks",
    "RequestInfo": "_hooks",
    "ResponseInfo": "_hooks",
    "SyncListPage": "_pages",
    "SyncPage": "_pages",
    "WebhookError": "_webhooks",
    "WebhookPayloadError": "_webhooks",
    "WebhookSignatureError": "_webhooks",
    "WebhookTimestampError": "_webhooks",
    "unwrap_webhook": "_webhooks",
    "verify_webhook": "_webhooks",
    "webhook_headers": "_webhooks",
}


def __getattr__(name: str) -> Any:
    """What most programs never use is imported when it is."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_LATER[name]}", __package__), name)
