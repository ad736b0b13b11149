"""The base class of generated pydantic models, and the model of what a document does not name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Never, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from ._dump import text_of, wire_data
from ._errors import request_id
from ._fields import Plan, assemble
from ._schema import hand_schema


class Model(BaseModel):
    """A JSON object whose properties are attributes.

    Unknown properties are kept and are attributes too, at run time only. A property that was not
    received reads as its default, or as None; a required one that was not received raises
    AttributeError. Made by hand (`Model(name=value)`), values are checked and
    `pydantic.ValidationError` is raised for those that do not fit; its text holds no values.

    Class arguments:
        closed: the document forbids other properties; strict mode refuses them.
        untyped: the document does not say that it is an object, so that other values are valid too.
        variants: name of the alias, in the same module, that received data of this class is read as:
            the union of it and what extends it.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        protected_namespaces=(),
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,
    )
    if TYPE_CHECKING:
        # Lets a subclass say `__pydantic_extra__: dict[str, int] = Field(init=False)`.
        __pydantic_extra__: Any = Field(init=False)
        # Both stand in for themselves until the first object is made by hand.
        __pydantic_serializer__: ClassVar[Any]
        __pydantic_validator__: ClassVar[Any]
        __wire_headers__: ClassVar[Any]

    # The headers of the answer that this is, where it is one.
    __slots__ = ("__wire_headers__",)
    __wire_root__: ClassVar[bool] = True
    __wire_closed__: ClassVar[bool] = False
    __wire_untyped__: ClassVar[bool] = False
    __wire_rules__: ClassVar[tuple[dict[str, Any], ...]] = ()
    __wire_variants__: ClassVar[str] = ""
    __wire_unknown__: ClassVar[bool] = False
    __wire_plan__: ClassVar[Plan]

    def __init_subclass__(
        cls, *, closed: bool = False, untyped: bool = False, variants: str = "", **options: Any
    ) -> None:
        super().__init_subclass__(**options)
        cls.__wire_closed__ = closed
        cls.__wire_untyped__ = untyped
        cls.__wire_variants__ = variants

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        # pydantic recurses once a model, and a cycle of a hundred models overflows the stack.
        decorators = cls.__pydantic_decorators__
        if decorators.field_validators or decorators.model_validators or decorators.validators:
            return handler(source)
        return hand_schema(cls)

    def to_dict(self) -> dict[str, Any]:
        """The JSON-ready data that was received or set, by wire name, nothing added.

        Numbers beyond the range of a double, which read as infinity, stay infinity.

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

    def __repr_args__(self) -> Any:
        present = self.__pydantic_fields_set__
        for name, value in self.__dict__.items():
            if name in present:
                yield name, value
        yield from (self.__pydantic_extra__ or {}).items()

    if not TYPE_CHECKING:
        # Hidden from type checkers, for which unknown attributes are errors.

        def __getattr__(self, name: str) -> Any:
            try:
                return super().__getattr__(name)
            except AttributeError:
                if name in type(self).__pydantic_fields__:
                    message = f"{type(self).__name__} has no {name!r}: it was not received"
                    raise AttributeError(message, name=name, obj=self) from None
                raise


class UnknownVariant(Model):
    """An object of a union whose tag the document does not name, with all that was received.

    Its properties are attributes at run time; `to_dict()` has them all under their own names. To a
    type checker every attribute is Never, so that `if event.type == "x"` narrows a union to the
    one member that has that tag, as if no other could have it.
    """

    __wire_root__: ClassVar[bool] = True
    __wire_unknown__: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Never: ...

    @classmethod
    def __wire_hold__(cls, data: dict[str, Any]) -> Self:
        return assemble(cls, {}, set(), data)
