"""Compares the keywords of a schema that hold other schemas, lists or tables of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from instep.diagnostics import quote
from instep.drift.tree import Node
from instep.drift.values import narrowed_suffix
from instep.drift.views import View, canonical, view_of

if TYPE_CHECKING:
    from instep.drift.schemas import Meeting

_ADDED_OR_REMOVED = {
    "not": "not",
    "if": "if",
    "then": "then",
    "else": "else",
    "contains": "contains",
    "propertyNames": "property-names",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
    "contentSchema": "content-schema",
}
_JUDGED_WHOLE = {"not": "not-changed", "if": "if-changed"}
"""What is inside does not narrow or widen the outside in any simple way."""


def compare(meeting: Meeting) -> None:
    """Compare items, single schemas, and tables of schemas."""
    _compare_items(meeting)
    _compare_keywords(meeting)
    _compare_tables(meeting)


def _compare_items(meeting: Meeting) -> None:
    old, new = meeting.old.first("items"), meeting.new.first("items")
    if old is not None and new is not None and _are_schemas(old, new):
        meeting.descend(old, new)
    elif _telling(old) is None and isinstance(_value(new), dict):
        _items_came_or_went(meeting, new, came=True)
    elif _telling(new) is None and isinstance(_value(old), dict):
        _items_came_or_went(meeting, old, came=False)
    before = [i for part in meeting.old.parts for i in part.items("prefixItems")]
    after = [i for part in meeting.new.parts for i in part.items("prefixItems")]
    for first, second in zip(before, after, strict=False):
        meeting.descend(first, second)
    if len(after) > len(before):
        meeting.added("prefix-items-added", after[len(before)])
    elif len(before) > len(after):
        meeting.removed("prefix-items-removed", before[len(after)])


def _value(node: Node | None) -> object:
    return node.value if node is not None else None


def _items_came_or_went(meeting: Meeting, items: Node | None, *, came: bool) -> None:
    """An array whose items were anything, and now are of a type, or the reverse."""
    trees = meeting.schemas.old, meeting.schemas.new
    if items is None or not (meeting.old.types() & meeting.new.types() & {"array"}):
        return
    view = view_of(trees[1] if came else trees[0], items)
    if view.is_unconstrained():
        return
    inner = replace(meeting, where=meeting.where.inside())
    shown = " | ".join(sorted(view.types())) or "a schema"
    if came:
        inner.added(narrowed_suffix(inner.where.place), items, shown, before="any")
    else:
        inner.removed("type-generalized", items, shown, after="any")


def _compare_keywords(meeting: Meeting) -> None:
    """Keywords that hold one schema."""
    for word, suffix in _ADDED_OR_REMOVED.items():
        old, new = _telling(meeting.old.first(word)), _telling(meeting.new.first(word))
        if old is None and new is not None:
            meeting.added(f"{suffix}-added", new)
        elif new is None and old is not None:
            meeting.removed(f"{suffix}-removed", old)
        elif old is not None and new is not None:
            if word not in _JUDGED_WHOLE:
                meeting.descend(old, new)
            elif canonical(old.value) != canonical(new.value):
                meeting.say(_JUDGED_WHOLE[word], old.pointer, new.pointer)
                meeting.descend(old, new, replace(meeting.where.inside(), negated=True))


def _telling(node: Node | None) -> Node | None:
    """The schema, unless it accepts everything."""
    return None if node is None or node.value is True else node


def _compare_tables(meeting: Meeting) -> None:
    """Keywords that hold schemas or lists by name."""
    for word, suffix in (
        ("patternProperties", "pattern-property"),
        ("dependentSchemas", "dependent-schema"),
        ("dependentRequired", "dependent-required"),
    ):
        old, new = _merged(meeting.old, word), _merged(meeting.new, word)
        for name in sorted(old.keys() | new.keys()):
            if name not in old:
                meeting.added(f"{suffix}-added", new[name], quote(name, 60))
            elif name not in new:
                meeting.removed(f"{suffix}-removed", old[name], quote(name, 60))
            elif word != "dependentRequired":
                meeting.descend(old[name], new[name])
            elif old[name].value != new[name].value:
                before, after = old[name], new[name]
                meeting.say(
                    f"{suffix}-changed", before.pointer, after.pointer,
                    before=before.value, after=after.value,
                )  # fmt: skip


def _merged(view: View, word: str) -> dict[str, Node]:
    return {name: node for part in view.parts for name, node in part.members(word).items()}


def _are_schemas(*nodes: Node) -> bool:
    return all(isinstance(node.value, dict) for node in nodes)
