"""The package's `api.md`: every call by resource, with what it gives."""

from __future__ import annotations

from typing import Final

from instep.ir.api import Api, Resource
from instep.ir.text import Text
from instep.ir.types import Definitions
from instep.render.annotations import Printer
from instep.render.arguments import path_of
from instep.render.documentation import about
from instep.render.imports import ImportSet
from instep.render.methods import SYNC, answers
from instep.render.python import Code, code, ident, joined, md, md_code, opening, prose
from instep.render.signatures import InPackage, Signature
from instep.render.templates import printed
from instep.render.views import IndexView, RowView, SectionView

_MOST_WORDS: Final = 160
"""Characters of what is said of a call."""


def index(api: Api, package: str, found: list[tuple[Resource, list[Signature]]]) -> bytes:
    """The index as Markdown."""
    sections = (
        SectionView(
            code("`client.{}`", path_of(resource.path)),
            tuple(_row(call, api.definitions) for call in calls),
        )
        for resource, calls in found
        if calls
    )
    view = IndexView(ident(package), tuple(sections))
    return printed("client/api.md.jinja", index=view)


def _row(call: Signature, definitions: Definitions) -> RowView:
    """The call and its type, the request, and the first words about it."""
    scratch = ImportSet()
    printer = Printer(definitions, InPackage(scratch, Code("..")), scratch)
    gives = answers(call, SYNC, printer).any
    # In no table: `|` stands for itself, which `md_code` would not let it.
    gives = md_code(str(gives)) if "`" in gives else code("`{}`", gives)
    words = opening(about(call.operation.doc))
    if len(words) > _MOST_WORDS:
        words = prose(Text(words[:_MOST_WORDS] + "..."))
    facts = (
        code("`{}({})` gives {}", path_of(call.operation.call), _arguments(call), gives),
        md_code(call.operation.key),
        md(words),
    )
    return RowView(tuple(fact for fact in facts if fact))


def _arguments(call: Signature) -> Code:
    keywords = [code("{}=", a.name) for a in call.keywords if a.required]
    rest = [Code("...")] if any(not a.required for a in call.keywords) else []
    return joined(", ", [*(a.name for a in call.positional), *keywords, *rest])
