"""Compares what an API calls by itself, callbacks and webhooks, and the links of its answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from instep.diagnostics import quote
from instep.drift.findings import Finding, Graph, Pair
from instep.drift.schema_rules import ANSWER, BODY, HEADER
from instep.drift.schemas import Schemas, Where
from instep.drift.tree import Node, Tree

if TYPE_CHECKING:
    from instep.drift.operations import Offer

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def meet_payloads(schemas: Schemas, pair: Pair, old: Node, new: Node) -> None:
    """Compare two path items of what the API calls: its user receives the request, and sends the answer."""
    word = "webhook" if pair[0] == "webhook" else "callback"
    for method in METHODS:
        was, now = old.get(method), new.get(method)
        if was is not None and now is not None:
            _meet_call(schemas, pair, was, now)
        else:
            came_or_went(schemas.graph, pair, word, {method: was}, {method: now}, (old, new))


def _meet_call(schemas: Schemas, pair: Pair, old: Node, new: Node) -> None:
    """What is received is judged like an answer, what is sent back like a request."""
    trees, homes = (schemas.old, schemas.new), (old, new)
    tables = (
        ("response-media-type", Where(ANSWER), _bodies),
        ("response-success-status", Where(BODY), _answers),
        ("response-header", Where(HEADER), _headers),
    )
    for rule, where, found in tables:
        before, after = (found(tree, call) for tree, call in zip(trees, homes, strict=True))
        came_or_went(schemas.graph, pair, rule, before, after, homes)
        for key in before.keys() & after.keys():
            was, now = _schemas(before[key]), _schemas(after[key])
            for name in was.keys() & now.keys():
                schemas.meet(was[name], now[name], where, pair)


def came_or_went(
    graph: Graph,
    pair: Pair,
    rule: str,
    before: Mapping[str, Node | None],
    after: Mapping[str, Node | None],
    homes: tuple[Node, Node],
) -> None:
    """Say of each name that only one of the sides has that it was added or removed."""
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is not None and new is None:
            needed = "required-" if old.flag("required") else "optional-"
            start = needed if rule == "response-header" else ""
            spots = old.pointer, homes[1].pointer
            finding = Finding(f"{start}{rule}-removed", *spots, in_new=False, before=quote(key))
            graph.add(pair, finding)
        elif new is not None and old is None:
            spots = homes[0].pointer, new.pointer
            graph.add(pair, Finding(f"{rule}-added", *spots, in_old=False, after=quote(key)))


def _bodies(tree: Tree, call: Node) -> dict[str, Node]:
    """The media types of what is received."""
    body = tree.follow(call.get("requestBody"))
    return body.members("content") if body is not None else {}


def _answers(tree: Tree, call: Node) -> dict[str, Node]:
    """The successful answers that may be sent back."""
    answers = tree.followed(call.members("responses"))
    return {status: node for status, node in answers if status.startswith("2")}


def _headers(tree: Tree, call: Node) -> dict[str, Node]:
    """The headers of what is received."""
    found = (tree.follow(entry) for entry in call.items("parameters"))
    return {
        node.text("name").lower(): node
        for node in found
        if node is not None and node.text("in") == "header"
    }


def _schemas(node: Node) -> dict[str, Node]:
    """The schemas of a media type, of a header, or of each media type of an answer."""
    found = {word: node.get(word) for word in ("schema", "itemSchema")}
    found |= {name: media.get("schema") for name, media in node.members("content").items()}
    return {name: schema for name, schema in found.items() if schema is not None}


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
    homes = offers[0].node, offers[1].node
    for key in sorted(old.keys() | new.keys()):
        if key in old and key in new:
            meet_payloads(schemas, pair, old[key], new[key])
        else:
            was, now = ({key[0]: side.get(key)} for side in (old, new))
            came_or_went(graph, pair, "callback", was, now, homes)


def compare_links(
    graph: Graph, pair: Pair, trees: tuple[Tree, Tree], answers: tuple[Node, Node]
) -> None:
    """The links of one answer."""
    old, new = (
        dict(tree.followed(answer.members("links")))
        for tree, answer in zip(trees, answers, strict=True)
    )
    came_or_went(graph, pair, "link", old, new, answers)
    for name in sorted(old.keys() & new.keys()):
        if _bare(old[name]) != _bare(new[name]):
            spots, shown = (old[name].pointer, new[name].pointer), quote(name)
            graph.add(pair, Finding("link-changed", *spots, before=shown, after=shown))


def _bare(node: Node) -> str:
    """A link without what only describes it."""
    value = {k: v for k, v in node.value.items() if k != "description"}
    return json.dumps(value, sort_keys=True, default=str)
