"""What a caller can do: operations, their parameters, bodies and responses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from instep.ir.paging import Pagination
from instep.ir.text import NO_DOC, NO_TEXT, Doc, Text
from instep.ir.types import MISSING, Json, Missing, Type


class In(StrEnum):
    """Where a parameter stands in a request."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    """OpenAPI 3.2: the whole query string."""


class Style(StrEnum):
    """How a parameter's value is spelled (OpenAPI 3.1, section 4.8.12.2)."""

    SIMPLE = "simple"
    LABEL = "label"
    MATRIX = "matrix"
    FORM = "form"
    SPACE_DELIMITED = "spaceDelimited"
    PIPE_DELIMITED = "pipeDelimited"
    DEEP_OBJECT = "deepObject"
    COOKIE = "cookie"
    """Nothing is percent-encoded (OpenAPI 3.2, section 4.12.3)."""
    TAB_DELIMITED = "tabDelimited"
    """`collectionFormat: tsv` of Swagger 2.0, which OpenAPI 3 has no style for."""


class MediaKind(StrEnum):
    """How a media type is read and written."""

    JSON = "json"
    FORM = "form"  # application/x-www-form-urlencoded
    MULTIPART = "multipart"
    TEXT = "text"  # text/*, XML: a str
    BINARY = "binary"  # everything else: bytes
    EVENTS = "events"  # text/event-stream
    JSON_LINES = "json-lines"  # application/jsonl, x-ndjson, json-seq


class Envelope(StrEnum):
    """Whether the type of an event stream is that of whole events (OpenAPI 3.2, `itemSchema`), and their data."""

    NONE = ""
    """It is the type of the data in an event."""
    TEXT = "text"
    """Whole events; `data` is text."""
    JSON = "json"
    """Whole events; `data` is JSON."""
    MIXED = "mixed"
    """Whole events; `data` is JSON in some of them."""
    DATA = "data"
    """An object of `data` alone, in a `schema`: a whole event, unless its data turns out to be such an object."""


@dataclass(frozen=True, slots=True)
class Example:
    """A documented example of a value."""

    name: str
    value: Json
    summary: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written (OpenAPI 3.1, section 4.8.15)."""

    wire: str
    content_type: str = ""
    style: Style | None = None
    explode: bool | None = None
    allow_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body or response."""

    content_type: str
    """As the document writes it, parameters included."""
    kind: MediaKind
    type: Type | None
    """The value's type (of one event or line for streams); None: the document says nothing."""
    schema: Json
    """The JSON Schema as the document has it (3.1 dialect, `$ref`s into `Api.root`); `True` if absent."""
    examples: tuple[Example, ...] = ()
    encoding: tuple[Encoding, ...] = ()
    origin: str = ""
    envelope: Envelope = Envelope.NONE
    event_schema: Json | Missing = MISSING
    """Of an enveloped event, with JSON in the place of the text that `schema` says it is sent as."""

    @property
    def streamed_schema(self) -> Json:
        """The schema of what a reader of the stream gets, one event or all."""
        return self.schema if isinstance(self.event_schema, Missing) else self.event_schema


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query, header or cookie parameter."""

    wire: str
    argument: str
    """The Python argument's name, unique within the operation."""
    location: In
    type: Type
    schema: Json
    required: bool
    style: Style
    explode: bool
    allow_reserved: bool = False
    allow_empty: bool = False
    content_type: str = ""
    """Set where the parameter has `content` instead of `schema`: the value is encoded by this media type."""
    default: Json | Missing = MISSING
    doc: Doc = NO_DOC
    examples: tuple[Example, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class BodyArgument:
    """A property of an object body that became a keyword of its own."""

    wire: str
    argument: str
    type: Type
    required: bool
    default: Json | Missing = MISSING
    doc: Doc = NO_DOC
    examples: tuple[Json, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body."""

    required: bool
    media: tuple[Media, ...]
    """At least one; the first is what the client sends unless told otherwise (JSON before others)."""
    arguments: tuple[BodyArgument, ...] = ()
    """The properties of the first media type's object, flattened into keywords; read-only ones are not here."""
    argument: str = ""
    """Set where the body is one argument instead (an array, union, scalar, bytes); then `arguments` is empty."""
    model: str = ""
    """Key of the object's definition where the body was flattened."""
    doc: Doc = NO_DOC
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A documented response header."""

    wire: str
    type: Type
    schema: Json
    required: bool
    doc: Doc = NO_DOC


@dataclass(frozen=True, slots=True)
class Response:
    """What comes back for a status: `200`, `4XX` or `default`."""

    status: str
    media: tuple[Media, ...]
    headers: tuple[Header, ...] = ()
    doc: Doc = NO_DOC
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """How an operation answers with a stream of events or lines."""

    media: Media
    flag: str = ""
    """Wire name of the boolean body property or query parameter that asks for it; empty: there is none, so the
    operation always streams, or (where it has other 2xx media types too) the `Accept` header asks."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    key: str
    """`POST /v1/responses`, as the lock writes it."""
    id: str
    """The document's operationId, or empty."""
    method: str
    """Upper case."""
    path: str
    """The path template as the document writes it (a query string or fragment in it included)."""
    call: tuple[str, ...]
    """Resources, then the method: `("responses", "create")`."""
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    stream: Stream | None
    security: tuple[tuple[str, ...], ...]
    """Alternatives, each the names of schemes that go together; an empty alternative is anonymous. No
    alternatives at all: the document asks for nothing."""
    type_name: str = ""
    """PascalCase stem for what belongs to this operation alone (`ResponsesCreate`), unique among operations."""
    servers: tuple[str, ...] = ()
    """Server URLs of the operation or its path item, where they override the document's."""
    tags: tuple[str, ...] = ()
    doc: Doc = NO_DOC
    origin: str = ""
    pages: Pagination | None = None
    """How its answers go on; None: they are whole, or how is not plain."""
