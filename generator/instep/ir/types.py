"""The closed family of types. A consumer matches on all of them and ends with `assert_never`.

A type says what JSON values are meant; how open or closed it is printed (what is received is
open, what is sent is closed) is the printer's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from instep.ir.text import NO_DOC, Doc

Json = Any
"""A JSON value as `json.loads` makes it. Treated as immutable everywhere in the IR."""


class Missing:
    """The one value `MISSING`: not given, as opposed to null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


class ScalarKind(StrEnum):
    """What a scalar means; the JSON form is in the comment."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE_TIME = "date-time"  # string, RFC 3339
    DATE = "date"  # string, RFC 3339 full-date
    TIME = "time"  # string
    DURATION = "duration"  # string, ISO 8601
    UUID = "uuid"  # string
    BYTES = "byte"  # string, base64
    BINARY = "binary"  # raw bytes, outside JSON; a string where it stands in JSON all the same
    DECIMAL = "decimal"  # string, or number

    # `format: uri`, `email` and everything unknown stay STRING; int32/int64 stay INTEGER.


@dataclass(frozen=True, slots=True)
class Constraints:
    """Bounds, in JSON Schema's words (validation vocabulary, section 6). None: not bounded."""

    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """Only a pattern that pydantic-core's engine compiles gets here."""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None
    rules: tuple[str, ...] = ()
    """What no bound says (`not`, `if`, `contains`, ...): JSON Schemas as JSON text, each whole in itself."""
    untyped: bool = False
    """The document has no `type` here, so that values of other JSON types are valid as well."""

    def __bool__(self) -> bool:
        return self != UNBOUNDED


UNBOUNDED = Constraints()


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value. `reason` says why nothing closer could be said; empty: the document says so."""

    reason: str = ""
    rules: tuple[str, ...] = ()
    """See `Constraints.rules`."""


@dataclass(frozen=True, slots=True)
class NullType:
    """Null and nothing else."""


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A string, number or boolean, perhaps with a format and bounds."""

    kind: ScalarKind
    constraints: Constraints = UNBOUNDED
    format: str = ""
    """The document's own `format`, for documentation."""


@dataclass(frozen=True, slots=True)
class LiteralType:
    """An enum or const: these values. Null is never among them (see `NullableType`).

    Values are JSON strings, integers, booleans, floats; other values have made the schema raw.
    """

    values: tuple[str | int | float | bool, ...]
    docs: tuple[str, ...] = ()
    """A description per value where the document has them (as raw text), else empty."""
    open: bool = False
    """True where the document itself says that other values of the base type are valid."""


@dataclass(frozen=True, slots=True)
class ListType:
    """A JSON array of one item type."""

    item: Type
    constraints: Constraints = UNBOUNDED


@dataclass(frozen=True, slots=True)
class TupleType:
    """A JSON array by position (`prefixItems`); `rest` types what follows, None: nothing may."""

    items: tuple[Type, ...]
    rest: Type | None
    min_items: int = 0
    """Positions that must be there (JSON Schema demands none unless `minItems` does)."""
    untyped: bool = False
    """See `Constraints.untyped`."""


@dataclass(frozen=True, slots=True)
class MapType:
    """A JSON object by arbitrary keys."""

    value: Type
    constraints: Constraints = UNBOUNDED
    patterns: tuple[str, ...] = ()
    """Which keys the type is for (`patternProperties`); none: all of them."""
    closed: bool = False
    """Are other keys forbidden? If not, their values are any."""


@dataclass(frozen=True, slots=True)
class Discriminator:
    """How to tell the variants of a union apart: `mapping` goes from a value of property `wire` to a key."""

    wire: str
    mapping: tuple[tuple[str, str], ...]
    """(value, key of the definition), in the document's order; several values may share a key, and several keys
    a value: then it narrows the choice to them."""


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several types (`oneOf`, `anyOf`, type arrays), at least two members, none null."""

    members: tuple[Type, ...]
    discriminator: Discriminator | None = None
    exclusive: bool = False
    """A value that two members take is invalid (`oneOf`), and the members say their schemas whole, so that it can be
    told. Not set where no value can be of two."""


@dataclass(frozen=True, slots=True)
class NullableType:
    """The inner type, or null."""

    inner: Type


@dataclass(frozen=True, slots=True)
class RefType:
    """A named definition, by its key in `Api.definitions`."""

    key: str


Type = (
    AnyType
    | NullType
    | ScalarType
    | LiteralType
    | ListType
    | TupleType
    | MapType
    | UnionType
    | NullableType
    | RefType
)
"""The closed union of kinds."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object."""

    wire: str
    """The property's name in JSON."""
    name: str
    """The attribute's name in Python."""
    type: Type
    required: bool
    default: Json | Missing = MISSING
    """A default that satisfies the type; one that does not was diagnosed and dropped."""
    doc: Doc = NO_DOC
    read_only: bool = False
    write_only: bool = False
    examples: tuple[Json, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ModelDef:
    """An object with named properties: becomes a class in `types` and a TypedDict in `params`."""

    key: str
    """Where it stands, as a JSON pointer with `#`: its identity."""
    name: str
    """The class's name, unique among all definitions (also without regard to case)."""
    module: str
    """The module below `types` that holds it: definitions that refer to each other share one."""
    fields: tuple[Field, ...]
    extra: Type | None
    """What other properties may hold: a type; `AnyType()` where nothing is said; None: none allowed."""
    doc: Doc = NO_DOC
    sent: bool = False
    """Reachable from a request."""
    received: bool = False
    """Reachable from a response, event or webhook."""
    origin: str = ""
    variants: str = ""
    """Key of the alias of a union of this base and its children, which data of this type is read as; else empty."""
    rules: tuple[str, ...] = ()
    """See `Constraints.rules`."""
    untyped: bool = False
    """See `Constraints.untyped`."""


@dataclass(frozen=True, slots=True)
class AliasDef:
    """A named type that is not an object: an enum, union, array, map or scalar component."""

    key: str
    name: str
    module: str
    type: Type
    doc: Doc = NO_DOC
    sent: bool = False
    received: bool = False
    origin: str = ""


Definition = ModelDef | AliasDef


@dataclass(frozen=True, slots=True)
class Definitions:
    """All definitions by key, in a deterministic order (components first, as the document has them)."""

    by_key: dict[str, Definition] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Definition:
        return self.by_key[key]

    def model(self, type_: Type | None) -> ModelDef | None:
        """The object that a type is, names and null around it apart; None: it is none."""
        for _ in range(len(self.by_key) + 2):
            if isinstance(type_, NullableType):
                type_ = type_.inner
                continue
            definition = self.by_key.get(type_.key) if isinstance(type_, RefType) else None
            if not isinstance(definition, AliasDef):
                return definition
            type_ = definition.type
        return None

    def __iter__(self) -> Any:
        return iter(self.by_key.values())

    def __len__(self) -> int:
        return len(self.by_key)
