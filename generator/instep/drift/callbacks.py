"""Compares what an API calls by itself, callbacks and webhooks, and the links of its answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from instep.diagnostics import quote
from instep.drift.findings import Finding, Graph, Pair
from instep.drift.schema_rules import ANSWER
from instep.drift.schemas import Schemas, Where
from instep.drift.tree import Node, Tree

if TYPE_CHECKING:
    from instep.drift.operations import Offer

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})


def payloads(tree: Tree, item: Node) -> Iterator[tuple[tuple[str, str], Node]]:
    """The schemas of what is sent to the user of the API, by method and media type."""
    for method, node in item.members().items():
        if method not in _METHODS:
            continue
        body = tree.follow(node.get("requestBody"))
        for name, media in (body.members("content") if body is not None else {}).items():
            schema = media.get("schema")
            if schema is not None:
                yield (method, name), schema


def meet_payloads(schemas: Schemas, pair: Pair, old: Node, new: Node) -> None:
    """Compare what two path items send: the user receives it, so that it is judged like an answer."""
    before, after = dict(payloads(schemas.old, old)), dict(payloads(schemas.new, new))
    for key, schema in before.items():
        if key in after:
            schemas.meet(schema, after[key], Where(ANSWER), pair)


def compare_callbacks(
    graph: Graph, schemas: Schemas, pair: Pair, offers: tuple[Offer, Offer]
) -> None:
    """The callbacks of one operation, by name and by the expression that gives their URL."""
    old, new = (
        {
            (name, expression): item
            for name, node in tree.followed(offer.node.members("callbacks"))
            for expression, item in tree.followed(node.members())
        }
        for tree, offer in zip((schemas.old, schemas.new), offers, strict=True)
    )
    homes = [offer.node.pointer for offer in offers]
    for key in sorted(old.keys() | new.keys()):
        shown = quote(key[0])
        if key not in new:
            finding = Finding(
                "callback-removed", old[key].pointer, homes[1], in_new=False, before=shown
            )
            graph.add(pair, finding)
        elif key not in old:
            finding = Finding(
                "callback-added", homes[0], new[key].pointer, in_old=False, after=shown
            )
            graph.add(pair, finding)
        else:
            meet_payloads(schemas, pair, old[key], new[key])


def compare_links(
    graph: Graph, pair: Pair, trees: tuple[Tree, Tree], answers: tuple[Node, Node]
) -> None:
    """The links of one answer."""
    old, new = (
        dict(tree.followed(answer.members("links")))
        for tree, answer in zip(trees, answers, strict=True)
    )
    homes = [answer.pointer for answer in answers]
    for name in sorted(old.keys() | new.keys()):
        shown = quote(name)
        if name not in new:
            finding = Finding(
                "link-removed", old[name].pointer, homes[1], in_new=False, before=shown
            )
        elif name not in old:
            finding = Finding("link-added", homes[0], new[name].pointer, in_old=False, after=shown)
        elif _bare(old[name]) != _bare(new[name]):
            spots = old[name].pointer, new[name].pointer
            finding = Finding("link-changed", *spots, before=shown, after=shown)
        else:
            continue
        graph.add(pair, finding)


def _bare(node: Node) -> str:
    """A link without what only describes it."""
    value = {k: v for k, v in node.value.items() if k != "description"}
    return json.dumps(value, sort_keys=True, default=str)
