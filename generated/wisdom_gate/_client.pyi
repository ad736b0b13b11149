"""The client: credentials, settings, and the resources."""

import functools
from collections.abc import Awaitable, Callable

import httpx2

from ._runtime import core
from .resources.responses import AsyncResponses, Responses

class Client(core.SyncClient):
    """Client of Wisdom Gate Responses API.

    Args:
        api_key: Your API key, sent as `Authorization: Bearer KEY`. By default, the
            environment variable `WISDOM_GATE_API_KEY`.
        base_url: Where the API is. By default, the environment variable
            `WISDOM_GATE_BASE_URL`, then the document's server.
        timeout: Seconds for each step of a request, a `Timeout`, or None for no limit.
        max_retries: How often a failed request is tried again: lost connections, 408, 409,
            429, 5xx.
        default_headers: Sent with every request; they win over the client's own.
        default_query: Query parameters sent with every request.
        http_client: The `httpx2` client to send with; it is then yours to close.
        strict: Raise `APIResponseValidationError` for responses that are not what the
            document says.
        limits: How large responses and events may be, in bytes.
        trusted_origins: Further origins that credentials may be sent to, as `https://host`.
        on_request: Called before each attempt with a `RequestInfo`; may return headers to
            add.
        on_response: Called with a `ResponseInfo` when an answer's headers have come.
        on_error: Called with an `ErrorInfo` when an attempt fails.
        on_drift: Called with a `Drift` for what the server sends and the document does not
            say.
        drift_values: Whether these have the values of enums and tags.
    """

    def __init__(
        self,
        *,
        api_key: str | Callable[[], str] | None = None,
        base_url: str | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
        max_retries: int = 2,
        default_headers: core.Headers | None = None,
        default_query: core.Query | None = None,
        http_client: httpx2.Client | None = None,
        strict: bool = False,
        limits: core.Limits | None = None,
        trusted_origins: tuple[str, ...] = (),
        on_request: core.OnRequest | None = None,
        on_response: core.OnResponse | None = None,
        on_error: core.OnError | None = None,
        on_drift: core.OnDrift | None = None,
        drift_values: bool | None = None,
    ) -> None: ...
    @functools.cached_property
    def responses(self) -> Responses:
        """Answers from a model, with tools, images and files, state and streaming."""

class AsyncClient(core.AsyncClient):
    """Client of Wisdom Gate Responses API.

    Args:
        api_key: Your API key, sent as `Authorization: Bearer KEY`. By default, the
            environment variable `WISDOM_GATE_API_KEY`.
        base_url: Where the API is. By default, the environment variable
            `WISDOM_GATE_BASE_URL`, then the document's server.
        timeout: Seconds for each step of a request, a `Timeout`, or None for no limit.
        max_retries: How often a failed request is tried again: lost connections, 408, 409,
            429, 5xx.
        default_headers: Sent with every request; they win over the client's own.
        default_query: Query parameters sent with every request.
        http_client: The `httpx2` client to send with; it is then yours to close.
        strict: Raise `APIResponseValidationError` for responses that are not what the
            document says.
        limits: How large responses and events may be, in bytes.
        trusted_origins: Further origins that credentials may be sent to, as `https://host`.
        on_request: Called before each attempt with a `RequestInfo`; may return headers to
            add.
        on_response: Called with a `ResponseInfo` when an answer's headers have come.
        on_error: Called with an `ErrorInfo` when an attempt fails.
        on_drift: Called with a `Drift` for what the server sends and the document does not
            say.
        drift_values: Whether these have the values of enums and tags.
    """

    def __init__(
        self,
        *,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        base_url: str | None = None,
        timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN,
        max_retries: int = 2,
        default_headers: core.Headers | None = None,
        default_query: core.Query | None = None,
        http_client: httpx2.AsyncClient | None = None,
        strict: bool = False,
        limits: core.Limits | None = None,
        trusted_origins: tuple[str, ...] = (),
        on_request: core.OnRequest | None = None,
        on_response: core.OnResponse | None = None,
        on_error: core.OnError | None = None,
        on_drift: core.OnDrift | None = None,
        drift_values: bool | None = None,
    ) -> None: ...
    @functools.cached_property
    def responses(self) -> AsyncResponses:
        """Answers from a model, with tools, images and files, state and streaming."""
