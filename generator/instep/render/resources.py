"""The `resources` package: one module per resource, with its synchronous and asynchronous class."""

from __future__ import annotations

from typing import Final

from instep.ir.api import Api, Resource, walk_resources
from instep.ir.types import Definitions
from instep.render.annotations import Printer
from instep.render.arguments import path_of
from instep.render.documentation import about, docstring
from instep.render.imports import ImportSet
from instep.render.methods import ASYNC, SYNC, method
from instep.render.operations import operation_view
from instep.render.python import Code, code, doc, filename, ident, opening, said
from instep.render.signatures import InPackage, Signature, signature
from instep.render.templates import printed
from instep.render.views import ChildView, Mode, ResourceModuleView, ResourceView, WrapperView
from instep.render.wrappers import RAW, STREAMING, Wrapper, overloaded, wrapped

_CORE: Final = Code(".._runtime")


def all_signatures(api: Api) -> list[tuple[Resource, list[Signature]]]:
    """The signatures of every resource's operations; each has a name for its TypedDict."""
    taken = {definition.name.casefold() for definition in api.definitions}
    return [
        (
            resource,
            [
                signature(
                    op, _params_name(op.type_name, taken), resource.class_name, api.definitions
                )
                for op in resource.operations
            ],
        )
        for resource in walk_resources(api.resources)
    ]


def _params_name(stem: str, taken: set[str]) -> Code:
    """`<stem>Params`, unless a schema has that name already."""
    name = code("{}Params", ident(stem))
    return name if name.casefold() not in taken else code("{}Arguments", ident(stem))


def resource_files(
    found: list[tuple[Resource, list[Signature]]], definitions: Definitions, stubs: bool
) -> dict[str, bytes]:
    """Every file of `resources`, by its path below the package."""
    files = {"resources/__init__.py": b'"""What the client can do, by resource."""\n'}
    for resource, calls in found:
        path = f"resources/{filename(resource.module)}.py"
        view = _ResourceModule(resource, calls, definitions).view(stub=False)
        files[path] = printed("resources/module.py.jinja", module=view)
        if stubs:
            view = _ResourceModule(resource, calls, definitions).view(stub=True)
            files[f"{path}i"] = printed("resources/module.pyi.jinja", module=view)
    return files


class _ResourceModule:
    """One module of `resources` while its views are built."""

    def __init__(
        self, resource: Resource, calls: list[Signature], definitions: Definitions
    ) -> None:
        self.resource = resource
        self.calls = calls
        self.definitions = definitions
        self.imports = ImportSet()
        self.deferred = ImportSet()
        members = {str(call.name) for call in calls} | {c.path[-1] for c in resource.children}
        self.names = InPackage(self.deferred, Code(".."), frozenset(members))
        self.printer = Printer(definitions, self.names, self.deferred, frozenset(members))

    def view(self, *, stub: bool) -> ResourceModuleView:
        """The module, or its stub."""
        operations = tuple(
            operation_view(call, self.definitions, self.imports) for call in self.calls
        )
        classes = tuple(self._class(mode, stub) for mode in (SYNC, ASYNC))
        if stub:
            self._note_stub_imports()
            deferred: tuple[Code, ...] = ()
        else:
            deferred = self._note_imports()
        return ResourceModuleView(
            title=code("The resource `client.{}`.", path_of(self.resource.path)),
            imports=self.deferred.lines() if stub else self.imports.lines(),
            deferred=deferred,
            operations=operations,
            classes=classes,
        )

    def _note_stub_imports(self) -> None:
        """A stub imports everything in one place, and nothing of the table of operations."""
        self.deferred.name(_CORE, Code("core"))
        if self.calls:
            self.deferred.name(Code("collections.abc"), Code("Mapping"))
        if self.resource.children:
            self.deferred.module(Code("functools"))
        if any(call.operation.doc.deprecated for call in self.calls):
            self.deferred.name(Code("typing_extensions"), Code("deprecated"))

    def _note_imports(self) -> tuple[Code, ...]:
        """Notes what the module needs; gives the imports that only type checkers need."""
        self.imports.name(_CORE, Code("core"))
        if self.resource.children:
            self.imports.module(Code("functools"))
        if self.calls:
            self.deferred.name(Code("collections.abc"), Code("Mapping"))
            self.deferred.name(Code("typing"), Code("Any"))
        for module, names in self.imports.names.items():
            self.deferred.names.get(module, set()).difference_update(names)
        lines = self.deferred.lines()
        if lines:
            self.imports.name(Code("typing"), Code("TYPE_CHECKING"))
        return lines

    def _class(self, mode: Mode, stub: bool) -> ResourceView:
        name = code("{}{}", mode.prefix, ident(self.resource.class_name))
        words = about(self.resource.doc) or said("`client.{}`.", path_of(self.resource.path))
        wrappers = (RAW, STREAMING) if self.calls else ()
        return ResourceView(
            name=name,
            base=mode.base,
            doc=docstring(words, 4),
            children=children(self.resource.children, mode, self.deferred, Code(".")),
            calls=tuple(method(call, mode, self.printer, stub) for call in self.calls),
            wrappers=tuple(self._wrapper(name, mode, wrapper, stub) for wrapper in wrappers),
        )

    def _wrapper(self, resource: Code, mode: Mode, wrapper: Wrapper, stub: bool) -> WrapperView:
        place = (mode, wrapper, self.names, self.printer)
        calls = tuple(wrapped(call, *place) for call in self.calls)
        if stub:
            pairs = zip(calls, self.calls, strict=True)
            calls = tuple(overloaded(view, call, *place) for view, call in pairs)
        return WrapperView(
            name=code("{}{}", resource, wrapper.suffix),
            resource=resource,
            attribute=wrapper.attribute,
            convert=wrapper.convert,
            doc=doc(wrapper.doc, 8),
            calls=calls,
        )


def children(
    resources: tuple[Resource, ...], mode: Mode, imports: ImportSet, above: Code
) -> tuple[ChildView, ...]:
    """The resources right below the client or a resource; `above` leads to the `resources` package."""
    found: list[ChildView] = []
    for resource in resources:
        module = code("{}{}", above, filename(resource.module))
        name = imports.name(module, code("{}{}", mode.prefix, ident(resource.class_name)))
        words = opening(about(resource.doc)) or said("`client.{}`", path_of(resource.path))
        found.append(ChildView(ident(resource.path[-1]), name, module, doc(said("{}.", words), 8)))
    return tuple(found)
