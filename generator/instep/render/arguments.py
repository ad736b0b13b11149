"""The TypedDicts of calls' keyword arguments, for views that pass them on and for callers that build them."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Sequence
from typing import Final

from instep.ir.operation import MediaKind
from instep.ir.types import AnyType, Definitions
from instep.render.annotations import Printer, union
from instep.render.bodies import Argument, Form
from instep.render.imports import ImportSet
from instep.render.python import Code, Prose, code, doc, ident, joined, lit, said
from instep.render.signatures import InPackage, Signature
from instep.render.views import ClassView, FieldView, FunctionalView, ModuleView

CALLS: Final = "_calls"
"""The folder of `params` for the arguments of calls; no module of `types` begins with `_`."""

_VOCABULARY: Final = frozenset(
    {
        *(
            "str",
            "int",
            "float",
            "bool",
            "bytes",
            "list",
            "dict",
            "tuple",
            "types",
            "params",
            "core",
            "wire",
        ),
        *("datetime", "uuid", "decimal", "builtins", "Any", "Literal", "Sequence", "Mapping"),
        *("Iterable", "AsyncIterable"),
        *("Required", "NotRequired", "TypedDict"),
    }
)
"""Names that annotations are spelled with: a key called so would hide them in a class body."""


_OPTIONS: Final = (
    (Code("extra_headers"), Code("core.Headers | None")),
    (Code("extra_query"), Code("core.Query | None")),
    (Code("extra_body"), Code("Mapping[str, object] | None")),
    (Code("timeout"), Code("core.TimeoutLike | core.NotGiven")),
)


def calls_view(calls: Sequence[Signature], definitions: Definitions) -> ModuleView:
    """The module of `params` that has the arguments of one resource's calls."""
    deferred = ImportSet()
    printer = Printer(definitions, InPackage(deferred, Code("...")), deferred)
    imports = ImportSet()
    classes: list[ClassView] = []
    functional: list[FunctionalView] = []
    for call in calls:
        if class_syntax(str(argument.name) for argument in _passed(call)):
            imports.name(Code("."), Code("RequestOptions"))
            classes.append(_class(call, printer, imports))
        else:
            imports.name(Code("typing_extensions"), Code("TypedDict"))
            deferred.name(Code("collections.abc"), Code("Mapping"))
            deferred.name(Code("..._runtime"), Code("core"))
            functional.append(_functional(call, printer, imports))
    if deferred.names or deferred.modules:
        imports.name(Code("typing"), Code("TYPE_CHECKING"))
    return ModuleView(
        title=code("Keyword arguments of `client.{}`.", _resource(calls[0])),
        imports=imports.lines(),
        deferred=deferred.lines(),
        classes=tuple(classes),
        functional=tuple(functional),
    )


def _resource(call: Signature) -> Code:
    return path_of(call.operation.call[:-1])


def _passed(call: Signature) -> list[Argument]:
    return [argument for argument in call.keywords if not argument.is_flag]


def _class(call: Signature, printer: Printer, imports: ImportSet) -> ClassView:
    return ClassView(
        name=call.params_name,
        bases=Code("RequestOptions"),
        doc=doc(_about(call), 4),
        fields=tuple(
            FieldView(a.name, code("{}[{}]", _word(a, imports), argument_type(a, printer)))
            for a in _passed(call)
        ),
    )


def _functional(call: Signature, printer: Printer, imports: ImportSet) -> FunctionalView:
    own = [
        (a.name, code("{}[{}]", _word(a, imports), lit(str(argument_type(a, printer)))))
        for a in _passed(call)
    ]
    word = imports.name(Code("typing"), Code("NotRequired"))
    options = [(name, code("{}[{}]", word, lit(str(type_)))) for name, type_ in _OPTIONS]
    fields = tuple(FieldView(lit(str(name)), annotation) for name, annotation in (*own, *options))
    return FunctionalView(call.params_name, fields, doc(_about(call)))


def _about(call: Signature) -> Prose:
    return said(
        "Keyword arguments of `client.{}`, which documents them.", path_of(call.operation.call)
    )


def _word(argument: Argument, imports: ImportSet) -> Code:
    word = Code("Required") if argument.required else Code("NotRequired")
    return imports.name(Code("typing"), word)


def class_syntax(keys: Iterable[str]) -> bool:
    """Can these keys be the attributes of a class, and hide nothing that its annotations need?"""
    return all(
        key.isidentifier()
        and key.isascii()
        and not keyword.iskeyword(key)
        and not key.startswith("__")
        and key not in _VOCABULARY
        for key in keys
    )


def path_of(call: Iterable[str]) -> Code:
    """Attribute names with dots between them."""
    return joined(".", (ident(name) for name in call))


def _printed(argument: Argument, printer: Printer) -> Code:
    """The types of what is sent, each as the body that it goes into can carry it."""
    for form in argument.forms:
        if isinstance(form.type, AnyType) and form.kind is not MediaKind.BINARY:
            return printer.sent(form.type, form.kind)  # it takes in all the others
    return union(
        _whole(form, printer) if argument.place == "whole" else printer.sent(form.type, form.kind)
        for form in argument.forms
    )


def _whole(form: Form, printer: Printer) -> Code:
    """The type of a body that is one argument; one of bytes or lines may also come piece by piece."""
    if form.kind is MediaKind.BINARY:
        printer.names.runtime(Code("core"))
        return Code("core.BinaryInput")
    printed = printer.sent(form.type, form.kind)
    if form.kind is not MediaKind.JSON_LINES or printed == "Any":
        return printed
    printer.imports.name(Code("collections.abc"), Code("Iterable"))
    printer.imports.name(Code("collections.abc"), Code("AsyncIterable"))
    return code("Iterable[{}] | AsyncIterable[{}]", printed, printed)


def argument_type(argument: Argument, printer: Printer) -> Code:
    """The annotation of an argument: closed, and what stands for "not given" if that is possible."""
    if argument.is_flag:
        return Code("bool | None")
    printed = _printed(argument, printer)
    if argument.required or printed == "Any":
        return printed
    if printer.nullable(argument.type):
        printer.names.runtime(Code("core"))
        return code("{} | core.Omit", printed)
    return union((printed, Code("None")))
