"""A whole API: what `normalise` hands to everyone after it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from instep.ir.operation import Operation
from instep.ir.text import NO_DOC, NO_TEXT, Doc, Text
from instep.ir.types import Definitions, Json, Type


class SchemeKind(StrEnum):
    """How a security scheme puts its credential into a request."""

    BEARER = "bearer"  # http bearer, openIdConnect
    BASIC = "basic"
    HEADER = "header"  # apiKey in a header
    QUERY = "query"
    COOKIE = "cookie"
    OAUTH2 = "oauth2"
    OTHER = "other"  # mutualTLS, digest, ...: the caller's http_client must do it


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One way to authenticate."""

    name: str
    """The component's name."""
    argument: str
    """The keyword of the client's constructor: `api_key` where there is just one scheme."""
    variable: str
    """Suffix of the environment variable, upper case: `API_KEY` makes `PACKAGE_API_KEY`."""
    kind: SchemeKind
    wire: str = ""
    """Name of the header, query parameter or cookie."""
    token_url: str = ""
    """OAuth2 client credentials flow, if any."""
    scopes: tuple[str, ...] = ()
    alias: str = ""
    """`api_key`, for the scheme that the document uses most where there are several; else empty."""
    assumed: bool = False
    """The document declares no scheme at all; this one is used if the caller gives a key."""
    doc: Doc = NO_DOC
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A base URL, its variables filled in with their defaults."""

    url: str
    description: Text = NO_TEXT
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A named group of operations in the client: `client.responses.input_items`."""

    path: tuple[str, ...]
    """Attribute names from the client down; the last is its own."""
    class_name: str
    """`ResponsesInputItems`; the asynchronous twin has `Async` before it."""
    module: str
    """The module below `resources`."""
    operations: tuple[Operation, ...]
    children: tuple[Resource, ...] = ()
    doc: Doc = NO_DOC


@dataclass(frozen=True, slots=True)
class Webhook:
    """An event that the API sends to its user."""

    name: str
    type: Type
    schema: Json
    doc: Doc = NO_DOC
    origin: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What could not be expressed: always our bug, always said."""

    kind: str
    """`operation`, `parameter`, `media-type` or `schema`."""
    pointer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the document declares, by what became of it."""

    operations: int
    parameters: int
    media_types: int
    schemas: int
    raw: tuple[LeftOut, ...] = ()
    """Kept as raw data, with the reason."""
    left_out: tuple[LeftOut, ...] = ()


NO_COVERAGE = Coverage(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Api:
    """The document's meaning."""

    title: Text
    version: Text
    openapi: str
    """The version the document itself declares."""
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    operations: tuple[Operation, ...]
    """All of them, in the document's order."""
    resources: tuple[Resource, ...]
    """The top of the resource tree; every operation is in exactly one resource."""
    definitions: Definitions
    root: Json
    """The bundled document (3.1 dialect) that the `schema` fields' `$ref`s point into; opaque JSON for validators."""
    webhooks: tuple[Webhook, ...] = ()
    webhook_event: Type | None = None
    """Any event of `webhooks`, told apart where that is plain; None: there are none."""
    coverage: Coverage = NO_COVERAGE
    doc: Doc = NO_DOC
    default_security: tuple[tuple[str, ...], ...] = ()


def walk_resources(resources: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Every resource of the tree, parents before children."""
    found: list[Resource] = []
    for resource in resources:
        found.append(resource)
        found.extend(walk_resources(resource.children))
    return tuple(found)
