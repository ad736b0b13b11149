"""What the two clients share: their settings, and copies that differ in some of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Self

from . import _settings
from ._auth import Credential
from ._operation import ClientSpec, Operation
from ._options import NOT_GIVEN, Limits, NotGiven, Options, Timeout, TimeoutLike
from ._request import Arguments
from ._resource import AsyncResource, SyncResource
from ._settings import Headers, Query
from ._steps import Surroundings
from ._verbs import Verbs

if TYPE_CHECKING:
    from ._hooks import OnError, OnRequest, OnResponse
    from ._observe import OnDrift
    from ._transport import HTTPResponse


def _random() -> float:
    from random import random

    return random()  # noqa: S311 - jitter is no secret


class BaseClient(Verbs):
    """A client before it is known how it waits."""

    _settings: _settings.Settings
    _around: Surroundings
    _borrowed: bool = False
    """Whether the connections belong to the client that this is a copy of."""
    _closed: bool = False
    _waits: bool
    """Whether this is the synchronous client."""

    def _make_pool(self, http_client: Any) -> Timeout | None:
        """Take the caller's HTTP client, or none. Returns the time limits it was given."""
        raise NotImplementedError

    def __init__(  # noqa: PLR0913 - each is a keyword of the documented constructor
        self,
        spec: ClientSpec,
        *,
        credentials: Mapping[str, Credential | None],
        base_url: str | None = None,
        timeout: TimeoutLike | NotGiven = NOT_GIVEN,
        max_retries: int = 2,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        http_client: Any = None,
        strict: bool = False,
        limits: Limits | None = None,
        trusted_origins: tuple[str, ...] = (),
        on_request: OnRequest | None = None,
        on_response: OnResponse | None = None,
        on_error: OnError | None = None,
        on_drift: OnDrift | None = None,
        drift_values: bool | None = None,
    ) -> None:
        self._spec = spec
        self._around = Surroundings(_random, time.time, time.monotonic)
        self._settings = _settings.make(
            spec,
            _settings.Given(
                credentials,
                base_url,
                timeout,
                max_retries,
                default_headers,
                default_query,
                strict,
                limits,
                trusted_origins,
                on_request=on_request,
                on_response=on_response,
                on_error=on_error,
                on_drift=on_drift,
                drift_values=drift_values,
            ),
            self._make_pool(http_client),
        )
        # The caller called the generated class, which called this.
        _settings.warn_if_exposed(self._settings, stacklevel=3)

    def with_options(  # noqa: PLR0913 - each is a keyword of the documented constructor
        self,
        *,
        base_url: str | None = None,
        timeout: TimeoutLike | NotGiven = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        set_default_headers: Headers | None = None,
        set_default_query: Query | None = None,
        http_client: Any = None,
        strict: bool | None = None,
        limits: Limits | None = None,
        trusted_origins: tuple[str, ...] | None = None,
        on_request: OnRequest | None = None,
        on_response: OnResponse | None = None,
        on_error: OnError | None = None,
        on_drift: OnDrift | None = None,
        drift_values: bool | None = None,
        **credentials: Credential | None,
    ) -> Self:
        """A copy of this client with some settings changed; this one stays as it is.

        Both use the same connections, unless the copy gets an `http_client` of its own; closing
        the copy leaves them open. `default_*` are merged over those of this client, `set_default_*`
        replace them. Further keywords are credentials, as for the constructor.

        Raises `TypeError` and `ValueError` for what the constructor would refuse.
        """
        new = copy(self)
        for name, value in list(new.__dict__.items()):
            if isinstance(value, SyncResource | AsyncResource):
                del new.__dict__[name]  # it belongs to this client
        new._borrowed = http_client is None
        if http_client is not None:
            theirs = new._make_pool(http_client)
            if theirs is not None and isinstance(timeout, NotGiven):
                timeout = theirs
        given = _settings.Given(
            credentials, base_url, timeout, max_retries, default_headers, default_query, strict,
            limits, trusted_origins, set_default_headers, set_default_query,
            on_request, on_response, on_error, on_drift, drift_values,
        )  # fmt: skip
        new._settings = _settings.change(self._settings, given)
        if base_url is not None or credentials:
            _settings.warn_if_exposed(new._settings, stacklevel=2)
        return new

    copy = with_options

    def _pager(
        self, operation: Operation, arguments: Arguments, options: Options
    ) -> Callable[[Any, HTTPResponse, bytes], Any] | None:
        """What makes pages of the call's values; `None`: they are whole."""
        if operation.paging is None:
            return None
        return operation.paging.pager(self, operation, arguments, options, wait=self._waits)

    @property
    def base_url(self) -> str:
        """The URL that paths are added to, without a final slash; empty if there is none."""
        return self._settings.base_url

    @property
    def max_retries(self) -> int:
        """How many times a request is sent again at most."""
        return self._settings.max_retries

    @property
    def timeout(self) -> Timeout:
        """The time limits of a call that sets none."""
        return self._settings.timeout

    @property
    def strict(self) -> bool:
        """Whether an answer that is not what the document promises is an error."""
        return self._settings.strict

    def __repr__(self) -> str:
        scheme, mark, rest = self._settings.base_url.partition("://")
        return f"<{type(self).__name__} {scheme}{mark}{rest.rpartition('@')[2]}>"
