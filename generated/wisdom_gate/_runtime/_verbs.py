"""Calls to paths that the document does not have: `client.get("/path")` and its like."""

from __future__ import annotations

from typing import Any, Final

from ._operation import Body as BodySpec
from ._operation import ClientSpec, Kind, Operation, Reply, Whole
from ._options import NOT_GIVEN, NotGiven, Options, TimeoutLike
from ._payload import is_file
from ._request import Arguments
from ._settings import Headers, Query

_METHODS: Final = frozenset(
    {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"}
)


class Verbs:
    """One method for each HTTP method. The asynchronous client's are awaited.

    `path` is added to the base URL; it may have a query string, and is sent as it is written. An
    absolute URL is used as it is, and gets credentials at the client's own origin only. `cast_to`
    is the type of the answer: one of the package's types, `str`, `bytes`, or `httpx2.Response` for
    the response itself; without it JSON gives plain data, text a `str`, anything else `bytes`.
    `body` is sent as JSON, or as it is if it is bytes or a file; `content_type` chooses otherwise.
    With `stream=True` the answer is a stream of events of type `cast_to`.
    """

    _spec: ClientSpec

    def _perform(
        self, operation: Operation, arguments: Arguments, options: Options, cast_to: object
    ) -> Any:
        raise NotImplementedError

    def request(
        self,
        method: str,
        path: str,
        *,
        cast_to: Any = None,
        body: object = None,
        content_type: str = "",
        stream: bool = False,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        timeout: TimeoutLike | NotGiven = NOT_GIVEN,
    ) -> Any:
        """Send a request; see the class for the arguments. Raises as the typed methods do.

        Methods of HTTP may be given in lower case; others are sent as they are written.
        """
        media: tuple[str, Kind] = ("application/json", "json")
        if content_type:
            media = (content_type, _kind(content_type, body))
        elif is_file(body) or isinstance(body, str):
            media = ("application/octet-stream", "binary")
        operation = Operation(
            id="",
            method=method.upper() if method.upper() in _METHODS else method,
            path=path,
            body=None if body is None else BodySpec(media),
            replies=_replies(cast_to, stream),
            security=(*((scheme.name,) for scheme in self._spec.schemes), ()),
            streams=stream,
            literal=True,
        )
        arguments = Arguments(body=None if body is None else Whole(body))
        options = Options(extra_headers, extra_query, None, timeout)
        return self._perform(operation, arguments, options, cast_to)

    def get(self, path: str, **options: Any) -> Any:
        """`request("GET", ...)`."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Any:
        """`request("POST", ...)`."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Any:
        """`request("PUT", ...)`."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Any:
        """`request("PATCH", ...)`."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Any:
        """`request("DELETE", ...)`."""
        return self.request("DELETE", path, **options)


def _kind(content_type: str, body: object) -> Kind:
    from ._bodies import kind_of

    kind = kind_of(content_type.partition(";")[0].strip().lower())
    return "binary" if kind == "json" and isinstance(body, bytes | str) else kind


def _replies(cast_to: Any, stream: bool) -> tuple[Reply, ...]:
    def kind() -> Any:
        return cast_to

    if stream:
        return (Reply("2XX", "text/event-stream", "events", kind if cast_to is not None else None),)
    if cast_to is bytes:
        return (Reply("2XX", "*/*", "binary"),)
    if cast_to is str:
        return (Reply("2XX", "*/*", "text"),)
    if cast_to is None or getattr(cast_to, "__module__", "").startswith("httpx2"):
        return ()
    return (Reply("2XX", "application/json", "json", kind),)
