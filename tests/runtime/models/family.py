"""A family of generated-looking types that the model tests share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from instep.runtime import records, wire


class Delta(wire.Model):
    type: Literal["delta"]
    delta: str
    item_id: str
    output_index: int
    sequence_number: int


class Odd(wire.Model):
    type_: Annotated[Literal["odd", "odder"], Field(alias="@type")]
    plus: Annotated[int | None, Field(alias="+1", ge=0)] = None
    empty: Annotated[str | None, Field(alias="")] = None
    model_: Annotated[str | None, Field(alias="model_config")] = None
    copy_: Annotated[str | None, Field(alias="copy")] = None
    json_: Annotated[str | None, Field(alias="json")] = None
    schema_: Annotated[str | None, Field(alias="schema")] = None
    self_: Annotated[str | None, Field(alias="self")] = None
    model_name: str | None = None
    ventilação: int | None = None


class Scalars(wire.Model):
    moment: wire.DateTime | None = None
    day: wire.Date | None = None
    clock: wire.Time | None = None
    span: wire.Duration | None = None
    key: wire.Uuid | None = None
    blob: wire.Base64 | None = None
    price: wire.Decimal | None = None
    number: wire.Number | None = None
    ratio: Annotated[float | None, Field(ge=0, le=2, multiple_of=0.1)] = None
    count: int | None = 20
    flag: bool | None = None
    word: Annotated[str | None, Field(min_length=1, max_length=3, pattern="^[a-z]*$")] = None
    looking: Annotated[str | None, Field(pattern="^(?!a)b")] = None
    moment_or_text: wire.DateTime | str | None = None


class Closed(wire.Model, closed=True):
    mode: Literal["auto", "off"] | str
    free: Annotated[Literal["auto"] | str, wire.OPEN] = "auto"
    level: Literal[1, 2] | int | None = None
    maybe: wire.Nullable[str] = None
    never: str | None = None


class Counts(wire.Model):
    __pydantic_extra__: dict[str, int] = Field(init=False)
    name: str | None = None


class Tree(wire.Model):
    kids: list[Tree]
    by_name: dict[str, Tree] | None = None
    event: Event | None = None
    pair: tuple[int, str] | None = None
    row: tuple[int, ...] | None = None
    either: Closed | Counts | Scalars | list[str] | str | None = None
    names: Annotated[list[str] | None, Field(max_length=2)] = None
    once: Annotated[Annotated[list[Any], Field(max_length=9)], wire.UNIQUE] | None = None
    odd: OddEvent | None = None
    json_value: Value | None = None
    thing: Any = None


class Numbered(wire.Model):
    kind: Literal[2]
    a: str | None = None


class Flagged(wire.Model):
    kind: Literal[True]
    b: str | None = None


class Untagged(wire.Model):
    c: str


class Left(wire.Model):
    child: Branch
    left: int


class Right(wire.Model):
    child: Branch
    right: int


Branch = TypeAliasType("Branch", "Left | Right | int")
Value = TypeAliasType("Value", "dict[str, Value] | list[Value] | str | wire.Number | bool | None")
OddEvent = TypeAliasType(
    "OddEvent",
    Annotated[Odd | wire.UnknownVariant, wire.Tagged("@type", {"odd": "Odd", "odder": "Odd"})],
)
Inner = TypeAliasType(
    "Inner",
    "Annotated[Delta | Tree | wire.UnknownVariant, wire.Tagged('type', {'delta': 'Delta', "
    "'tree': 'Tree'})]",
)
Event = TypeAliasType(
    "Event",
    Annotated[
        Inner | Closed | wire.UnknownVariant,
        wire.Tagged("type", {"delta": "Inner", "tree": "Inner", "closed": "Closed"}),
    ],
)
Mixed = TypeAliasType(
    "Mixed",
    Annotated[
        Numbered | Flagged | Untagged | wire.UnknownVariant,
        wire.Tagged("kind", {True: "Flagged", 2: "Numbered"}),
    ],
)
NoUnknown = TypeAliasType(
    "NoUnknown", Annotated[Delta | Closed, wire.Tagged("type", {"delta": "Delta", "c": "Closed"})]
)


@records.record
class Leaf(records.Record):
    type: Literal["leaf"]
    plus: Annotated[int | None, wire.Name("+1")] = None
    moment: wire.DateTime | None = None
    leaves: list[Leaf] | None = None
    other: RecordEvent | None = None


@records.record
class Twig(records.Record, closed=True):
    type: Literal["twig"]
    count: int = 3


@records.record
class Tally(records.Record):
    __pydantic_extra__: dict[str, Leaf] = Field(init=False)
    name: str | None = None
    note: wire.Nullable[str] = None


RecordEvent = TypeAliasType(
    "RecordEvent",
    Annotated[
        Leaf | Twig | wire.UnknownVariant, wire.Tagged("type", {"leaf": "Leaf", "twig": "Twig"})
    ],
)

FAMILY: tuple[Any, ...] = (
    Delta,
    Odd,
    Scalars,
    Closed,
    Counts,
    Tree,
    Value,
    OddEvent,
    Inner,
    Event,
    Mixed,
    NoUnknown,
    Leaf,
    Twig,
    Tally,
    Branch,
    RecordEvent,
    list[Event],
    dict[str, Tree],
    wire.Nullable[Tree],
    Tree | list[Delta] | wire.Number | str,
    int,
    float,
    Any,
    wire.DateTime,
)
