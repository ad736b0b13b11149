"""What generated code says about an API: operations, parameters, bodies, replies and schemes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

Location = Literal["path", "query", "header", "cookie", "querystring"]
Style = Literal[
    "",
    "matrix",
    "label",
    "simple",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "tabDelimited",
    "deepObject",
]
Kind = Literal["json", "form", "multipart", "text", "binary", "events", "json-lines", "none"]
SchemeKind = Literal["bearer", "basic", "header", "query", "cookie", "oauth2", "other"]

_DEFAULT_STYLE: Final[Mapping[str, Style]] = MappingProxyType(
    {"path": "simple", "query": "form", "header": "simple", "cookie": "form", "querystring": "form"}
)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter and how its value is spelled (OpenAPI 3.1, section 4.8.12)."""

    name: str
    location: Location
    style: Style = ""
    """Empty: the location's default, `simple` or `form`."""
    explode: bool | None = None
    """`None`: the style's default, true for `form` and `deepObject` only."""
    allow_reserved: bool = False
    content_type: str = ""
    """Set where the parameter has `content`: the value is encoded by that media type."""

    def __post_init__(self) -> None:
        style = self.style or _DEFAULT_STYLE[self.location]
        object.__setattr__(self, "style", style)
        if self.explode is None:
            object.__setattr__(self, "explode", style in ("form", "deepObject"))


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written (OpenAPI 3.1, section 4.8.15)."""

    content_type: str = ""
    style: Style = ""
    explode: bool | None = None
    allow_reserved: bool = False


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
    envelope: Literal["", "text", "json", "mixed", "data"] = ""
    """Events only: the type describes the whole event (`data`, `event`, `id`, `retry`: OpenAPI 3.2,
    `itemSchema`), not the data in it, and that data is text, JSON, or JSON in some events. `data`:
    it has `data` alone, and may be that of the data after all."""


@dataclass(frozen=True, slots=True)
class Paging:
    """How the answers of an operation go on. Paths are names on the wire, outermost first."""

    style: Literal["cursor", "last-id", "offset", "page", "url", "link"]
    items: tuple[str, ...] = ()
    """Where the array is; empty: the answer is the array."""
    argument: tuple[str, ...] = ()
    """The query parameter or body property that asks for the next page; none for `url` and `link`."""
    in_body: bool = False
    next: tuple[str, ...] = ()
    """Where the cursor, the URL or this page's number is; for `last-id`, below an item."""
    more: tuple[str, ...] = ()
    """Where it is said whether there are more; empty: nowhere."""
    last: tuple[str, ...] = ()
    """Where the number of all items, or of the last page, is; empty: nowhere."""
    start: int = 0
    """The first offset or page number."""
    page: Callable[[], object] | None = None
    """Gives the class of a page; `None`: it is a list."""
    async_page: Callable[[], object] | None = None
    """The asynchronous client's."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One method on one path."""

    id: str
    method: str
    path: str
    """The path template as the document writes it, a query string in it included."""
    parameters: tuple[Param, ...] = ()
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
    paging: Paging | None = None
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
class ClientFlow:
    """The OAuth2 client credentials flow of a scheme (OpenAPI 3.1, section 4.8.29)."""

    token_url: str
    scopes: tuple[str, ...] = ()
    arguments: tuple[str, str] = ("client_id", "client_secret")
    """The keywords of the client's constructor for the client's id and secret."""
    variables: tuple[str, str] = ("", "")
    """The environment variables that are read when the keywords are not given."""


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
    flow: ClientFlow | None = None
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
