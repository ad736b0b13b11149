"""What a generated class says about its properties, found once a class."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ._shapes import Entries, Shape, evaluate, marked, optional_shape, shape_of

T = TypeVar("T")
UNCHANGEABLE = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Name:
    """A property's name on the wire, in `Annotated`, where it is not the attribute's."""

    wire: str


@dataclass(frozen=True, slots=True)
class Property:
    """One declared property of a class."""

    attribute: str
    wire: str
    shape: Shape
    required: bool
    default: Callable[[], Any]
    constant: bool
    """Whether the default is always the same unchangeable value."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A class's properties, by attribute and by wire name, and what else its objects may hold."""

    properties: tuple[Property, ...]
    by_wire: Mapping[str, Property]
    wire_names: Mapping[str, str]
    extras: Shape | None
    closed: bool


def assemble(cls: type[T], values: dict[str, Any], present: set[str], extra: dict[str, Any]) -> T:
    """An object of a generated class from its parts, nothing checked.

    Args:
        cls: a Model or a Record.
        values: by attribute.
        present: the attributes that were received.
        extra: what else was received, by wire name.
    """
    made = object.__new__(cls)
    put = object.__setattr__
    put(made, "__dict__", values)
    put(made, "__pydantic_fields_set__", present)
    put(made, "__pydantic_extra__", extra)
    put(made, "__pydantic_private__", None)
    return made


def plan_of(cls: type[Any]) -> Plan:
    """The plan of a generated class.

    Raises:
        NameError: an annotation of the class names what its module does not have.
        TypeError: an annotation is not one of generated types.
    """
    known: Plan | None = cls.__dict__.get("__wire_plan__")
    if known is not None:
        return known
    plan = _plan(cls)
    cls.__wire_plan__ = plan
    return plan


def _plan(cls: type[Any]) -> Plan:
    hints = _hints(cls)
    extra = hints.pop("__pydantic_extra__", None)
    closed: bool = cls.__wire_closed__
    properties = (
        _model(cls, hints) if issubclass(cls, BaseModel) else cls.__wire_properties__(hints)
    )
    extras = shape_of(extra) if extra is not None else None
    return Plan(
        properties=properties,
        by_wire={each.wire: each for each in properties},
        wire_names={each.attribute: each.wire for each in properties},
        extras=extras.value if isinstance(extras, Entries) else None,
        closed=closed,
    )


def _hints(cls: type[Any]) -> dict[str, Any]:
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if "__wire_closed__" in base.__dict__ and "__wire_root__" not in base.__dict__:
            hints.update(_own_hints(base))
    return hints


def _own_hints(cls: type[Any]) -> dict[str, Any]:
    names = _names(cls)
    written = {name: hint for name, hint in inspect.get_annotations(cls).items() if name in names}
    if "__wire_extra__" in cls.__dict__:
        written["__pydantic_extra__"] = cls.__dict__["__wire_extra__"]
    try:
        return evaluate(written, cls.__module__)
    except NameError:
        # A class made inside a function: pydantic saw the function's names when it was made.
        if not issubclass(cls, BaseModel) or not cls.__pydantic_fields_complete__:
            raise
        return {
            name: Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
            for name, info in cls.model_fields.items()
            if name in written
        }


def _names(cls: type[Any]) -> set[str]:
    declared = (
        cls.__pydantic_fields__
        if issubclass(cls, BaseModel)
        else {field.name for field in dataclasses.fields(cls)}
    )
    return {*declared, "__pydantic_extra__"}


def _model(cls: type[BaseModel], hints: Mapping[str, Any]) -> tuple[Property, ...]:
    found: list[Property] = []
    for attribute, info in cls.model_fields.items():
        hint = hints[attribute]
        alias = info.validation_alias or info.alias or alias_of(hint)
        required = info.is_required()
        found.append(
            Property(
                attribute=attribute,
                wire=alias if isinstance(alias, str) else attribute,
                shape=(marked if required else optional_shape)(hint, info.metadata),
                required=required,
                default=_default(info),
                constant=type(info.default) in UNCHANGEABLE,
            )
        )
    return tuple(found)


def alias_of(hint: Any) -> str | None:
    """The name on the wire that an annotation has; None if it has none."""
    if get_origin(hint) is not Annotated:
        return None
    for mark in get_args(hint)[1:]:
        if isinstance(mark, Name):
            return mark.wire
        if isinstance(mark, FieldInfo):
            alias = mark.validation_alias or mark.alias
            if isinstance(alias, str):
                return alias
    return None


def _default(info: FieldInfo) -> Callable[[], Any]:
    default = info.default
    if type(default) in UNCHANGEABLE:
        return lambda: default

    def fresh() -> Any:
        return info.get_default(call_default_factory=True)

    return fresh
