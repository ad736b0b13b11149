"""Pages: the class that a paged call gives, and what the runtime is told of how it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from instep.ir.api import Api, Resource
from instep.ir.operation import Operation
from instep.ir.paging import PageStyle, Pagination
from instep.ir.types import Definitions, ModelDef
from instep.render.annotations import Printer
from instep.render.arguments import path_of
from instep.render.choices import successes
from instep.render.documentation import docstring
from instep.render.exports import export
from instep.render.imports import ImportSet
from instep.render.python import EMPTY, Code, code, filename, ident, joined, lit, said
from instep.render.signatures import InPackage, Signature
from instep.render.templates import printed
from instep.render.views import Mode, PackageView, PagesView, PageView

_PACKAGE: Final = Code("..")
_FACE: Final = Code("paging as _paging")
"""The runtime's part, by a name that no method or resource has."""


def page_name(operation: Operation) -> Code:
    """The name of the class of the operation's pages; empty: they are lists."""
    if operation.pages is None or not operation.pages.items:
        return EMPTY
    return code("{}Page", ident(operation.type_name))


def page_type(call: Signature, mode: Mode, printer: Printer, names: InPackage) -> Code:
    """The annotation of one page."""
    pages = _pages(call)
    name = page_name(call.operation)
    if name:
        return names.page(code("{}{}", mode.prefix, name))
    word = mode.prefix or Code("Sync")
    names.runtime(_FACE)
    return code("_paging.{}ListPage[{}]", word, printer.open(pages.item))


def paginator(call: Signature, page: Code, printer: Printer) -> Code:
    """The annotation of what the asynchronous call gives before it is awaited."""
    printer.names.runtime(_FACE)
    return code("_paging.AsyncPaginator[{}, {}]", page, printer.open(_pages(call).item))


def _pages(call: Signature) -> Pagination:
    pages = call.operation.pages
    if pages is None:
        raise AssertionError("only paged operations have pages")
    return pages


def paging_row(operation: Operation, imports: ImportSet) -> Iterator[Code]:
    """The field `paging` of an operation's row; notes the import of `pages`."""
    pages = operation.pages
    if pages is None:
        return
    facts = [lit(str(pages.style))]
    for word in (Code("items"), Code("argument"), Code("next"), Code("more"), Code("last")):
        path: tuple[str, ...] = getattr(pages, str(word))
        if path:
            facts.append(code("{}={}", word, lit(path)))
    if pages.in_body:
        facts.append(Code("in_body=True"))
    if pages.style in {PageStyle.OFFSET, PageStyle.PAGE} and pages.start:
        facts.append(code("start={}", lit(pages.start)))
    name = page_name(operation)
    if name:
        imports.name(_PACKAGE, Code("pages"))
        facts.append(code("page=lambda: pages.{}", name))
        facts.append(code("async_page=lambda: pages.Async{}", name))
    imports.name(Code(".._runtime"), _FACE)
    yield code("paging=_paging.Paging({})", joined(", ", facts))


def pages_files(
    api: Api, found: list[tuple[Resource, list[Signature]]], kind: str
) -> dict[str, bytes]:
    """Every file of the package `pages`, by its path; none where no answer needs a class of its own."""
    modules = {
        resource.module: [call for call in calls if page_name(call.operation)]
        for resource, calls in found
    }
    modules = {module: calls for module, calls in modules.items() if calls}
    if not modules:
        return {}
    files = {
        f"pages/{filename(module)}.py": printed(
            "package/pages.py.jinja", module=_module(calls, api.definitions, kind)
        )
        for module, calls in sorted(modules.items())
    }
    exports = tuple(
        export(code("{}{}", prefix, page_name(call.operation)), code(".{}", filename(module)))
        for module, calls in sorted(modules.items())
        for call in calls
        for prefix in (EMPTY, Code("Async"))
    )
    package = PackageView(Code("Pages of lists: what paged calls give."), exports)
    return {**files, "pages/__init__.py": printed("package/__init__.py.jinja", package=package)}


def _module(calls: list[Signature], definitions: Definitions, kind: str) -> PagesView:
    imports = ImportSet()
    names = InPackage(imports, _PACKAGE)
    imports.name(Code(".._runtime"), _FACE)
    classes = tuple(
        _class(call, prefix, Printer(definitions, names, imports), kind)
        for call in calls
        for prefix in (Code("Sync"), Code("Async"))
    )
    return PagesView(Code("Pages of lists."), imports.lines(), classes)


def _class(call: Signature, prefix: Code, printer: Printer, kind: str) -> PageView:
    words = said("A page of `client.{}`.", path_of(call.operation.call))
    shown = prefix if prefix == "Async" else EMPTY
    return PageView(
        name=code("{}{}", shown, page_name(call.operation)),
        bases=(
            code("_paging.{}Page[{}]", prefix, printer.open(_pages(call).item)),
            printer.names.model(_model(call, printer.definitions)),
        ),
        # A model gives its fields when it is iterated over, a page its items.
        ignore=Code("  # type: ignore[misc]") if kind == "pydantic" and prefix == "Sync" else EMPTY,
        doc=docstring(words, 4),
    )


def _model(call: Signature, definitions: Definitions) -> ModelDef:
    """The model that the operation answers with: `normalise` has seen that there is one."""
    media = next(one for response in successes(call.operation) for one in response.media)
    model = definitions.model(media.type)
    if model is None:
        raise AssertionError("a page with items in it is a model")
    return model
