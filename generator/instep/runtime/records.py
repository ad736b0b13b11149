"""The base of generated dataclasses, which keep as much of what they received as models do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from pydantic import Field

from ._dump import text_of, wire_data
from ._errors import request_id
from ._fields import UNCHANGEABLE, Plan, Property, alias_of
from ._shapes import optional_shape, shape_of

T = TypeVar("T")


class Record:
    """A JSON object as a dataclass: the base of classes made with `record`.

    Unknown properties are kept and are attributes too, at run time only. An optional property
    that was not received reads as its default; a required one raises AttributeError. Made by
    hand, nothing is checked: type checkers do that. `dataclasses.replace` keeps unknown
    properties, and what was absent stays so; `dataclasses.asdict` knows declared ones only.

    A type for unknown properties is said as `__pydantic_extra__: dict[str, T] = Field(init=False)`.

    Class arguments:
        closed: the document forbids other properties; strict mode refuses them.
        untyped: the document does not say that it is an object, so that other values are valid too.
        variants: name of the alias, in the same module, that received data of this class is read as:
            the union of it and what extends it.
    """

    __slots__ = (
        "__dict__",
        "__pydantic_extra__",
        "__pydantic_fields_set__",
        "__pydantic_private__",
        "__weakref__",
        "__wire_headers__",
    )
    # pydantic-core fills these three by name, which keeps Python out of the fast way.
    if TYPE_CHECKING:
        __pydantic_extra__: Any = Field(init=False)
        __pydantic_fields_set__: set[str] = dataclasses.field(init=False)
        __pydantic_private__: frozenset[str] | None = dataclasses.field(init=False)
        __wire_headers__: ClassVar[Any]
        __wire_extra__: ClassVar[Any]

    __wire_root__: ClassVar[bool] = True
    __wire_closed__: ClassVar[bool] = False
    __wire_untyped__: ClassVar[bool] = False
    __wire_rules__: ClassVar[tuple[dict[str, Any], ...]] = ()
    __wire_variants__: ClassVar[str] = ""
    __wire_unknown__: ClassVar[bool] = False
    __wire_plan__: ClassVar[Plan]

    def __init_subclass__(
        cls, *, closed: bool = False, untyped: bool = False, variants: str = ""
    ) -> None:
        super().__init_subclass__()
        cls.__wire_closed__ = closed
        cls.__wire_untyped__ = untyped
        cls.__wire_variants__ = variants

    if not TYPE_CHECKING:
        # Hidden from type checkers, which take the constructor from the fields.

        # The one that this is made from: `dataclasses.replace` passes each field's attribute on.
        _wire_origin: dataclasses.InitVar[Record | None] = None

        def __new__(cls, **given: object):
            """Notes what was given, and takes what is unknown from the object it is made from."""
            origin = given.pop("_wire_origin", None)
            made = object.__new__(cls)
            put = object.__setattr__
            put(made, "__pydantic_extra__", {} if origin is None else dict(origin._extra()))
            present = set(given) if origin is None else _said(given, origin)
            put(made, "__pydantic_fields_set__", present)
            put(made, "__pydantic_private__", frozenset(given))
            return made

        def __getattr__(self, name: str) -> Any:
            extra = object.__getattribute__(self, "__pydantic_extra__")
            if extra and name in extra:
                return extra[name]
            kind = type(self)
            known = name in getattr(kind, "__dataclass_fields__", ())
            why = "it was not received" if known else "no such attribute"
            raise AttributeError(f"{kind.__name__} has no {name!r}: {why}", name=name, obj=self)

        def __setattr__(self, name: str, value: Any) -> None:
            object.__setattr__(self, name, value)
            # While `__init__` runs, defaults are assigned too, and they were not given.
            if self.__pydantic_private__ is None:
                self.__pydantic_fields_set__.add(name)

    def __post_init__(self, _wire_origin: Any) -> None:
        object.__setattr__(self, "__pydantic_private__", None)

    @classmethod
    def __wire_properties__(cls, hints: Mapping[str, Any]) -> tuple[Property, ...]:
        return _properties(cls, hints)

    def to_dict(self) -> dict[str, Any]:
        """The JSON-ready data that was received or set, by wire name, nothing added.

        Raises:
            TypeError: something in it, set by hand, cannot be said in JSON.
        """
        data: dict[str, Any] = wire_data(self)
        return data

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict()` as JSON text, compact unless `indent` says how many spaces.

        Raises:
            TypeError: something in it cannot be said in JSON.
        """
        return text_of(self, indent=indent)

    @property
    def _request_id(self) -> str | None:
        """The server's id of the request that this is the answer to; None for anything else."""
        headers = getattr(self, "__wire_headers__", None)
        return None if headers is None else request_id(headers)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self._extra() == other._extra()

    __hash__ = None  # type: ignore[assignment]  # equality is by changeable content

    def __repr__(self) -> str:
        present = self.__pydantic_fields_set__
        shown = [(name, value) for name, value in self.__dict__.items() if name in present]
        shown.extend(self._extra().items())
        inside = ", ".join(f"{name}={value!r}" for name, value in shown)
        return f"{type(self).__name__}({inside})"

    def _extra(self) -> dict[str, Any]:
        extra: dict[str, Any] | None = getattr(self, "__pydantic_extra__", None)
        return extra or {}

    def __getstate__(self) -> tuple[dict[str, Any], set[str], dict[str, Any]]:
        return (self.__dict__, self.__pydantic_fields_set__, self._extra())

    def __setstate__(self, state: tuple[dict[str, Any], set[str], dict[str, Any]]) -> None:
        values, present, extra = state
        put = object.__setattr__
        put(self, "__dict__", dict(values))
        put(self, "__pydantic_fields_set__", set(present))
        put(self, "__pydantic_extra__", dict(extra))
        put(self, "__pydantic_private__", None)


def _properties(cls: type[Any], hints: Mapping[str, Any]) -> tuple[Property, ...]:
    found: list[Property] = []
    for field in dataclasses.fields(cls):
        hint = hints[field.name]
        missing = dataclasses.MISSING
        required = field.default is missing and field.default_factory is missing
        found.append(
            Property(
                attribute=field.name,
                wire=alias_of(hint) or field.name,
                shape=shape_of(hint) if required else optional_shape(hint),
                required=required,
                default=_record_default(field),
                constant=type(field.default) in UNCHANGEABLE,
            )
        )
    return tuple(found)


def _record_default(field: dataclasses.Field[Any]) -> Callable[[], Any]:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory
    default = field.default
    return lambda: default


def _said(given: dict[str, object], origin: Record) -> set[str]:
    """The properties that were there in the origin, or are other than there."""
    present = origin.__pydantic_fields_set__
    return {
        name
        for name, value in given.items()
        if name in present or value is not getattr(origin, name, None)
    }


def _itself(one: Record) -> Record:
    return one


# Without a decorator, which would tell type checkers of the field that they are not to know.
dataclasses.dataclass(kw_only=True, init=False, eq=False, repr=False, match_args=False)(Record)
setattr(Record, "_wire_origin", property(_itself))  # noqa: B010 - as above


@dataclass_transform(kw_only_default=True, field_specifiers=(dataclasses.field, Field))
def record(cls: type[T]) -> type[T]:
    """Makes a subclass of `Record` a dataclass with keyword-only arguments."""
    extra = cls.__annotations__.pop("__pydantic_extra__", None)
    if extra is not None:
        # Not a field at run time: the slot of that name is what holds unknown properties.
        cls.__wire_extra__ = extra  # type: ignore[attr-defined]
        if "__pydantic_extra__" in cls.__dict__:
            del cls.__pydantic_extra__  # type: ignore[attr-defined]
    return dataclasses.dataclass(kw_only=True, eq=False, repr=False)(cls)
