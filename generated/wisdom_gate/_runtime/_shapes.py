"""What an annotation of a generated type says, as data that the walks over JSON share."""

from __future__ import annotations

import decimal
import sys
import types
import typing
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Union, cast, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from ._marks import NULLABLE, ONE_OF, OPEN, UNIQUE, UNTYPED, Keys, Rule, Tagged
from ._memory import remembered
from ._scalars import Base64, Date, DateTime, Decimal, Duration, Exact, Time, Uuid

Kind = Literal["str", "int", "bool", "number", "null"]
Number = int | float


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value, kept as it is."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A plain JSON scalar."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar that remembers its JSON."""

    cls: type[Exact]


@dataclass(frozen=True, slots=True)
class Values:
    """One of these constants."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Fixed:
    """An array with a shape for each of its first places, read as a tuple."""

    items: tuple[Shape, ...]
    rest: Shape | None


@dataclass(frozen=True, slots=True)
class Entries:
    """An object used as a map; `keys` says which of its values are of the shape, if not all."""

    value: Shape
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """A generated class."""

    cls: type[Any]


@dataclass(frozen=True, slots=True)
class Later:
    """A named alias, looked at only when it is reached, for it may refer to itself."""

    alias: Any


@dataclass(frozen=True, slots=True)
class Maybe:
    """A shape or null; `meaningful` unless None only stands for an absent property."""

    inner: Shape
    meaningful: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several shapes; `documented` pass in strict mode, and only one of them if `single`."""

    members: tuple[Shape, ...]
    documented: tuple[Shape, ...]
    single: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """One of several shapes, named by the property `tag`; `single` as in `Choice`."""

    tag: str
    mapping: Mapping[tuple[type, Any], Shape]
    others: tuple[Shape, ...]
    unknown: type[Any] | None
    single: bool = False

    def named_by(self, value: object) -> Shape | None:
        """The member that the tag's value names."""
        kind = type(value)
        return self.mapping.get((kind, value)) if kind in (str, int, bool) else None

    def distinct(self) -> tuple[Shape, ...]:
        """The members that values of the tag name, each once."""
        return tuple(dict.fromkeys(self.mapping.values()))


@dataclass(frozen=True, slots=True)
class Limits:
    """Constraints of JSON Schema on one value (Validation, section 6); None is no constraint."""

    ge: Number | None = None
    gt: Number | None = None
    le: Number | None = None
    lt: Number | None = None
    multiple_of: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    unique: bool | None = None
    untyped: bool | None = None
    rules: tuple[Rule, ...] | None = None


@dataclass(frozen=True, slots=True)
class Limited:
    """A shape with constraints."""

    inner: Shape
    limits: Limits


Shape = (
    Anything
    | Leaf
    | Scalar
    | Values
    | Items
    | Fixed
    | Entries
    | Object
    | Later
    | Maybe
    | Choice
    | Variants
    | Limited
)

ANYTHING = Anything()
NO_LIMITS = Limits()
_SIMPLE: Mapping[Any, Shape] = types.MappingProxyType(
    {
        Any: ANYTHING,
        object: ANYTHING,
        None: Leaf("null"),
        type(None): Leaf("null"),
        str: Leaf("str"),
        int: Leaf("int"),
        bool: Leaf("bool"),
        float: Leaf("number"),
        list: Items(ANYTHING),
        dict: Entries(ANYTHING),
        datetime: Scalar(DateTime),
        date: Scalar(Date),
        time: Scalar(Time),
        timedelta: Scalar(Duration),
        uuid.UUID: Scalar(Uuid),
        bytes: Scalar(Base64),
        decimal.Decimal: Scalar(Decimal),
    }
)
_KINDS: Mapping[type, Kind] = types.MappingProxyType({str: "str", int: "int", bool: "bool"})


@remembered(4096)
def shape_of(annotation: Any) -> Shape:
    """The shape that an evaluated annotation stands for.

    Raises:
        TypeError: generated types have no such annotation.
    """
    simple = _SIMPLE.get(annotation)
    if simple is not None:
        return simple
    if isinstance(annotation, TypeAliasType):
        return Later(annotation)
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        base, *marks = get_args(annotation)
        return marked(base, marks)
    if origin is Literal:
        return Values(get_args(annotation))
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation), ())
    if origin in (list, Sequence):
        return Items(shape_of(get_args(annotation)[0]))
    if origin in (dict, Mapping):
        return Entries(shape_of(get_args(annotation)[1]))
    if origin is tuple:
        return _fixed(get_args(annotation))
    if isinstance(annotation, type):
        cls = cast("type[object]", annotation)
        if issubclass(cls, Exact):
            return Scalar(cls)
        if hasattr(cls, "__wire_closed__"):
            return _read_as(cls)
    raise TypeError(f"not a generated type: {annotation!r}")


def _read_as(cls: Any) -> Shape:
    """A generated class, or the union that stands for it and what extends it."""
    if not cls.__wire_variants__:
        return Object(cls)
    return Later(getattr(sys.modules[cls.__module__], cls.__wire_variants__))


def _fixed(args: tuple[Any, ...]) -> Shape:
    if len(args) == 2 and args[1] is ...:
        return Fixed((), shape_of(args[0]))
    items: list[Shape] = []
    for place, arg in enumerate(args):
        unpacked = _unpacked(arg)
        if unpacked is not None and place == len(args) - 1:
            return Fixed(tuple(items), shape_of(unpacked))
        items.append(shape_of(arg))
    return Fixed(tuple(items), None)


def _unpacked(arg: Any) -> Any:
    """`T` of `*tuple[T, ...]`, however evaluating an annotation has left it; None for anything else."""
    if getattr(arg, "__unpacked__", False):
        return get_args(arg)[0]
    if get_origin(arg) is typing.Unpack:
        return get_args(get_args(arg)[0])[0]
    return None


def marked(annotation: Any, marks: Iterable[Any]) -> Shape:
    """The shape of an annotation with the marks that stand beside it in `Annotated`."""
    flat = [each for mark in marks for each in _flat(mark)]
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        base, *inner = get_args(annotation)
        return marked(base, (*inner, *flat))
    is_union = origin in (Union, types.UnionType)
    shape = _union(get_args(annotation), flat) if is_union else shape_of(annotation)
    if isinstance(shape, Entries):
        keys = next((mark for mark in flat if isinstance(mark, Keys)), None)
        shape = Entries(shape.value, keys)
    limits = _limits(flat)
    return shape if limits == NO_LIMITS else Limited(shape, limits)


def _flat(mark: Any) -> Sequence[Any]:
    return mark.metadata if isinstance(mark, FieldInfo) else (mark,)


def _limits(marks: Iterable[Any]) -> Limits:
    found: dict[str, Any] = {}
    for mark in marks:
        if mark is UNIQUE:
            found["unique"] = True
        if mark is UNTYPED:
            found["untyped"] = True
        if isinstance(mark, Rule):
            found["rules"] = (*found.get("rules", ()), mark)
        if isinstance(mark, annotated_types.GroupedMetadata):
            parts: Iterable[Any] = cast("Iterable[Any]", mark)
        else:
            parts = (mark,)
        for part in parts:
            for name in Limits.__slots__:
                value = getattr(part, name, None)
                if value is not None:
                    found[name] = value
    return Limits(**found)


def _union(members: Iterable[Any], marks: Sequence[Any]) -> Shape:
    rest = [member for member in members if member is not type(None)]
    has_null = len(rest) < len(tuple(members))
    tagged = next((mark for mark in marks if isinstance(mark, Tagged)), None)
    if tagged is not None:
        shape: Shape = _variants(rest, tagged, single=ONE_OF in marks)
    elif len(rest) == 1:
        shape = shape_of(rest[0])
    else:
        shapes = tuple(shape_of(member) for member in rest)
        shape = Choice(shapes, shapes if OPEN in marks else _closed(shapes), ONE_OF in marks)
    return Maybe(shape, meaningful=True) if has_null else shape


def optional_shape(annotation: Any, marks: Iterable[Any] = ()) -> Shape:
    """The shape of a property that may be absent: its None means that, unless marked `NULLABLE`."""
    shape = marked(annotation, marks)
    inner = shape.inner if isinstance(shape, Limited) else shape
    if not isinstance(inner, Maybe) or _says_nullable(annotation):
        return shape
    absent = Maybe(inner.inner, meaningful=False)
    return Limited(absent, shape.limits) if isinstance(shape, Limited) else absent


def _says_nullable(annotation: Any) -> bool:
    if get_origin(annotation) is not typing.Annotated:
        return False
    base, *marks = get_args(annotation)
    return NULLABLE in marks or _says_nullable(base)


def _closed(members: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Without the bare types that stand beside their own constants to receive new ones."""
    constants = [
        value for member in members if isinstance(member, Values) for value in member.values
    ]
    opened = {Leaf(_KINDS[type(value)]) for value in constants if type(value) in _KINDS}
    if any(type(value) is int for value in constants):
        opened.add(Leaf("number"))
    return tuple(member for member in members if member not in opened)


def _variants(members: Sequence[Any], tagged: Tagged, *, single: bool) -> Variants:
    by_name: dict[str, Shape] = {}
    unknown: type[Any] | None = None
    for member in members:
        if getattr(member, "__wire_unknown__", False):
            unknown = member
        else:
            base = getattr(member, "__wire_variants__", "")
            by_name[_name(member)] = Object(member) if base else shape_of(member)
    mapping: dict[tuple[type, Any], Shape] = {}
    named: set[str] = set()
    for value, meant in tagged.mapping.items():
        names = (meant,) if isinstance(meant, str) else meant
        for name in names:
            if name not in by_name:
                raise TypeError(f"{tagged!r} names {name!r}, which is not a member of the union")
        named.update(names)
        shapes = tuple(by_name[name] for name in names)
        mapping[type(value), value] = shapes[0] if len(shapes) == 1 else Choice(shapes, shapes)
    others = tuple(shape for name, shape in by_name.items() if name not in named)
    return Variants(tagged.name, mapping, others, unknown, single)


def _name(member: Any) -> str:
    if get_origin(member) is typing.Annotated:
        return _name(get_args(member)[0])
    return str(getattr(member, "__name__", member))


class _Hints:
    """Somebody with annotations, for `typing.get_type_hints` to evaluate."""

    def __init__(self, annotations: dict[str, Any]) -> None:
        self.__annotations__ = annotations


def evaluate(annotations: dict[str, Any], module: str) -> dict[str, Any]:
    """Annotations as written in a module, strings evaluated in its namespace.

    Raises:
        NameError: a name in them is not in the module.
    """
    names = dict(vars(sys.modules[module])) if module in sys.modules else {}
    return typing.get_type_hints(_Hints(annotations), names, {}, include_extras=True)


@remembered(4096)
def aliased(alias: Any) -> Shape:
    """The shape that a named alias stands for, other aliases in between followed.

    An alias that is only itself says nothing, so it is anything.
    """
    seen: set[Any] = set()
    while alias not in seen:
        seen.add(alias)
        value = evaluate({"value": alias.__value__}, alias.__module__)["value"]
        shape = shape_of(value)
        if not isinstance(shape, Later):
            return shape
        alias = shape.alias
    return ANYTHING
