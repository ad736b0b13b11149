"""Pagination that the configuration says, checked against the operation that it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document import Document
from instep.ir.operation import In, Operation
from instep.ir.paging import PageStyle, Pagination
from instep.ir.pointers import unescape
from instep.ir.types import Definitions, ModelDef, Type
from instep.normalise.paged_answers import Answer, Shapes, answer_media, answer_of, may_be_page
from instep.normalise.paging import paged

Table = Mapping[str, str | int]
Chosen = Mapping[str, Table | bool]
"""Operation key to how it is paged, `False` for not at all."""

_HINT: Final = "docs/pagination.md explains the keys"


def settle_paging(
    operations: Iterable[Operation],
    definitions: Definitions,
    chosen: Chosen,
    document: Document,
    found: Diagnostics,
) -> tuple[Operation, ...]:
    """The operations with their pagination: as chosen, else as recognised.

    What is chosen and cannot be is an error among the findings, and so is a key of no operation.
    """
    settled: list[Operation] = []
    known: set[str] = set()
    for operation in operations:
        known.add(operation.key)
        table = chosen.get(operation.key, True)
        if table is True:
            settled.append(paged(operation, definitions))
        elif table is False:
            settled.append(operation)
        else:
            try:
                pages = _configured(operation, definitions, table)
            except ValueError as problem:
                found.add(_fault(document, operation.key, str(problem), operation.origin))
                pages = None
            settled.append(replace(operation, pages=pages))
    for key in chosen:
        if key not in known:
            found.add(_unused(document, key))
    return tuple(settled)


def _fault(document: Document, key: str, problem: str, pointer: str) -> Diagnostic:
    return Diagnostic(
        Code.PAGINATION_INVALID,
        Severity.ERROR,
        f"the configured pagination of {quote(key)}: {problem}",
        Location(document.location),
        pointer,
        _HINT,
    )


def _unused(document: Document, key: str) -> Diagnostic:
    return Diagnostic(
        Code.OVERRIDE_UNUSED,
        Severity.WARNING,
        f"the configured pagination of {quote(key)} matches no operation",
        Location(document.location),
    )


def _configured(operation: Operation, definitions: Definitions, table: Table) -> Pagination:
    """Raises `ValueError` where the table does not fit the operation."""
    shapes = Shapes(definitions)
    style = PageStyle(str(table["style"]))
    answer = _answer(operation, definitions, shapes, table)
    argument, in_body = _argument(operation, style, str(table.get("parameter", "")))
    following = _path(table, "next") or (("id",) if style is PageStyle.LAST_ID else ())
    for key in ("next", "more", "last"):
        wanted = _path(table, key)
        inside = answer.item if style is PageStyle.LAST_ID and key == "next" else None
        if wanted and _at(shapes, inside or answer.model, wanted) is None:
            raise ValueError(f"`{key}`: the document has no {'/'.join(wanted)} there")
    if style in {PageStyle.CURSOR, PageStyle.URL} and not following:
        raise ValueError(f"style {style} needs `next`: where the answer has what leads on")
    start = table.get("start", 1 if style is PageStyle.PAGE else 0)
    return Pagination(
        style,
        answer.item,
        answer.items,
        argument=argument,
        in_body=in_body,
        next=following,
        more=_path(table, "more"),
        last=_path(table, "last"),
        start=int(start),
        configured=True,
    )


def _path(table: Table, key: str) -> tuple[str, ...]:
    """A property's name as it stands, or a JSON pointer to one deeper down."""
    text = str(table.get(key, ""))
    if text.startswith("/"):
        return tuple(unescape(token) for token in text[1:].split("/"))
    return (text,) if text else ()


def _answer(operation: Operation, definitions: Definitions, shapes: Shapes, table: Table) -> Answer:
    media = answer_media(operation)
    if media is None:
        raise ValueError("its answer is not one kind of JSON")
    model = shapes.model(media.type)
    if model is not None and not may_be_page(model):
        raise ValueError("its answer has attributes that a page has for itself, or several classes")
    path = _path(table, "items")
    if not path:
        answer = answer_of(operation, definitions)
        if answer is None:
            raise ValueError("say with `items` where its answer has the array")
        return answer
    item = shapes.array(_at(shapes, model, path))
    if model is None or item is None:
        raise ValueError(f"`items`: the document has no array at {'/'.join(path)}")
    return Answer(model, path, item)


def _at(shapes: Shapes, start: ModelDef | Type | None, path: tuple[str, ...]) -> Type | None:
    """The type of a property below an object; None: there is none."""
    type_: Type | None = None
    model = start if isinstance(start, ModelDef) else shapes.model(start)
    for wire in path:
        named = [field for field in model.fields if field.wire == wire] if model else []
        if not named:
            return None
        type_ = named[0].type
        model = shapes.model(type_)
    return type_


def _argument(operation: Operation, style: PageStyle, name: str) -> tuple[tuple[str, ...], bool]:
    """The argument, and whether it is a property of the body."""
    if style in {PageStyle.URL, PageStyle.LINK}:
        if name:
            raise ValueError(f"style {style} goes on by URL and has no `parameter`")
        return (), False
    if not name:
        raise ValueError(f"style {style} needs `parameter`: what asks for the next page")
    if any(p.wire == name and p.location is In.QUERY for p in operation.parameters):
        return (name,), False
    body = operation.body
    path = tuple(unescape(token) for token in name[1:].split("/")) if name[0] == "/" else (name,)
    if body is not None and any(a.wire == path[0] for a in body.arguments):
        return path, True
    raise ValueError(f"`parameter`: neither its query nor its body has {quote(name)}")
