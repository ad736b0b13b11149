"""In which kinds of bodies a definition is sent: raw bytes are a string in JSON, and a file in a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instep.ir.api import Api, walk_resources
from instep.ir.operation import MediaKind
from instep.ir.types import (
    Definition,
    Definitions,
    ModelDef,
    NullableType,
    RefType,
    Type,
    UnionType,
)
from instep.render.ordering import references

Contexts = Mapping[str, frozenset[MediaKind]]
"""By a definition's key: `MULTIPART` where it is, or is a property of, such a body; `JSON` elsewhere."""


def contexts(api: Api) -> Contexts:
    """The contexts of every definition that is sent in a body."""
    found: dict[str, set[MediaKind]] = {}
    for resource in walk_resources(api.resources):
        for operation in resource.operations:
            for media in operation.body.media if operation.body else ():
                if media.type is not None:
                    _note(media.type, media.kind, api.definitions, found)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def _note(
    body: Type, kind: MediaKind, definitions: Definitions, found: dict[str, set[MediaKind]]
) -> None:
    """Walk a body. What is an object below a form's properties is JSON (OpenAPI 3.1, section 4.8.15.1)."""
    form = kind is MediaKind.MULTIPART
    waiting = [(key, form) for key in references(body)]
    objects = set(_bodies(body, definitions)) if form else set[str]()
    while waiting:
        key, as_form = waiting.pop()
        definition = definitions[key]
        if isinstance(definition, ModelDef) and key not in objects:
            as_form = False
        word = MediaKind.MULTIPART if as_form else MediaKind.JSON
        known = found.setdefault(key, set())
        if word in known:
            continue
        known.add(word)
        waiting.extend(
            (inner, as_form) for type_ in _inside(definition) for inner in references(type_)
        )


def _bodies(body: Type, definitions: Definitions) -> Iterator[str]:
    """The objects that a body may be, through aliases and unions."""
    waiting, seen = [body], set[str]()
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, NullableType):
            waiting.append(type_.inner)
        elif isinstance(type_, UnionType):
            waiting.extend(type_.members)
        elif isinstance(type_, RefType) and type_.key not in seen:
            seen.add(type_.key)
            definition = definitions[type_.key]
            if isinstance(definition, ModelDef):
                yield type_.key
            else:
                waiting.append(definition.type)


def _inside(definition: Definition) -> tuple[Type, ...]:
    if isinstance(definition, ModelDef):
        return tuple(field.type for field in definition.fields)
    return (definition.type,)
