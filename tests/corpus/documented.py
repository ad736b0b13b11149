"""The examples that a document gives for whole bodies, where they are valid, by the type that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instep.ir.api import Api, walk_resources
from instep.ir.operation import Media, MediaKind
from instep.ir.types import ListType, NullableType, RefType, Type
from instep.sampling.generate import Examples
from instep.sampling.schemas import Direction


def documented(api: Api, examples: Examples) -> Iterator[dict[str, Any]]:
    """For each body with valid examples: the `name` of its type, is it a list of those (`listed`), the `values`."""
    for media, direction in _bodies(api):
        if media.kind is not MediaKind.JSON or media.type is None or not media.examples:
            continue
        name, listed = _named(api, media.type)
        given = [example.value for example in media.examples]
        valid = [v for v in given if examples.validators.is_valid(media.schema, v, direction)]
        if name and valid:
            yield {"name": name, "listed": listed, "values": valid}


def _bodies(api: Api) -> Iterator[tuple[Media, Direction]]:
    for resource in walk_resources(api.resources):
        for operation in resource.operations:
            if operation.body is not None:
                yield from ((media, Direction.REQUEST) for media in operation.body.media)
            for response in operation.responses:
                yield from ((media, Direction.RESPONSE) for media in response.media)


def _named(api: Api, type_: Type) -> tuple[str, bool]:
    """The definition that a body is, or is a list of; an empty name where it is neither."""
    inner = type_.inner if isinstance(type_, NullableType) else type_
    item = inner.item if isinstance(inner, ListType) else inner
    name = api.definitions[item.key].name if isinstance(item, RefType) else ""
    return name, item is not inner
