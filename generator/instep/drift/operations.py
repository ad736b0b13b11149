"""Compares what a document offers: paths, operations, parameters, bodies, responses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from instep.diagnostics import quote
from instep.drift.callbacks import METHODS, compare_callbacks
from instep.drift.findings import Finding, Graph, Pair
from instep.drift.messages import Messages
from instep.drift.schemas import Schemas
from instep.drift.security import compare_operation_security
from instep.drift.tree import Node, Tree

_PARAMETER_IN_PATH = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Offer:
    """One operation of one document."""

    key: str
    path: str
    item: Node
    node: Node

    @property
    def shape(self) -> tuple[str, str]:
        """The method, and the path without the names of its parameters."""
        return self.key.partition(" ")[0], _shape(self.path)


@dataclass(slots=True)
class Operations:
    """The comparison of the operations of two documents."""

    old: Tree
    new: Tree
    graph: Graph
    schemas: Schemas
    today: date
    """Decides whether a sunset date has passed."""
    names: dict[str, str] = field(default_factory=dict)
    """Keys of operations whose path parameters were renamed: old to new."""

    def compare(self) -> None:
        """Compare everything."""
        before, after = list(_offers(self.old)), list(_offers(self.new))
        twins = _twins(before, after)
        found = {offer.key for offer in twins.values()}
        come = [offer for offer in after if offer.key not in found]
        kept = {o.path for o in after} | {o.path for o in before if o.key in twins}
        moved = _moved([offer for offer in before if offer.key not in twins], come)
        for offer in before:
            if offer.key in twins:
                self._kept(offer, twins[offer.key])
            else:
                gone, perhaps = offer.path not in kept, moved.get(offer.key, "")
                self._removed(offer, path_gone=gone, perhaps=perhaps)
        for offer in come:
            pair = self._pair(offer.key)
            finding = Finding("endpoint-added", "#/paths", offer.node.pointer, in_old=False)
            self.graph.add(pair, finding)

    def _pair(self, key: str) -> Pair:
        pair = ("operation", key)
        self.graph.operations[pair] = key
        return pair

    def _removed(self, offer: Offer, *, path_gone: bool, perhaps: str) -> None:
        word = "api-path-removed" if path_gone else "api-removed"
        node = offer.item if path_gone else offer.node
        near = "#/paths"
        sunset = offer.node.text("x-sunset")
        if not offer.node.flag("deprecated"):
            rule = f"{word}-without-deprecation"
        elif sunset and not self.passed(sunset):
            rule = f"{word}-before-sunset"
        else:
            rule = f"{word}-with-deprecation"
        self.graph.add(
            self._pair(offer.key),
            Finding(rule, node.pointer, near, in_new=False, before=sunset, perhaps=perhaps),
        )

    def passed(self, sunset: str) -> bool:
        """Has this date passed? One that cannot be read has not."""
        try:
            return date.fromisoformat(sunset[:10]) < self.today
        except ValueError:
            return False

    def _kept(self, old: Offer, new: Offer) -> None:
        pair = self._pair(new.key)
        if old.key != new.key:
            self.names[old.key] = new.key
        said = Said(self.graph, pair, old.node, new.node)
        self._lifecycle(said)
        _identity(said)
        compare_operation_security(said, self.old, self.new)
        renamed = _renamed_parameters(old.path, new.path)
        for before, after in renamed.items():
            said.changed("api-path-parameter-renamed", "", quote(before), quote(after))
        Messages(self, pair, (old, new), renamed).compare()
        compare_callbacks(self.graph, self.schemas, pair, (old, new))

    def _lifecycle(self, said: Said) -> None:
        old, new = said.old, said.new
        was, now = old.flag("deprecated"), new.flag("deprecated")
        before, after = old.text("x-sunset"), new.text("x-sunset")
        if was != now:
            rule = "endpoint-deprecated" if now else "endpoint-reactivated"
            rule = f"{rule}-with-sunset" if now and after else rule
            said.changed(rule, "deprecated", "", after)
        elif now and before and not after:
            said.changed("sunset-deleted", "x-sunset", before, "")
        elif now and before != after:
            said.changed("api-sunset-date-changed", "x-sunset", before or "none", after)


@dataclass(frozen=True, slots=True)
class Said:
    """Records findings about one operation, or any other two nodes."""

    graph: Graph
    pair: Pair
    old: Node
    new: Node

    def changed(self, rule: str, key: str, before: str, after: str) -> None:
        """Something differs at a member of the nodes."""
        old, new = ((node.get(key) or node).pointer for node in (self.old, self.new))
        self.graph.add(self.pair, Finding(rule, old, new, before=before, after=after))


def _identity(said: Said) -> None:
    """operationId and tags: no wire effect, and names in the client are pinned."""
    before, after = said.old.text("operationId"), said.new.text("operationId")
    if before and before != after:
        shown = quote(after) if after else "none"
        said.changed("api-operation-id-removed", "operationId", quote(before), shown)
    elif after and not before:
        said.changed("api-operation-id-added", "operationId", "", quote(after))
    tags = [
        [item.value for item in node.items("tags") if isinstance(item.value, str)]
        for node in (said.old, said.new)
    ]
    for tag in tags[0]:
        if tag not in tags[1]:
            said.changed("api-tag-removed", "tags", quote(tag), "")
    for tag in tags[1]:
        if tag not in tags[0]:
            said.changed("api-tag-added", "tags", "", quote(tag))


def _offers(tree: Tree) -> Iterator[Offer]:
    """Every operation."""
    for path, item in tree.followed(tree.root.members("paths")):
        if path.startswith("x-"):
            continue
        for method in METHODS:
            node = item.get(method)
            if node is not None and isinstance(node.value, dict):
                yield Offer(f"{method.upper()} {path}", path, item, node)


def _twins(before: list[Offer], after: list[Offer]) -> dict[str, Offer]:
    """By an operation's key, what it is now: the same path, or one with other names in it."""
    by_key = {offer.key: offer for offer in after}
    found = {offer.key: by_key[offer.key] for offer in before if offer.key in by_key}
    left: dict[tuple[str, str], list[Offer]] = {}
    for offer in after:
        if offer.key not in found:
            left.setdefault(offer.shape, []).append(offer)
    for offer in before:
        rest = left.get(offer.shape)
        if offer.key not in found and rest:
            found[offer.key] = rest.pop(0)
    return found


def _moved(gone: list[Offer], come: list[Offer]) -> dict[str, str]:
    """Operations that went, to such that came and have their operationId."""
    by_id = {offer.node.text("operationId"): offer for offer in come}
    found: dict[str, str] = {}
    for offer in gone:
        twin = by_id.get(offer.node.text("operationId")) if offer.node.text("operationId") else None
        if twin is not None:
            found[offer.key] = quote(twin.key, 80)
    return found


def _shape(path: str) -> str:
    return _PARAMETER_IN_PATH.sub("{}", path)


def _renamed_parameters(old: str, new: str) -> dict[str, str]:
    before, after = _PARAMETER_IN_PATH.findall(old), _PARAMETER_IN_PATH.findall(new)
    return {b: a for b, a in zip(before, after, strict=False) if b != a and b not in after}
