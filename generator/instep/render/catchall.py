"""Unions that take kinds of objects which nobody has documented: decided by the schema alone."""

from __future__ import annotations

from instep.ir.types import (
    Definitions,
    LiteralType,
    ModelDef,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)


def is_anything_tagged(member: Type, union: UnionType, definitions: Definitions) -> bool:
    """Is a variant an object of which only the tag is said: a string of any value, and anything else?

    Such a union takes every object that has the tag, so it is typed to take any mapping too. A
    TypedDict alone would refuse the keys that the schema leaves to the sender.
    """
    model = _model(member, definitions)
    if model is None or model.extra is None:
        return False
    sent = [field for field in model.fields if not field.read_only]
    if len(sent) != 1 or not _is_any_text(sent[0].type):
        return False
    if union.discriminator is not None:
        return union.discriminator.wire == sent[0].wire
    others = [_tag(other, sent[0].wire, definitions) for other in union.members if other != member]
    return all(isinstance(other, LiteralType) for other in others)


def _model(type_: Type, definitions: Definitions) -> ModelDef | None:
    definition = definitions[type_.key] if isinstance(type_, RefType) else None
    return definition if isinstance(definition, ModelDef) else None


def _tag(member: Type, wire: str, definitions: Definitions) -> Type | None:
    """The type of a property of an object that is a variant."""
    model = _model(member, definitions)
    fields = model.fields if model is not None else ()
    return next((field.type for field in fields if field.wire == wire), None)


def _is_any_text(type_: Type) -> bool:
    if isinstance(type_, LiteralType):
        return type_.open and all(isinstance(value, str) for value in type_.values)
    return isinstance(type_, ScalarType) and type_.kind is ScalarKind.STRING
