"""Compares schemas, each pair of nodes once for every place in which it is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from instep.diagnostics import quote
from instep.drift import alternatives, keywords, values
from instep.drift.findings import Finding, Graph, Pair
from instep.drift.law import Compat, Direction
from instep.drift.renames import guessed
from instep.drift.sameness import Unchanged
from instep.drift.schema_rules import (
    ANSWER,
    ANSWER_PROPERTY,
    BODY,
    HEADER,
    PARAMETER,
    PARAMETER_PROPERTY,
    PROPERTY,
    READ_ONLY,
    WRITE_ONLY,
    Place,
)
from instep.drift.tree import Node, Tree
from instep.drift.views import ALTERNATIVES, View, canonical, view_of

_INSIDE = {
    BODY.prefix: PROPERTY,
    PARAMETER.prefix: PARAMETER_PROPERTY,
    ANSWER.prefix: ANSWER_PROPERTY,
    HEADER.prefix: HEADER,
}
_ONLY_POINTS = frozenset({"$ref", "description", "title", "summary"})


@dataclass(frozen=True, slots=True)
class Where:
    """The place in which two schemas are compared."""

    place: Place
    inert: bool = False
    """In an error's answer, which no caller relies on."""
    negated: bool = False
    """Below `not`: details of a change that is judged as a whole."""
    unreached: bool = False
    """No operation is on the way here; what one does reach is not compared once more."""

    def inside(self) -> Where:
        """The place of what stands inside a schema that stands here."""
        return replace(self, place=_INSIDE.get(self.place.prefix, self.place))


@dataclass(slots=True)
class Meeting:
    """Two schemas that meet in one place."""

    schemas: Schemas
    pair: Pair
    where: Where
    old: View
    new: View

    def say(
        self, suffix: str, old: str, new: str, *, only: str = "", perhaps: str = "", **facts: Any
    ) -> None:
        """Record that the rule of this aspect, or the `rule` among the facts, applies here.

        `only` is `old` or `new` where the other document does not have the thing, which is `perhaps`
        there under another name. Other facts: `before`, `after`, `inert`, `client`.
        """
        finding = self._finding(suffix, old, new, **facts)
        finding = replace(finding, in_old=only != "new", in_new=only != "old", perhaps=perhaps)
        self.schemas.graph.add(self.pair, finding)

    def _finding(
        self,
        suffix: str,
        old: str,
        new: str,
        *,
        before: Any = "",
        after: Any = "",
        rule: str = "",
        inert: bool = False,
        client: Compat | None = None,
    ) -> Finding:
        return Finding(
            rule or f"{self.where.place.prefix}-{suffix}",
            old,
            new,
            before=shown(before),
            after=shown(after),
            inert=inert or self.where.inert or self.where.place.inert or self.where.negated,
            client=Compat.NONE if self.where.negated else client,
        )

    def added(self, suffix: str, spot: Node, after: Any = "", **more: Any) -> None:
        """Something is in the new schema only."""
        self.say(suffix, self.old.home, spot.pointer, after=after, only="new", **more)

    def removed(self, suffix: str, spot: Node, before: Any = "", **more: Any) -> None:
        """Something was in the old schema only."""
        self.say(suffix, spot.pointer, self.new.home, before=before, only="old", **more)

    def descend(self, old: Node, new: Node, where: Where | None = None) -> None:
        """Compare what stands inside."""
        self.schemas.meet(old, new, where or self.where.inside(), self.pair)


def shown(value: Any) -> str:
    """A value of the document as a message shows it."""
    return value if isinstance(value, str) else quote(value, 60)


@dataclass(slots=True)
class Schemas:
    """The comparison of all schemas of two documents."""

    old: Tree
    new: Tree
    graph: Graph
    renamed: Mapping[str, str]
    """Pointers of components that only changed their name: old to new."""
    unchanged: Unchanged
    _queue: deque[tuple[Node, Node, Where, Pair]] = field(default_factory=deque)
    _met: set[Pair] = field(default_factory=set)
    _looked: set[str] = field(default_factory=set)

    def meet(self, old: Node, new: Node, where: Where, user: Pair) -> Pair:
        """Compare two schemas later, if they have not met in this place yet."""
        old, new = _behind(self.old, old), _behind(self.new, new)
        if where.unreached and old.pointer in self._looked:
            return user
        word = "negated" if where.negated else "inert" if where.inert else ""
        pair = (old.pointer, new.pointer, where.place.prefix, word)
        self.graph.use(user, pair)
        if pair not in self._met:
            self._met.add(pair)
            if old.pointer == new.pointer and self.unchanged.holds(old, new):
                return pair
            self._queue.append((old, new, where, pair))
        return pair

    def run(self) -> None:
        """Compare everything that was asked for, and what it reaches."""
        while self._queue:
            old, new, where, pair = self._queue.popleft()
            self._compare(old, new, where, pair)

    def same(self, old: Node, new: Node) -> bool:
        """Do these schemas name the same component, or say the same?"""
        old_ref, new_ref = ref_of(old), ref_of(new)
        if old_ref and new_ref:
            return self.renamed.get(old_ref, old_ref) == new_ref
        return canonical(old.value) == canonical(new.value)

    def _compare(self, old: Node, new: Node, where: Where, pair: Pair) -> None:
        views = view_of(self.old, old), view_of(self.new, new)
        if (old.value is False) is not (new.value is False):  # which is what `not: {}` says
            meeting = Meeting(self, pair, where, *views)
            say = meeting.added if new.value is False else meeting.removed
            say(
                f"not-{'added' if new.value is False else 'removed'}",
                new if new.value is False else old,
            )
            return
        if any(len(view.options()[1]) > 1 for view in views):
            views = (
                view_of(self.old, old, merge_lone=False),
                view_of(self.new, new, merge_lone=False),
            )
        self._looked.update(part.pointer for part in views[0].parts)
        meeting = Meeting(self, pair, where, *views)
        values.compare_nullable(meeting)
        values.compare_annotations(meeting)
        if alternatives.compare(meeting):
            return  # restructured: what is inside cannot be paired
        values.compare_types(meeting)
        values.compare_values(meeting)
        values.compare_bounds(meeting)
        _compare_all_of(meeting)
        _compare_properties(meeting)
        _compare_other_properties(meeting)
        keywords.compare(meeting)


def ref_of(node: Node) -> str:
    """The reference that a schema consists of, empty where it is no reference."""
    return node.text("$ref")


def _behind(tree: Tree, node: Node) -> Node:
    """The schema that a bare reference stands for."""
    for _ in range(50):
        if not isinstance(node.value, dict) or not set(node.value) <= _ONLY_POINTS:
            break
        target = tree.at(ref_of(node))
        if target is None:
            break
        node = target
    return node


def _compare_all_of(meeting: Meeting) -> None:
    """Members that came or went; what they say is compared with everything else."""
    old, new = meeting.old.members(), meeting.new.members()
    if {len(old), len(new)} == {0, 1} and (meeting.old if old else meeting.new).wraps():
        return  # written in another way
    gone, come = alternatives.unmatched(meeting.schemas, old, new)
    if len(gone) == len(come):
        return  # edited in place
    same = _profile(meeting.old) == _profile(meeting.new)
    if same and not (old and new):
        return  # written in another way
    for member in come:
        bare = view_of(meeting.schemas.new, member).is_unconstrained()
        suffix = "all-of-added-annotation-only" if bare else "all-of-added"
        meeting.added(suffix, member, alternatives.label(member), inert=same)
    for member in gone:
        bare = view_of(meeting.schemas.old, member).is_unconstrained()
        suffix = "all-of-removed-annotation-only" if bare else "all-of-removed"
        meeting.removed(suffix, member, alternatives.label(member), inert=same)


def _profile(view: View) -> Any:
    """What a schema says, no matter in which of its parts."""
    other = sorted(
        canonical({key: value})
        for part in view.parts
        for key, value in part.value.items()
        if key not in ("properties", "required", "allOf", "type", "$ref", *ALTERNATIVES)
    )
    properties = {name: canonical(node.value) for name, node in view.properties().items()}
    return view.types(), view.nullable, set(view.required()), properties, set(other)


def _compare_properties(meeting: Meeting) -> None:
    old, new = meeting.old.properties(), meeting.new.properties()
    needed_before, needed_now = meeting.old.required(), meeting.new.required()
    gone = {name: node for name, node in old.items() if name not in new}
    come = {name: node for name, node in new.items() if name not in old}
    likely = guessed(gone, come, meeting.schemas.same) if gone and come else {}
    for name in old.keys() | new.keys():
        if name not in new:
            perhaps = quote(likely[name]) if name in likely else ""
            _property_removed(meeting, old[name], required=name in needed_before, perhaps=perhaps)
        elif name not in old:
            _property_added(meeting, new[name], required=name in needed_now)
        else:
            _property_kept(
                meeting, old[name], new[name], was=name in needed_before, now=name in needed_now
            )
    undeclared = (needed_before.keys() ^ needed_now.keys()) - old.keys() - new.keys()
    for name in sorted(undeclared):
        rule = "became-required" if name in needed_now else "became-optional"
        old_spot = needed_before.get(name, meeting.old.home)
        new_spot = needed_now.get(name, meeting.new.home)
        meeting.say(rule, old_spot, new_spot, rule=f"{_side(meeting)}-property-{rule}")


def _side(meeting: Meeting) -> str:
    return "request" if meeting.where.place.direction is Direction.REQUEST else "response"


def _property_added(meeting: Meeting, node: Node, *, required: bool) -> None:
    view = view_of(meeting.schemas.new, node)
    if _side(meeting) == "request":
        kind = "required" if required else "optional"
        default = "-with-default" if required and view.first("default") else ""
        rule = f"new-{kind}-request-property{default}"
        inert = view.flag("readOnly")
        meeting.added("", node, rule=rule, inert=inert, client=Compat.COMPATIBLE if inert else None)
        return
    rule = f"response-{_kind(view, required=required)}-property-added"
    meeting.added("", node, rule=rule)


def _property_removed(meeting: Meeting, node: Node, *, required: bool, perhaps: str) -> None:
    view = view_of(meeting.schemas.old, node)
    if _side(meeting) == "request":
        inert = view.flag("readOnly")
        rule = "request-property-removed"
        meeting.removed("", node, rule=rule, inert=inert, perhaps=perhaps)
        return
    rule = f"response-{_kind(view, required=required)}-property-removed"
    meeting.removed("", node, rule=rule, perhaps=perhaps)


def _kind(view: View, *, required: bool) -> str:
    write_only = "-write-only" if view.flag("writeOnly") else ""
    return f"{'required' if required else 'optional'}{write_only}"


def _property_kept(meeting: Meeting, old: Node, new: Node, *, was: bool, now: bool) -> None:
    before, after = view_of(meeting.schemas.old, old), view_of(meeting.schemas.new, new)
    side = _side(meeting)
    inert_word = "readOnly" if side == "request" else "writeOnly"
    inert = before.flag(inert_word) or after.flag(inert_word)
    if was != now:
        suffix = "became-required" if now else "became-optional"
        if side == "request" and now and after.first("default"):
            suffix += "-with-default"
        write_only = "write-only-" if side == "response" and inert else ""
        rule = f"{side}-{write_only}property-{suffix}"
        meeting.say("", old.pointer, new.pointer, rule=rule, inert=inert)
    for word, name in (("readOnly", "read-only"), ("writeOnly", "write-only")):
        if before.flag(word) != after.flag(word):
            kind = "required" if was else "optional"
            negation = "" if after.flag(word) else "not-"
            rule = f"{side}-{kind}-property-became-{negation}{name}"
            meeting.say("", old.pointer, new.pointer, rule=rule)
    where = meeting.where.inside()
    if inert:
        where = replace(where, place=READ_ONLY if side == "request" else WRITE_ONLY)
    meeting.descend(old, new, where)


def _compare_other_properties(meeting: Meeting) -> None:
    word = "additionalProperties"
    old, new = meeting.old.first(word), meeting.new.first(word)
    before, after = _openness(old), _openness(new)
    where = (meeting.old.spot(word), meeting.new.spot(word))
    if before == after == "schema" and old is not None and new is not None:
        meeting.descend(old, new)
    elif before != after:
        suffix = {
            ("open", "schema"): "additional-properties-schema-added",
            ("schema", "open"): "additional-properties-schema-removed",
        }.get(
            (before, after),
            "additional-properties-forbidden"
            if after == "closed"
            else "additional-properties-allowed",
        )
        meeting.say(suffix, *where)


def _openness(node: Node | None) -> str:
    if node is None or node.value is True or node.value == {}:
        return "open"
    return "closed" if node.value is False else "schema"
