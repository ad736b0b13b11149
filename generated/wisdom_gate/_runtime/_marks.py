"""Marks that annotations carry and type checkers do not see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeVar, final

T = TypeVar("T")


@final
class Mark:
    """A named mark inside `Annotated`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"wire.{self.name}"


NULLABLE: Final = Mark("NULLABLE")
"""JSON null is one of the documented values; without it None only means absent."""

OPEN: Final = Mark("OPEN")
"""`Literal["a"] | str` whose document allows other values too, in strict mode as well."""

ONE_OF: Final = Mark("ONE_OF")
"""No value may be of two members of the union (JSON Schema Core, section 10.2.1.3); strict mode counts."""

UNIQUE: Final = Mark("UNIQUE")
"""No two items of the array are equal (JSON Schema, Validation, section 6.4.3)."""

UNTYPED: Final = Mark("UNTYPED")
"""The document does not say that the value is of this JSON type: it only says what holds if it is."""

Nullable = Annotated[T | None, NULLABLE]
"""`Nullable[str]`: a string, or a null that has a meaning."""


@final
class Rule:
    """What a value has to satisfy besides being of its type, as JSON Schema that refers to nothing.

    Strict mode refuses a value that does not.
    """

    __slots__ = ("schema",)

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = dict(schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rule) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"wire.Rule({self.schema!r})"


@final
class Keys:
    """Which keys of a map its values' type is for: those that match a pattern (`patternProperties`).

    Args:
        patterns: regular expressions, found anywhere in a key.
        closed: the document forbids other keys; else their values are any.
    """

    __slots__ = ("closed", "patterns")

    def __init__(self, *patterns: str, closed: bool = False) -> None:
        self.patterns = patterns
        self.closed = closed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keys) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        said = "".join(f"{pattern!r}, " for pattern in self.patterns)
        return f"wire.Keys({said}closed={self.closed})"


@final
class Tagged:
    """The property that says which member of a union an object is (OpenAPI, Discriminator Object).

    Args:
        name: the property's name on the wire.
        mapping: the property's values, each with the name of the member it stands for: a class's
            `__name__` or an alias's. Several values may name one member; a value that stands for
            several has their names in a tuple, and narrows the choice to them.
    """

    __slots__ = ("mapping", "name")

    def __init__(self, name: str, mapping: Mapping[Any, str | tuple[str, ...]]) -> None:
        self.name = name
        self.mapping = dict(mapping)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tagged):
            return NotImplemented
        return self.name == other.name and self.mapping == other.mapping

    def __hash__(self) -> int:
        return hash((self.name, *self.mapping))

    def __repr__(self) -> str:
        return f"wire.Tagged({self.name!r}, {self.mapping!r})"
