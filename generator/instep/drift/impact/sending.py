"""Judges what the code passes: constants, dicts and lists against the types of both clients."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from instep.drift.fits import beyond, disjoint
from instep.drift.impact.scopes import Scope
from instep.drift.impact.values import (
    ClassValue,
    ConstantValue,
    Data,
    DictValue,
    ListValue,
    Value,
    each,
)
from instep.drift.law import Level
from instep.drift.shapes import Constant, field_of, property_of
from instep.ir.types import ListType, LiteralType, ModelDef, TupleType, Type

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value is put: its type in both clients, and what it is called."""

    old: Type
    new: Type
    symbols: tuple[str, ...]
    call: ast.AST
    """The call or dict that it is part of."""


def send(scope: Scope, node: ast.AST, value: Value, slot: Slot, depth: int = 0) -> None:
    """Say so where what was fine for the old client is refused by the new one."""
    if depth > _DEEPEST:
        return
    known = each(value)
    if len(known) == 1:
        match known[0]:
            case ConstantValue(value=constant):
                _constant(scope, node, constant, slot)
                return
            case DictValue() as written:
                _dict(scope, written, slot, depth)
                return
            case ListValue() as written:
                _list(scope, node, written, slot, depth)
                return
            case Data() as data if not _same_object(scope, data):
                return
            case _:
                pass
    _unknown(scope, node, slot)


def _same_object(scope: Scope, data: Data) -> bool:
    """An object of the package is judged where it is made; anything else like an unknown value."""
    return not scope.project.both.old.shapes.models(data.old)


def _constant(scope: Scope, node: ast.AST, value: Constant, slot: Slot) -> None:
    both = scope.project.both
    if both.new.shapes.accepts(slot.new, value) or value is None:
        if not both.new.shapes.literals(slot.new):
            scope.project.tell(scope.source, node, Level.INFO, slot.symbols, "", call=slot.call)
        return
    if not both.old.shapes.accepts(slot.old, value):
        return
    said = f"{value!r} is not accepted any more: `{both.new.shapes.said(slot.new)}`"
    scope.project.tell(scope.source, node, Level.BREAKING, slot.symbols, said, call=slot.call)


def _unknown(scope: Scope, node: ast.AST, slot: Slot) -> None:
    """A value that is not written here."""
    both = scope.project.both
    old, new = (both.old.shapes, slot.old), (both.new.shapes, slot.new)
    gone = beyond(old, new, sent=True)
    if not gone:
        scope.project.tell(scope.source, node, Level.INFO, slot.symbols, "", call=slot.call)
        return
    shown = both.old.shapes.said(slot.old), both.new.shapes.said(slot.new)
    if disjoint(old, new, sent=True):
        said = f"takes `{shown[1]}` now, it was `{shown[0]}`"
        scope.project.tell(scope.source, node, Level.BREAKING, slot.symbols, said, call=slot.call)
        return
    values = [
        v
        for atom in gone
        if isinstance(atom, LiteralType)
        for v in atom.values
        if not both.new.shapes.accepts(slot.new, v)
    ]
    listed = ", ".join(repr(v) for v in values[:5])
    said = f"{listed} not accepted any more" if values else f"takes only `{shown[1]}` now"
    scope.project.tell(scope.source, node, Level.WARNING, slot.symbols, said, call=slot.call)


def _list(scope: Scope, node: ast.AST, value: ListValue, slot: Slot, depth: int) -> None:
    both = scope.project.both
    old, new = _item(both.old.shapes.atoms(slot.old)), _item(both.new.shapes.atoms(slot.new))
    if old is None:
        return
    if new is None:
        _unknown(scope, node, slot)
        return
    inner = Slot(old, new, (*slot.symbols, *both.old.shapes.names(old)), slot.call)
    if not isinstance(value.node, ast.List | ast.Tuple | ast.Set):
        send(scope, value.node or node, value.item, inner, depth + 1)
        return
    written = value.node.elts
    for place, element in enumerate(value.positions):
        where = written[place] if place < len(written) else node
        send(scope, where, element, inner, depth + 1)


def _item(atoms: tuple[object, ...]) -> Type | None:
    for atom in atoms:
        if isinstance(atom, ListType):
            return atom.item
        if isinstance(atom, TupleType) and atom.items:
            return atom.items[0]
    return None


# ---------------------------------------------------------------------- objects


def _dict(scope: Scope, value: DictValue, slot: Slot, depth: int) -> None:
    both = scope.project.both
    model = _meant(both.old.shapes.models(slot.old), value)
    if model is None:
        return
    now = both.new.fields(model.name)
    candidates = both.new.shapes.models(slot.new)
    if now is None or (candidates and now.name not in {m.name for m in candidates}):
        meant = _meant(candidates, value)
        if meant is None or not _all_known(meant, value):
            said = f"an object like `params.{model.name}` is not accepted any more"
            symbols = (f"types.{model.name}", *slot.symbols)
            scope.project.tell(
                scope.source, value.node, Level.BREAKING, symbols, said, call=slot.call
            )
            return
        now = meant
    compare_keys(scope, value, model, now, depth=depth)


def _all_known(model: ModelDef, value: DictValue) -> bool:
    return all(property_of(model, key) for key, _, _ in value.keys)


def _meant(models: tuple[ModelDef, ...], value: DictValue) -> ModelDef | None:
    """Which of several objects a dict is: by its constants, then by its keys."""
    given = {key: inner for key, _, inner in value.keys}
    best: tuple[int, ModelDef] | None = None
    for model in models:
        score = 0
        for field in model.fields:
            constant = given.get(field.wire)
            values = _only_values(field.type)
            if isinstance(constant, ConstantValue) and values:
                score += 10 if constant.value in values else -100
            score += 1 if field.wire in given else -5 if field.required and not value.open else 0
        if best is None or score > best[0]:
            best = (score, model)
    return best[1] if best is not None and (len(models) == 1 or best[0] > 0) else None


def _only_values(type_: Type) -> tuple[Constant, ...]:
    return type_.values if isinstance(type_, LiteralType) else ()


def compare_keys(
    scope: Scope,
    value: DictValue,
    old: ModelDef,
    new: ModelDef,
    *,
    depth: int = 0,
    attributes: bool = False,
) -> None:
    """The keys of an object that is written out; with `attributes` by their names in Python."""
    both = scope.project.both
    find = field_of if attributes else property_of
    for key, node, inner in value.keys:
        had, has = find(old, key), find(new, key)
        symbol = f"types.{old.name}.{had.name if had else key}"
        if had is None:
            continue
        symbols = (symbol, *both.old.shapes.names(had.type))
        if has is None or (has.read_only and not had.read_only):
            word = "gone" if has is None else "read-only now"
            said = f"`{key}` of `{old.name}` is {word}"
            scope.project.tell(scope.source, node, Level.BREAKING, symbols, said, call=value.node)
            continue
        send(scope, node, inner, Slot(had.type, has.type, symbols, value.node), depth + 1)
    if value.open:
        return
    given = {key for key, _, _ in value.keys}
    for field in new.fields:
        key = field.name if attributes else field.wire
        before = find(old, key)
        if (
            field.required
            and not field.read_only
            and key not in given
            and not (before and before.required)
        ):
            said = f"`{old.name}` needs `{key}` now"
            symbols = (f"types.{old.name}.{field.name}",)
            scope.project.tell(scope.source, value.node, Level.BREAKING, symbols, said)


def construct(scope: Scope, made: ClassValue, given: DictValue) -> None:
    """`types.X(...)` or `params.X(...)`."""
    both = scope.project.both
    old, new = both.old.fields(made.name), both.new.fields(made.name)
    if old is not None and new is not None:
        compare_keys(scope, given, old, new, attributes=made.kind == "types")
