"""The `params` package: a TypedDict for every object that is sent, and the arguments of every call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from instep.ir.api import Api
from instep.ir.types import (
    MISSING,
    AliasDef,
    Definition,
    Definitions,
    Field,
    ModelDef,
    Type,
)
from instep.render.annotations import Printer, binary_words
from instep.render.arguments import CALLS, calls_view, class_syntax
from instep.render.contexts import Contexts, contexts
from instep.render.documentation import about, docstring, value_doc
from instep.render.exports import definition_exports, export
from instep.render.imports import ImportSet
from instep.render.ordering import in_order
from instep.render.python import Code, Prose, code, filename, hung, ident, lit, said, span, stacked
from instep.render.signatures import Signature
from instep.render.templates import printed
from instep.render.types import by_module, title
from instep.render.views import (
    AliasView,
    ClassView,
    ExportView,
    FieldView,
    FunctionalView,
    ModuleView,
    PackageView,
)


@dataclass(frozen=True, slots=True)
class InParams:
    """How a module of `params` reaches other definitions."""

    module: str
    imports: ImportSet

    def model(self, definition: Definition) -> Code:
        """The definition in `types`."""
        self.imports.name(Code(".."), Code("types"))
        return code("types.{}", ident(definition.name))

    def param(self, definition: Definition) -> Code:
        """The definition in `params`."""
        name = ident(definition.name)
        if definition.module != self.module:
            self.imports.name(code(".{}", filename(definition.module)), name)
        return name

    def runtime(self, module: Code) -> None:
        """Note that a module of the runtime is used."""
        self.imports.name(Code(".._runtime"), module)


def params_files(
    api: Api, signatures: Sequence[tuple[str, Sequence[Signature]]]
) -> dict[str, bytes]:
    """Every file of `params`, by its path below the package.

    `signatures` are those of the operations of each module of `resources`.
    """
    sent = [definition for definition in api.definitions if definition.sent]
    where = contexts(api)
    files: dict[str, bytes] = {}
    for module, members in by_module(sent).items():
        view = _Module(module, tuple(members), api.definitions, where).view()
        files[f"params/{filename(module)}.py"] = printed("package/params.py.jinja", module=view)
    exports = list(definition_exports(sent))
    for module, calls in signatures:
        view = calls_view(calls, api.definitions)
        files[f"params/{CALLS}/{filename(module)}.py"] = printed(
            "package/params.py.jinja", module=view
        )
        exports.extend(_call_export(module, call) for call in calls)
    files[f"params/{CALLS}/__init__.py"] = printed("package/options.py.jinja")
    exports.append(export(Code("RequestOptions"), Code("._calls")))
    package = PackageView(
        Code("What is sent: TypedDicts for objects and for the arguments of calls."),
        tuple(sorted(exports, key=lambda one: one.name)),
    )
    files["params/__init__.py"] = printed("package/__init__.py.jinja", package=package)
    return files


def _call_export(module: str, call: Signature) -> ExportView:
    return export(call.params_name, code(".{}.{}", ident(CALLS), filename(module)))


class _Module:
    """One module of `params` while its views are built."""

    def __init__(
        self,
        name: str,
        members: tuple[Definition, ...],
        definitions: Definitions,
        where: Contexts,
    ) -> None:
        self.imports = ImportSet()
        self.members = members
        self.definitions = definitions
        self.where = where
        self.printer = Printer(definitions, InParams(name, self.imports), self.imports)

    def view(self) -> ModuleView:
        """The module: TypedDicts first, then aliases in an order that can be evaluated."""
        models = [member for member in self.members if isinstance(member, ModelDef)]
        plain = [model for model in models if class_syntax(f.wire for f in _sent(model))]
        functional = [model for model in models if model not in plain]
        if models:
            self.imports.name(Code("typing_extensions"), Code("TypedDict"))
        classes = tuple(self._class(model) for model in plain)
        spelled_out = tuple(self._functional(model) for model in functional)
        aliases = tuple(self._alias(alias, late) for alias, late in in_order(self.members))
        return ModuleView(
            title=title(Code("What is sent:"), self.members),
            imports=self.imports.lines(),
            classes=classes,
            functional=spelled_out,
            aliases=aliases,
        )

    def _closed(self, definition: Definition, type_: Type) -> Code:
        kinds = self.where.get(definition.key, frozenset())
        return replace(self.printer, binary=binary_words(kinds)).closed(type_)

    def _class(self, model: ModelDef) -> ClassView:
        text = docstring(about(model.doc), 4)
        fields = tuple(
            FieldView(ident(f.wire), self._annotation(model, f), docstring(_field_doc(f), 4))
            for f in _sent(model)
        )
        body = Code() if text or fields else Code("pass")
        return ClassView(ident(model.name), Code("TypedDict"), text, fields, body)

    def _functional(self, model: ModelDef) -> FunctionalView:
        fields = tuple(FieldView(lit(f.wire), self._quoted(model, f)) for f in _sent(model))
        facts = [
            said("{}: {}", span(f.wire), hung(_field_doc(f), 4))
            for f in _sent(model)
            if _field_doc(f)
        ]
        return FunctionalView(
            ident(model.name), fields, docstring(stacked("\n\n", (about(model.doc), *facts)), 0)
        )

    def _quoted(self, model: ModelDef, field: Field) -> Code:
        """The type as a string, for the functional form is evaluated where it stands."""
        return code("{}[{}]", self._word(field), lit(str(self._closed(model, field.type))))

    def _annotation(self, model: ModelDef, field: Field) -> Code:
        return code("{}[{}]", self._word(field), self._closed(model, field.type))

    def _word(self, field: Field) -> Code:
        word = Code("Required") if field.required else Code("NotRequired")
        return self.imports.name(Code("typing"), word)

    def _alias(self, alias: AliasDef, late: bool) -> AliasView:
        self.imports.name(Code("typing_extensions"), Code("TypeAliasType"))
        value = self._closed(alias, alias.type)
        return AliasView(
            name=ident(alias.name),
            value=lit(str(value)) if late else value,
            doc=docstring(value_doc(alias.doc, alias.type, MISSING), 0),
        )


def _sent(model: ModelDef) -> list[Field]:
    return [field for field in model.fields if not field.read_only]


def _field_doc(field: Field) -> Prose:
    return value_doc(field.doc, field.type, field.default, field.examples)
