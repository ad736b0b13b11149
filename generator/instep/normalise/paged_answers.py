"""Answers that may be pages: one kind of JSON, with one array in it that has the items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from instep.ir.operation import Media, MediaKind, Operation
from instep.ir.types import (
    AliasDef,
    Definitions,
    ListType,
    LiteralType,
    ModelDef,
    NullableType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)

RESERVED: Final = frozenset({"page_items", "has_next_page", "get_next_page", "iter_pages"})
"""What a page can do besides what its model can; a model with such an attribute is no page."""

_USUAL_ITEMS: Final = ("data", "items", "results", "records", "values", "value", "entries")


def folded(name: str) -> str:
    """A name as letters and digits in lower case: `page[next-token]` is `pagenexttoken`."""
    return "".join(c for c in name.lower() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Answer:
    """The one thing that an operation answers with: an object, or an array."""

    model: ModelDef | None
    items: tuple[str, ...]
    item: Type


class Shapes:
    """What types are behind their names."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def bare(self, type_: Type | None) -> Type | None:
        """The type without names and null around it; None where it never ends."""
        for _ in range(20):
            match type_:
                case NullableType(inner):
                    type_ = inner
                case RefType(key):
                    definition = self._definitions[key]
                    if not isinstance(definition, AliasDef):
                        return type_
                    type_ = definition.type
                case _:
                    return type_
        return None

    def model(self, type_: Type | None) -> ModelDef | None:
        """The object that the type is, if it is one."""
        return self._definitions.model(type_)

    def scalar(self, type_: Type | None) -> ScalarKind | None:
        """The kind of a scalar; a union of scalars counts as the first of them."""
        bare = self.bare(type_)
        if isinstance(bare, UnionType):
            kinds = [self.scalar(member) for member in bare.members]
            return kinds[0] if all(kinds) else None
        if isinstance(bare, LiteralType):
            return ScalarKind.STRING if isinstance(bare.values[0], str) else None
        return bare.kind if isinstance(bare, ScalarType) else None

    def format(self, type_: Type | None) -> str:
        """The document's `format` of a scalar."""
        bare = self.bare(type_)
        return bare.format if isinstance(bare, ScalarType) else ""

    def array(self, type_: Type | None) -> Type | None:
        """The type of an array's items, if it is one."""
        bare = self.bare(type_)
        return bare.item if isinstance(bare, ListType) else None


def answer_media(operation: Operation) -> Media | None:
    """What the operation answers with, if it is JSON and nothing else is possible."""
    listed = [r for r in operation.responses if r.status.startswith("2")]
    listed = listed or [r for r in operation.responses if r.status == "default"]
    media = [one for response in listed for one in response.media]
    plain = {(one.kind, one.type) for one in media}
    if len(plain) != 1 or media[0].kind is not MediaKind.JSON or operation.stream is not None:
        return None
    return media[0] if all(response.media for response in listed) else None


def answer_of(operation: Operation, definitions: Definitions) -> Answer | None:
    """The array of a page, if the answer has just one that can be it."""
    media = answer_media(operation)
    shapes = Shapes(definitions)
    if media is None:
        return None
    item = shapes.array(media.type)
    if item is not None:
        return Answer(None, (), item)
    model = shapes.model(media.type)
    if model is None or not may_be_page(model):
        return None
    found = _array_in(model, operation, shapes)
    if found is None:
        for field in model.fields:
            inner = shapes.model(field.type)
            if inner is not None and folded(field.wire) in {"embedded", "result", "data"}:
                deeper = _array_in(inner, operation, shapes)
                if deeper is not None:
                    return Answer(model, (field.wire, deeper[0]), deeper[1])
        return None
    return Answer(model, (found[0],), found[1])


def may_be_page(model: ModelDef) -> bool:
    """Whether a subclass of the model can be a page: it is one class, with no attribute in the way."""
    return not model.variants and RESERVED.isdisjoint(field.name for field in model.fields)


def _array_in(model: ModelDef, operation: Operation, shapes: Shapes) -> tuple[str, Type] | None:
    """The array of items: the only one, else the one that the path or custom names."""
    arrays = [
        (field.wire, item)
        for field in model.fields
        if (item := shapes.array(field.type)) is not None
    ]
    if len(arrays) == 1:
        return arrays[0]
    literals = [s for s in operation.path.split("?")[0].split("/") if s and "{" not in s]
    last = folded(literals[-1].split(".")[-1].removesuffix("json")) if literals else ""
    named = [pair for pair in arrays if folded(pair[0]) == last]
    named = named or [pair for pair in arrays if folded(pair[0]) in _USUAL_ITEMS]
    return named[0] if len(named) == 1 else None
