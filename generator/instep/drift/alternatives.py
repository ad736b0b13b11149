"""Compares `oneOf`, `anyOf` and discriminators: which members are the same, which came, which went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from instep.diagnostics import quote
from instep.drift.law import Compat, Direction
from instep.drift.subjects import short
from instep.drift.tree import Node, Tree
from instep.drift.views import View, view_of
from instep.ir.pointers import unescape

if TYPE_CHECKING:
    from instep.drift.schemas import Meeting, Schemas

_ID_WORD = {"oneOf": "one-of", "anyOf": "any-of"}


def compare(meeting: Meeting) -> bool:
    """Compare the alternatives; True if one side was restructured so that nothing else compares."""
    _compare_discriminators(meeting)
    old_word, old = meeting.old.options()
    new_word, new = meeting.new.options()
    if len(old) < 2 and len(new) < 2:
        return False
    if old and new:
        _compare_members(meeting, (old_word, old), (new_word, new))
        return False
    if _name_types(meeting.old, old) and _name_types(meeting.new, new):
        return False  # alternatives of types are a list of types
    return _wrapped(meeting, new_word, new) if new else _unwrapped(meeting, old_word, old)


def _name_types(view: View, members: Sequence[Node]) -> bool:
    """Does it say several types and nothing more, as a list or as alternatives?"""
    if not members:
        return len(view.types()) > 1
    return not view.has_base() and view.types_of_options() is not None


def _of_new_union(meeting: Meeting) -> Compat | None:
    """Code that reads one type does not know what to do with a union."""
    received = meeting.where.place.direction is Direction.RESPONSE
    return Compat.BREAKING if received else None


def _compare_members(
    meeting: Meeting, old: tuple[str, Sequence[Node]], new: tuple[str, Sequence[Node]]
) -> None:
    pairs, gone, come = _paired(meeting.schemas, old[1], new[1])
    for before, after in pairs:
        meeting.descend(before, after, meeting.where)
    client = _of_new_union(meeting) if len(old[1]) < 2 else None
    for member in come:
        meeting.added(f"{_ID_WORD[new[0]]}-added", member, label(member), client=client)
    for member in gone:
        meeting.removed(f"{_ID_WORD[old[0]]}-removed", member, label(member))


def _wrapped(meeting: Meeting, word: str, members: Sequence[Node]) -> bool:
    """A plain schema got alternatives."""
    first = members[0].pointer.rpartition("/")[0]
    listed = ", ".join(label(member) for member in members)
    twin = _twin(meeting.schemas, meeting.old.node, members, new=True)
    if twin is not None:
        meeting.descend(meeting.old.node, twin, meeting.where)
        for member in members:
            if member is not twin:
                client = _of_new_union(meeting)
                meeting.added(f"{_ID_WORD[word]}-added", member, label(member), client=client)
        return True
    if meeting.new.has_base():
        meeting.say("alternatives-added", meeting.old.home, first, after=listed, only="new")
        return False
    meeting.say("wrapped-in-one-of", meeting.old.home, first, after=listed)
    return True


def _unwrapped(meeting: Meeting, word: str, members: Sequence[Node]) -> bool:
    """A schema with alternatives became a plain one."""
    first = members[0].pointer.rpartition("/")[0]
    listed = ", ".join(label(member) for member in members)
    twin = _twin(meeting.schemas, meeting.new.node, members, new=False)
    if twin is not None:
        meeting.descend(twin, meeting.new.node, meeting.where)
        for member in members:
            if member is not twin:
                meeting.removed(f"{_ID_WORD[word]}-removed", member, label(member))
        return True
    if meeting.old.has_base():
        meeting.say("alternatives-removed", first, meeting.new.home, before=listed, only="old")
        return False
    meeting.say("unwrapped-from-one-of", first, meeting.new.home, before=listed)
    return True


def _twin(schemas: Schemas, plain: Node, members: Sequence[Node], *, new: bool) -> Node | None:
    """The alternative that the plain schema is: the same, or the only one of its scalar type."""
    for member in members:
        old_side, new_side = (plain, member) if new else (member, plain)
        if schemas.same(old_side, new_side) or (
            member.text("$ref") and member.text("$ref") == plain.pointer
        ):
            return member
    trees = (schemas.old, schemas.new) if new else (schemas.new, schemas.old)
    kinds = view_of(trees[0], plain).types()
    if len(kinds) != 1 or kinds == {"object"}:
        return None
    alike = [member for member in members if view_of(trees[1], member).types() == kinds]
    return alike[0] if len(alike) == 1 else None


def unmatched(
    schemas: Schemas, old: Sequence[Node], new: Sequence[Node]
) -> tuple[list[Node], list[Node]]:
    """The members that have no equal on the other side."""
    left = list(new)
    gone: list[Node] = []
    for before in old:
        after = next((node for node in left if schemas.same(before, node)), None)
        if after is None:
            gone.append(before)
        else:
            left.remove(after)
    return gone, left


def _paired(
    schemas: Schemas, old: Sequence[Node], new: Sequence[Node]
) -> tuple[list[tuple[Node, Node]], list[Node], list[Node]]:
    """Members that belong together, and those that came or went alone."""
    pairs: list[tuple[Node, Node]] = []
    left = list(new)
    alone: list[Node] = []
    for before in old:
        after = next((node for node in left if schemas.same(before, node)), None)
        if after is None:
            alone.append(before)
            continue
        left.remove(after)
        pairs.append((before, after))
    for key_of in (_title, _tag, _kinds):
        gone: list[Node] = []
        for before in alone:
            key = key_of(schemas.old, before)
            rivals = [node for node in alone if key_of(schemas.old, node) == key]
            found = [node for node in left if key and key_of(schemas.new, node) == key]
            if len(found) == 1 and len(rivals) == 1:
                left.remove(found[0])
                pairs.append((before, found[0]))
            else:
                gone.append(before)
        alone = gone
    return pairs, alone, left


def _title(tree: Tree, node: Node) -> Any:  # noqa: ARG001 - one of three ways to know a member
    """Inline members of one title are one member; a reference is known by its target alone."""
    return "" if node.text("$ref") else node.text("title")


def _tag(tree: Tree, node: Node) -> Any:
    """What tells an inline object from its siblings: its properties with one value."""
    if node.text("$ref"):
        return ""
    tags: list[str] = []
    for name, found in sorted(view_of(tree, node).properties().items()):
        inner = view_of(tree, found)
        values = inner.enum()[0]
        if inner.first("const") is not None:
            values = [inner.value("const")]
        if values and len(values) == 1:
            tags.append(f"{name}={quote(values[0])}")
    return tuple(tags)


def _kinds(tree: Tree, node: Node) -> Any:
    """An inline member is paired with the only other one of its type."""
    return "" if node.text("$ref") else tuple(sorted(view_of(tree, node).types()))


def label(node: Node) -> str:
    """A member as a message names it."""
    ref = node.text("$ref")
    if ref:
        return f"`{short(unescape(ref.rpartition('/')[2]))}`"
    if node.text("title"):
        return quote(node.text("title"), 60)
    kind = node.value.get("type") if isinstance(node.value, dict) else None
    return f"`{short(kind)}`" if isinstance(kind, str) else "an inline schema"


def _compare_discriminators(meeting: Meeting) -> None:
    old, new = meeting.old.first("discriminator"), meeting.new.first("discriminator")
    if old is None and new is None:
        return
    if old is None and new is not None:
        meeting.added("discriminator-added", new, quote(new.text("propertyName")))
        return
    if new is None and old is not None:
        meeting.removed("discriminator-removed", old, quote(old.text("propertyName")))
        return
    if old is None or new is None:
        return
    before, after = old.text("propertyName"), new.text("propertyName")
    if before != after:
        meeting.say(
            "discriminator-property-name-changed", old.pointer, new.pointer,
            before=quote(before), after=quote(after),
        )  # fmt: skip
    was, now = old.members("mapping"), new.members("mapping")
    for value in sorted(was.keys() | now.keys()):
        if value not in was:
            meeting.added("discriminator-mapping-added", now[value], quote(value))
        elif value not in now:
            meeting.removed("discriminator-mapping-deleted", was[value], quote(value))
        elif _target(meeting, was[value]) != now[value].value:
            meeting.say(
                "discriminator-mapping-changed", was[value].pointer, now[value].pointer,
                before=was[value].value, after=now[value].value,
            )  # fmt: skip


def _target(meeting: Meeting, node: Node) -> Any:
    target = node.value
    return meeting.schemas.renamed.get(target, target) if isinstance(target, str) else target
