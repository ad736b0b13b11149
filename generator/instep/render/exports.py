"""What the lazy packages give out: each name, and the module that is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterable

from instep.ir.types import Definition
from instep.render.python import EMPTY, Code, code, filename, ident, lit
from instep.render.views import ExportView


def export(name: Code, module: Code, original: Code = EMPTY) -> ExportView:
    """`name` from a module below the package, which may call it otherwise."""
    original = original or name
    return ExportView(
        name=name,
        original=original,
        module=module,
        quoted=lit(str(name)),
        location=lit(str(module)),
        attribute=lit(str(original)),
    )


def export_module(name: Code) -> ExportView:
    """A module below the package, under its own name."""
    return ExportView(
        name=name,
        original=name,
        module=Code("."),
        quoted=lit(str(name)),
        location=code('".{}"', name),
        attribute=Code('""'),
    )


def definition_exports(definitions: Iterable[Definition]) -> tuple[ExportView, ...]:
    """One export per definition, sorted by name."""
    return tuple(
        export(ident(definition.name), code(".{}", filename(definition.module)))
        for definition in sorted(definitions, key=lambda one: one.name)
    )


_CUSTOM = Code("._custom")


def customised(exports: Iterable[ExportView], names: Iterable[str]) -> list[ExportView]:
    """The exports with these names from the user's own module, in place of the generated ones.

    Other names of a class that is replaced follow it.
    """
    own = {ident(name): export(ident(name), _CUSTOM) for name in names}
    kept = [
        export(entry.name, _CUSTOM, entry.original) if entry.original in own else entry
        for entry in exports
        if entry.name not in own
    ]
    return [*own.values(), *kept]
