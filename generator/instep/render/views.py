"""Views: frozen data whose every string is `Code`. Templates print them and decide nothing."""

from __future__ import annotations

from dataclasses import dataclass

from instep.render.python import EMPTY, Code


@dataclass(frozen=True, slots=True)
class FieldView:
    """One attribute of a class, or one key of a TypedDict."""

    name: Code
    annotation: Code
    """With the default after it, if there is one."""
    doc: Code = EMPTY


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class with attributes."""

    name: Code
    bases: Code
    doc: Code
    fields: tuple[FieldView, ...]
    body: Code = EMPTY
    """What stands in a class that would otherwise be empty."""


@dataclass(frozen=True, slots=True)
class AliasView:
    """A name for a type."""

    name: Code
    value: Code
    doc: Code = EMPTY


@dataclass(frozen=True, slots=True)
class FunctionalView:
    """A TypedDict whose keys are no attributes' names."""

    name: Code
    fields: tuple[FieldView, ...]
    doc: Code = EMPTY


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One module of `types` or `params`."""

    title: Code
    imports: tuple[Code, ...]
    deferred: tuple[Code, ...] = ()
    """Imports for type checkers only."""
    sources: tuple[Code, ...] = ()
    """Classes that are printed already."""
    classes: tuple[ClassView, ...] = ()
    functional: tuple[FunctionalView, ...] = ()
    aliases: tuple[AliasView, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportView:
    """A name that a package gives out, and where it is: `from module import original as name`."""

    name: Code
    original: Code
    module: Code
    quoted: Code
    """The name as a string."""
    location: Code
    """The module to import at run time, as a string."""
    attribute: Code
    """The attribute of that module, as a string; empty: the module itself."""


@dataclass(frozen=True, slots=True)
class ConstantView:
    """A constant of a package."""

    name: Code
    quoted: Code
    value: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package whose names are imported when they are first used."""

    title: Code
    exports: tuple[ExportView, ...]
    constants: tuple[ConstantView, ...] = ()


@dataclass(frozen=True, slots=True)
class Mode:
    """What differs between the synchronous and the asynchronous twin of a class."""

    prefix: Code
    base: Code
    define: Code
    await_: Code
    manner: Code
    """`core.` classes' prefix: empty, or `Async`."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to call an operation: what it takes and gives in one mode."""

    arguments: tuple[Code, ...]
    returns: Code
    body: Code
    """The docstring, or `...`."""


@dataclass(frozen=True, slots=True)
class CallView:
    """An operation in one mode, as a method of a resource or of one of its views."""

    name: Code
    define: Code
    before: Code
    after: Code
    """What stands around the call that the method makes."""
    arguments: tuple[Code, ...]
    """The parameters after `self`."""
    returns: Code
    doc: Code
    body: Code
    """What a stub has: the docstring, or `...`."""
    table: Code
    """The name of the operation's constant."""
    passed: tuple[Code, ...]
    """Keywords of the call into the runtime."""
    through: Code = EMPTY
    """The method of the runtime that makes the call."""
    overloads: tuple[Variant, ...] = ()
    decorators: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class WrapperView:
    """A class that calls a resource's methods for raw or streamed responses."""

    name: Code
    resource: Code
    attribute: Code
    """`with_raw_response` or `with_streaming_response`."""
    convert: Code
    """The function of `core` that makes the resource's copy."""
    doc: Code
    calls: tuple[CallView, ...]


@dataclass(frozen=True, slots=True)
class ChildView:
    """A resource below the client or another resource."""

    attribute: Code
    class_name: Code
    module: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A resource's class in one mode."""

    name: Code
    base: Code
    doc: Code
    children: tuple[ChildView, ...]
    calls: tuple[CallView, ...]
    wrappers: tuple[WrapperView, ...]


@dataclass(frozen=True, slots=True)
class ResponseTypeView:
    """A response's type that is worked out when it is first needed."""

    name: Code
    imports: tuple[Code, ...]
    value: Code


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation's row in the module's table."""

    name: Code
    fields: tuple[Code, ...]
    types: tuple[ResponseTypeView, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceModuleView:
    """One module of `resources`."""

    title: Code
    imports: tuple[Code, ...]
    deferred: tuple[Code, ...]
    operations: tuple[OperationView, ...]
    classes: tuple[ResourceView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """The class of the pages of one operation, in one mode."""

    name: Code
    bases: tuple[Code, ...]
    ignore: Code
    """What tells type checkers that one base overrides a method of the other on purpose."""
    doc: Code


@dataclass(frozen=True, slots=True)
class PagesView:
    """One module of `pages`."""

    title: Code
    imports: tuple[Code, ...]
    classes: tuple[PageView, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """The client's class in one mode."""

    name: Code
    base: Code
    doc: Code
    arguments: tuple[Code, ...]
    passed: tuple[Code, ...]
    children: tuple[ChildView, ...]


@dataclass(frozen=True, slots=True)
class ClientModuleView:
    """The module of the client."""

    title: Code
    imports: tuple[Code, ...]
    deferred: tuple[Code, ...]
    spec: tuple[Code, ...]
    classes: tuple[ClientView, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table in the README."""

    cells: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A resource's calls in the index."""

    title: Code
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """The package's `api.md`."""

    package: Code
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True)
class ReadmeView:
    """The package's README."""

    title: Code
    about: Code
    package: Code
    origin: Code
    """Which document this comes from."""
    construct: Code
    """How a client is made."""
    first_call: Code
    streamed_call: Code
    """Empty: no operation streams."""
    raw_call: Code
    drift_variable: Code
    paged_call: Code
    """Empty: no list comes in pages."""
    variables: tuple[RowView, ...]
    aliases: bool
    """There is a list of the type aliases for stubtest."""
    doubled: Code
    """A call that shows the test double; empty: there is no double, or no call to show it with."""
    method: Code
    """What `doubled` calls, seen from the client."""


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """`webhooks.py`."""

    title: Code
    imports: tuple[Code, ...]
    exports: tuple[Code, ...]
    event: Code
    """The type of any event."""
    doc: Code
    variable: Code
    """The environment variable that has the secret."""
    quoted: Code
    """The same as a literal."""
