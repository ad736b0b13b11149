"""What generated code says about an API: operations, parameters, bodies, replies and schemes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from ._base import BaseClient
    from ._events import ServerSentEvent
    from ._options import Options
    from ._request import Arguments
    from ._settings import HeaderMap
    from ._tokens import TokenFlow
    from ._transport import HTTPResponse

Kind = Literal["json", "form", "multipart", "text", "binary", "events", "json-lines", "none"]
SchemeKind = Literal["bearer", "basic", "header", "query", "cookie", "oauth2", "other"]


class Encoding(Protocol):
    """How one property of a form is written; `spelling` knows, in clients that need it."""

    def pairs(self, name: str, data: object) -> list[str]:
        """The `name=value` pairs of JSON-ready data in a form."""
        ...

    def fields(self, name: str, value: object) -> list[tuple[str, object]]:
        """The parts of a multipart body, by name."""
        ...

    def media(self, filename: str | None) -> str:
        """The media type of a part, of a file with this name; empty if it is not said."""
        ...


class Parameters(Protocol):
    """The parameters of an operation; `spelling` writes them, in clients that need it."""

    def path(self, template: str, values: Mapping[str, object]) -> str:
        """The path of a template, percent-encoded."""
        ...

    def headers(self, headers: HeaderMap, operation: Operation, arguments: Arguments) -> None:
        """Add header and cookie parameters to the headers of a call."""
        ...

    def query(self, operation: Operation, arguments: Arguments) -> dict[str, list[str]]:
        """The `name=value` pairs of the query parameters of a call, by name."""
        ...


@dataclass(frozen=True, slots=True)
class Media:
    """A media type that a body may have."""

    content_type: str
    kind: Kind
    encoding: Mapping[str, Encoding] = field(default_factory=dict[str, Encoding])


MediaSpec = tuple[str, Kind] | tuple[str, Kind, Mapping[str, Encoding]]
"""Media type, how it is written, and the encoding of its properties."""


@dataclass(frozen=True, slots=True, init=False)
class Body:
    """The media types of a request body, the preferred one first."""

    media: tuple[Media, ...]
    required: bool

    def __init__(self, *media: MediaSpec, required: bool = False) -> None:
        object.__setattr__(self, "media", tuple(map(_media, media)))
        object.__setattr__(self, "required", required)


def _media(spec: MediaSpec) -> Media:
    if len(spec) == 2:
        return Media(spec[0], spec[1])
    return Media(spec[0], spec[1], spec[2])


class Parser(Protocol):
    """Bytes of a stream to its events, chunk by chunk."""

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that a chunk completes. Raises `EventTooLargeError`."""
        ...

    def finish(self) -> list[ServerSentEvent]:
        """The events that the end of the bytes completes."""
        ...

    def unfinished(self) -> bytes:
        """The data of an event that has begun and is lost; empty if there is none."""
        ...

    def close(self) -> None:
        """Forget what is unterminated."""
        ...


class Envelope(Protocol):
    """How whole events are values; `envelopes` knows, in clients that need it."""

    def whole(self, event: ServerSentEvent, kind: Any) -> bytes:
        """A whole event as a JSON object, for a value of this type."""
        ...

    def documents(self, event: ServerSentEvent, kind: Any) -> bool:
        """Whether an event is just what the document says."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """One media type of one documented response."""

    status: str
    """`200`, a range such as `4XX`, or `default`."""
    media: str
    """As the document writes it; empty where there is no content."""
    kind: Kind
    type: Callable[[], object] | None = None
    """Gives the type of the value (of one event or line for streams); `None`: raw data."""
    envelope: Envelope | None = None
    """Events only: the type describes the whole event (`data`, `event`, `id`, `retry`: OpenAPI 3.2,
    `itemSchema`), not the data in it; see `envelopes`."""
    parser: Callable[[int | None], Parser] | None = None
    """Gives the parser of a stream that is no event stream, from the most bytes a value may have."""


class Pages(Protocol):
    """How the answers of an operation go on; `paging` knows, in clients that need it."""

    def pager(
        self,
        client: BaseClient,
        operation: Operation,
        arguments: Arguments,
        options: Options,
        *,
        wait: bool,
    ) -> Callable[[Any, HTTPResponse, bytes], Any]:
        """What makes a page of a call's value. `wait`: the client is the synchronous one."""
        ...

    def paginator(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """What a call of the asynchronous client gives before it is awaited."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One method on one path."""

    id: str
    method: str
    path: str
    """The path template as the document writes it, a query string in it included."""
    parameters: Parameters | None = None
    """None: there are none."""
    body: Body | None = None
    replies: tuple[Reply, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    """Alternatives of combinations of scheme names; `()` as an alternative is anonymous."""
    nullable: frozenset[str] = frozenset()
    """Wire names of the arguments whose `None` is sent as null; `""` is a body that is one value."""
    stream_flag: str = ""
    """The boolean body property or query parameter that asks for a stream."""
    stream_choice: bool = False
    """Whether an argument of the call asks for a stream, by `Accept`: nothing in the request does."""
    streams: bool = False
    """Whether the operation can answer with events or lines."""
    servers: tuple[str, ...] = ()
    """Server URLs that replace the document's; the first one is used."""
    idempotency_header: str = ""
    paging: Pages | None = None
    """How the answers go on; `None`: they are whole."""
    literal: bool = False
    """Whether `path` is a path, or an absolute URL, and not a template."""
    accept: str = field(init=False, default="")
    accept_stream: str = field(init=False, default="")

    def __post_init__(self) -> None:
        success = [
            reply for reply in self.replies if reply.status[:1] in ("2", "d") and reply.media
        ]
        plain = [reply.media for reply in success if reply.kind not in ("events", "json-lines")]
        flows = [reply.media for reply in success if reply.kind in ("events", "json-lines")]
        object.__setattr__(self, "accept", ", ".join(dict.fromkeys(plain or flows)) or "*/*")
        object.__setattr__(self, "accept_stream", ", ".join(dict.fromkeys(flows)) or self.accept)

    def wants_stream(self, asked: bool) -> bool:
        """Whether a call answers with a stream: because it *asked*, or because there is no other way."""
        if not self.streams:
            return False
        return asked if self.stream_flag or self.stream_choice else True


@dataclass(frozen=True, slots=True)
class Whole:
    """A body that is one value instead of the properties of an object."""

    value: object


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme: where its credential comes from and where it goes."""

    name: str
    kind: SchemeKind
    argument: str = ""
    """The keyword of the client's constructor."""
    variable: str = ""
    """The environment variable that is read when the keyword is not given."""
    wire: str = ""
    """Name of the header, query parameter or cookie."""
    alias: str = ""
    """A second keyword for the same credential: `api_key`, for the scheme most used of several."""
    flow: TokenFlow | None = None
    """OAuth2: how to get a token where none is given."""


@dataclass(frozen=True, slots=True)
class ClientSpec:
    """What a generated package says about itself."""

    package: str
    base_url: str = ""
    schemes: tuple[Scheme, ...] = ()
    base_url_variable: str = ""
    version: str = ""
    """The document's version, sent in `User-Agent`."""
