"""The `types` package: models and aliases, grouped into the modules that `normalise` settled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from instep.ir.api import Api
from instep.ir.types import (
    MISSING,
    AliasDef,
    AnyType,
    Definition,
    Definitions,
    Field,
    ModelDef,
    NullableType,
)
from instep.render.annotations import Printer
from instep.render.defaults import default_value
from instep.render.documentation import about, docstring, value_doc
from instep.render.exports import definition_exports
from instep.render.imports import ImportSet
from instep.render.ordering import in_order
from instep.render.pooled import begin
from instep.render.python import EMPTY, Code, code, filename, ident, joined, lit
from instep.render.tags import closed_tags
from instep.render.templates import printed
from instep.render.views import AliasView, ClassView, FieldView, ModuleView, PackageView

_RUNTIME: Final = Code(".._runtime")
_NAMED_IN_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class InTypes:
    """How a module of `types` reaches other definitions: by bare name, imported if it is elsewhere."""

    module: str
    imports: ImportSet

    def model(self, definition: Definition) -> Code:
        """The definition in `types`."""
        name = ident(definition.name)
        if definition.module != self.module:
            self.imports.name(code(".{}", filename(definition.module)), name)
        return name

    def param(self, definition: Definition) -> Code:
        """Models never refer to what is sent."""
        raise AssertionError("a model cannot refer to params")

    def runtime(self, module: Code) -> None:
        """Note that a module of the runtime is used."""
        self.imports.name(Code(".._runtime"), module)


def by_module(definitions: Iterable[Definition]) -> dict[str, list[Definition]]:
    """The definitions of each module, modules sorted by name."""
    found: dict[str, list[Definition]] = {}
    for definition in definitions:
        found.setdefault(definition.module, []).append(definition)
    return dict(sorted(found.items()))


def title(kind: Code, definitions: Iterable[Definition]) -> Code:
    """A module's one sentence: the names in it, the first few of them."""
    names = [code("`{}`", ident(definition.name)) for definition in definitions]
    shown = joined(", ", names[:_NAMED_IN_TITLE])
    if len(names) > _NAMED_IN_TITLE:
        return code("{} {} and {} more.", kind, shown, len(names) - _NAMED_IN_TITLE)
    return code("{} {}.", kind, shown)


def begin_types(api: Api, kind: str) -> Callable[[], dict[str, bytes]]:
    """Start to make `types`; what it gives waits for every file, by its path below the package."""
    tags = closed_tags(api.definitions)
    modules = {
        module: _Module(module, tuple(found), api.definitions, kind, tags)
        for module, found in by_module(api.definitions).items()
    }
    sources = begin([pair for module in modules.values() for pair in module.classes()], kind)
    return lambda: _types_files(api, modules, sources())


def _types_files(
    api: Api, modules: Mapping[str, _Module], sources: Mapping[str, Code]
) -> dict[str, bytes]:
    files = {
        f"types/{filename(name)}.py": printed(
            "package/models.py.jinja", module=module.view(sources)
        )
        for name, module in modules.items()
    }
    package = PackageView(
        Code("What is received: one type per schema, imported when it is first used."),
        definition_exports(api.definitions),
    )
    return {**files, "types/__init__.py": printed("package/__init__.py.jinja", package=package)}


class _Module:
    """One module of `types` while its views are built."""

    def __init__(
        self,
        name: str,
        members: tuple[Definition, ...],
        definitions: Definitions,
        kind: str,
        tags: frozenset[tuple[str, str]],
    ) -> None:
        self.kind = kind
        self.tags = tags
        self.imports = ImportSet()
        self.definitions = definitions
        self.members = members
        self.printer = Printer(definitions, InTypes(name, self.imports), self.imports)

    def classes(self) -> list[tuple[ModelDef, ClassView]]:
        """The views of the module's models."""
        return [(m, self._class(m)) for m in self.members if isinstance(m, ModelDef)]

    def view(self, sources: Mapping[str, Code]) -> ModuleView:
        """The module; `classes` must have been asked first, for it notes the imports they need."""
        found = [self._alias(alias, late) for alias, late in in_order(self.members)]
        return ModuleView(
            title=title(Code("What is received:"), self.members),
            imports=self.imports.lines(),
            sources=tuple(sources[m.name] for m in self.members if isinstance(m, ModelDef)),
            aliases=tuple(found),
        )

    def _class(self, model: ModelDef) -> ClassView:
        base = self._base()
        text = docstring(about(model.doc), 4)
        fields = tuple(self._field(model, field) for field in model.fields)
        body = self._body(model)
        if not (text or fields or body):
            body = Code("pass")
        return ClassView(
            name=ident(model.name),
            bases=self._bases(model, base),
            doc=text,
            fields=fields,
            body=body,
        )

    def _base(self) -> Code:
        """What every class of this kind is derived from."""
        if self.kind == "pydantic":
            self.imports.name(_RUNTIME, Code("wire"))
            return Code("wire.Model")
        self.imports.name(_RUNTIME, Code("records"))
        return Code("records.Record")

    def _bases(self, model: ModelDef, base: Code) -> Code:
        if model.extra is None:
            base = code("{}, closed=True", base)
        if model.untyped:
            base = code("{}, untyped=True", base)
        if model.variants:
            base = code("{}, variants={}", base, lit(self.definitions[model.variants].name))
        return base

    def _body(self, model: ModelDef) -> Code:
        """What the class says besides its fields."""
        said = [self._extra(model)] if self._extra(model) else []
        if model.rules:
            rules = joined(", ", (lit(json.loads(rule)) for rule in model.rules))
            said.append(code("__wire_rules__ = ({},)", rules))
        return joined("\n    ", said)

    def _extra(self, model: ModelDef) -> Code:
        """What other properties may hold, where the document says so."""
        if model.extra is None or isinstance(model.extra, AnyType):
            return EMPTY
        self.imports.name(Code("pydantic"), Code("Field"))
        value = self.printer.open(model.extra)
        return code("__pydantic_extra__: dict[str, {}] = Field(init=False)", value)

    def _field(self, model: ModelDef, field: Field) -> FieldView:
        words = value_doc(
            field.doc,
            field.type,
            field.default,
            field.examples,
            read_only=field.read_only,
            write_only=field.write_only,
        )
        return FieldView(ident(field.name), self._annotation(model, field), docstring(words, 4))

    def _annotation(self, model: ModelDef, field: Field) -> Code:
        annotation = self._value(field, is_tag=(model.key, field.wire) in self.tags)
        if field.wire != field.name:
            self.imports.name(Code("typing"), Code("Annotated"))
            annotation = code("Annotated[{}, {}]", annotation, self._wire_name(field))
        if _is_received(field):
            return annotation
        default = default_value(field.type, field.default, self.definitions)
        return code("{} = {}", annotation, default)

    def _wire_name(self, field: Field) -> Code:
        if self.kind != "pydantic":
            self.imports.name(_RUNTIME, Code("wire"))
            return code("wire.Name({})", lit(field.wire))
        self.imports.name(Code("pydantic"), Code("Field"))
        return code("Field(alias={})", lit(field.wire))

    def _value(self, field: Field, *, is_tag: bool) -> Code:
        """The type of an attribute. Null is marked where it has a meaning, and let in where absent."""
        type_ = field.type
        if isinstance(type_, NullableType):
            self.printer.names.runtime(Code("wire"))
            return code("wire.Nullable[{}]", self.printer.open(type_.inner))
        printed_type = self.printer.tag(type_) if is_tag else self.printer.open(type_)
        if _is_received(field) or printed_type == "Any":
            return printed_type
        if self.printer.nullable(type_):
            self.printer.names.runtime(Code("wire"))
            return code("wire.Nullable[{}]", printed_type)
        return code("{} | None", printed_type)

    def _alias(self, alias: AliasDef, late: bool) -> AliasView:
        self.imports.name(Code("typing_extensions"), Code("TypeAliasType"))
        value = self.printer.open(alias.type)
        return AliasView(
            name=ident(alias.name),
            value=lit(str(value)) if late else value,
            doc=docstring(value_doc(alias.doc, alias.type, MISSING), 0),
        )


def _is_received(field: Field) -> bool:
    """Is the field always there in what is received? One that is only ever written is not."""
    return field.required and not field.write_only
