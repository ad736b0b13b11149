"""What is inside of something: items of lists and streams, entries of maps."""

from __future__ import annotations

from instep.drift.impact.scopes import Scope
from instep.drift.impact.values import (
    Data,
    EntriesValue,
    Known,
    ListValue,
    PageValue,
    StreamValue,
    Value,
    each,
    joined,
)
from instep.drift.shapes import NULL
from instep.ir.types import ListType, MapType, NullType, ScalarKind, ScalarType, Type

_TEXT = ScalarType(ScalarKind.STRING)


def item_of(scope: Scope, value: Value) -> Value:
    """What iterating over a value gives."""
    return joined(*(_item(scope, one) for one in each(value)))


def _item(scope: Scope, value: Known) -> Value:
    both = scope.project.both
    match value:
        case StreamValue(item=item) | PageValue(item=item):
            return item
        case ListValue(item=item, positions=positions):
            return joined(item, *positions)
        case Data(old=old, new=new, symbols=symbols):
            before = _list_item([a for a in both.old.shapes.atoms(old) if a != NULL])
            after = _list_item(
                [a for a in both.new.shapes.atoms(new) if not isinstance(a, NullType)]
            )
            if before is None:
                return None
            return Data(before, after, (*symbols, *both.old.shapes.names(before)))
        case _:
            return None


def _list_item(atoms: list[object]) -> Type | None:
    return next((a.item for a in atoms if isinstance(a, ListType)), None)


def of_page(page: PageValue, name: str) -> Value:
    """What a page's own methods give."""
    match name:
        case "page_items":
            return ListValue(page.item)
        case "iter_pages":
            return ListValue(page)
        case "get_next_page":
            return page
    return None


def of_entries(entries: EntriesValue, name: str) -> Value:
    """What the methods of a dict give."""
    match name:
        case "values":
            return ListValue(entries.item)
        case "items":
            return ListValue(ListValue(None, None, (None, entries.item)))
        case "get" | "pop" | "setdefault":
            return entries.item
        case "copy":
            return entries
    return None


def called_on(scope: Scope, owner: Data, name: str) -> Value:
    """What a method of a value gives: `.items()`, `.values()`, `.get()` of a dict that came back."""
    both = scope.project.both
    old = next((a for a in both.old.shapes.atoms(owner.old) if isinstance(a, MapType)), None)
    new = next((a for a in both.new.shapes.atoms(owner.new) if isinstance(a, MapType)), None)
    if old is None:
        return owner if name in ("model_copy", "copy") else None
    value = Data(old.value, new.value if new else None, owner.symbols)
    match name:
        case "values":
            return ListValue(value)
        case "items":
            return ListValue(ListValue(None, None, (Data(_TEXT, _TEXT), value)))
        case "get" | "pop":
            return value
    return None
