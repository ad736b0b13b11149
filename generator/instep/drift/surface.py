"""Everything in one client that a caller can name, and where it comes from in the document."""

from __future__ import annotations

from dataclasses import dataclass, field

from instep.ir.api import Api
from instep.ir.operation import MediaKind, Operation
from instep.ir.types import (
    MISSING,
    AnyType,
    Definition,
    Field,
    ModelDef,
    NullableType,
    NullType,
    ScalarKind,
    ScalarType,
    Type,
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something in the client that a caller can name."""

    owner: str
    """`responses.create` or `types.Response`."""
    thing: str
    """`argument `truncation``, `attribute `id``; empty for the owner itself."""
    name: str = ""
    """The argument's or attribute's name."""


@dataclass(slots=True)
class Surface:
    """Everything in one client that a caller can name, by pointer into the document."""

    api: Api
    calls: dict[str, str] = field(default_factory=dict)
    """Operation key to dotted call."""
    at: dict[str, list[Symbol]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    """By their names."""
    operations: dict[str, Operation] = field(default_factory=dict)
    arguments: dict[str, dict[str, tuple[Type, bool]]] = field(default_factory=dict)
    """By call and name: the type, and whether it is required."""

    def __post_init__(self) -> None:
        for definition in self.api.definitions:
            owner = f"types.{definition.name}"
            self.definitions[definition.name] = definition
            self._put(definition.key, Symbol(owner, ""))
            if isinstance(definition, ModelDef):
                for f in definition.fields:
                    self._put(f.origin, Symbol(owner, f"attribute `{f.name}`", f.name))
        for operation in self.api.operations:
            call = ".".join(operation.call)
            self.calls[operation.key] = call
            self.operations[operation.key] = operation
            taken = self.arguments.setdefault(call, {})
            self._put(operation.origin, Symbol(call, ""))
            for p in operation.parameters:
                taken[p.argument] = (p.type, p.required)
                self._put(p.origin, Symbol(call, f"parameter `{p.argument}`", p.argument))
            for a in operation.body.arguments if operation.body else ():
                taken[a.argument] = (a.type, a.required)
                self._put(a.origin, Symbol(call, f"parameter `{a.argument}`", a.argument))
            for response in operation.responses:
                self._put(response.origin, Symbol(call, ""))

    def _put(self, pointer: str, symbol: Symbol) -> None:
        if pointer:
            listed = self.at.setdefault(pointer, [])
            if symbol not in listed:
                listed.append(symbol)

    def find(self, pointer: str) -> tuple[list[Symbol], bool]:
        """The symbols of the nearest place at or above `pointer`, and whether it is that very place."""
        here = pointer
        while here and here != "#":
            if here in self.at:
                return self.at[here], here == pointer
            here = here.rpartition("/")[0]
        return [], False

    def origin(self, call: str) -> str:
        """Where the operation of a dotted call stands."""
        return next((o.origin for o in self.api.operations if self.calls[o.key] == call), "#")

    def types(self) -> dict[str, str]:
        """Names of types to the pointers they stand for."""
        return {d.name: d.key for d in self.api.definitions}


def read_as(field: Field) -> Type:
    """The type of an attribute: what may be left out of an answer, or always is, reads as None."""
    there = field.required and not field.write_only
    if there or field.default is not MISSING or isinstance(field.type, NullableType):
        return field.type
    return NullableType(field.type)


def answers_of(operation: Operation) -> tuple[Type, ...]:
    """What a successful call may give; of a stream, its items."""
    success = [r for r in operation.responses if r.status.startswith("2")]
    success = success or [r for r in operation.responses if r.status == "default"]
    found: list[Type] = []
    for response in success:
        if not response.media:
            found.append(NullType())
        for media in response.media:
            match media.kind:
                case MediaKind.BINARY:
                    found.append(ScalarType(ScalarKind.BINARY))
                case MediaKind.TEXT:
                    found.append(ScalarType(ScalarKind.STRING))
                case _:
                    found.append(media.type or AnyType())
    return tuple(found)
