"""One client as its callers see it, by the names that they write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from instep.drift.facts import options
from instep.drift.shapes import Shapes
from instep.ir.api import Api, SecurityScheme, walk_resources
from instep.ir.operation import Media, MediaKind, Operation
from instep.ir.types import (
    AnyType,
    Definition,
    ModelDef,
    NullType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from instep.render.bodies import Argument as Accepted
from instep.render.choices import always_streams
from instep.render.python import Code
from instep.render.signatures import signature

OPTIONS = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})
"""What every call takes."""
_BINARY, _TEXT = ScalarType(ScalarKind.BINARY), ScalarType(ScalarKind.STRING)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a method."""

    name: str
    type: Type
    required: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A method's signature."""

    call: str
    operation: Operation
    arguments: dict[str, Argument]
    positional: tuple[str, ...]
    plain: Type | None
    """What comes back when no stream is asked for; None: nothing does."""
    item: Type | None
    """What a stream gives; None: it cannot stream."""
    flag: str
    """The argument that asks for a stream; empty where there is none."""
    always: bool
    """It always streams."""
    ways: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """For each shape of body: the arguments that may be passed, and those that must."""

    def missing(self, given: frozenset[str]) -> frozenset[str]:
        """What a call with these arguments does not pass and must, in the way that fits it best."""
        known = given & self.arguments.keys()
        fitting = [way for way in self.ways if known <= way[0]] or list(self.ways)
        return min((must - given for _, must in fitting), key=len)


class Surface:
    """Everything in a client that a caller can name."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.shapes = Shapes(api.definitions)
        self._operations = {".".join(o.call): o for o in api.operations}
        self._methods: dict[str, Method] = {}
        self.resources = {resource.path for resource in walk_resources(api.resources)}
        self.classes = {
            resource.class_name: resource.path for resource in walk_resources(api.resources)
        }
        self.types: dict[str, Definition] = {d.name: d for d in api.definitions}
        self.calls = {
            f"{o.type_name}Params": ".".join(o.call) for o in api.operations if o.type_name
        }

    @cached_property
    def credentials(self) -> Mapping[str, SecurityScheme]:
        """The keywords of the client's constructor that are about credentials."""
        return options(self.api)

    def has(self, call: str) -> bool:
        """Is there such a method?"""
        return call in self._operations

    def method(self, call: str) -> Method | None:
        """The method of a dotted call."""
        operation = self._operations.get(call)
        if operation is None:
            return None
        if call not in self._methods:
            self._methods[call] = self._method(call, operation)
        return self._methods[call]

    def _method(self, call: str, operation: Operation) -> Method:
        found = signature(operation, Code("Params"), "Resource", self.api.definitions)
        arguments = {
            str(a.name): Argument(str(a.name), a.type, a.required) for a in found.arguments
        }
        stream = operation.stream
        always = always_streams(operation)
        return Method(
            call=call,
            operation=operation,
            arguments=arguments,
            positional=tuple(str(a.name) for a in found.positional),
            plain=_either([_answer(media) for media in found.plain]),
            item=(stream.media.type or AnyType()) if stream else None,
            flag=str(found.flag.name) if found.flag else "",
            always=always,
            ways=tuple(_way(way) for way in found.ways or (found.arguments,)),
        )

    def fields(self, name: str) -> ModelDef | None:
        """The class of this name, where it is one of objects."""
        found = self.types.get(name)
        return found if isinstance(found, ModelDef) else None


def _way(arguments: Iterable[Accepted]) -> tuple[frozenset[str], frozenset[str]]:
    listed = list(arguments)
    names = frozenset(str(a.name) for a in listed)
    return names, frozenset(str(a.name) for a in listed if a.required)


def _answer(media: Media | None) -> Type:
    if media is None:
        return NullType()
    if media.kind is MediaKind.BINARY:
        return _BINARY
    if media.kind is MediaKind.TEXT:
        return _TEXT
    return media.type or AnyType()


def _either(types: list[Type]) -> Type | None:
    found = tuple(dict.fromkeys(types))
    if len(found) > 1:
        return UnionType(found)
    return found[0] if found else None


@dataclass(slots=True)
class Both:
    """The client that the code was written for, and the next one."""

    old: Surface
    new: Surface
    packages: tuple[str, ...]
    """Names that the package may have; it may stand inside another."""
    origin: dict[str, str] = field(default_factory=dict)
    """Methods that were renamed: old call to new call."""

    def __post_init__(self) -> None:
        now = {o.key: ".".join(o.call) for o in self.new.api.operations}
        for operation in self.old.api.operations:
            call, renamed = ".".join(operation.call), now.get(operation.key)
            if renamed is not None and renamed != call:
                self.origin[call] = renamed
