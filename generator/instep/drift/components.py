"""Components by themselves: which were renamed, came or went, and what no operation reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instep.diagnostics import quote
from instep.drift.callbacks import came_or_went, meet_payloads
from instep.drift.findings import Finding, Graph
from instep.drift.law import Compat
from instep.drift.renames import guessed
from instep.drift.schema_rules import ANSWER
from instep.drift.schemas import Schemas, Where
from instep.drift.tree import Node, Tree
from instep.drift.views import canonical

if TYPE_CHECKING:
    from instep.drift.client import Client

_SHARED = 0.6
"""Share of the properties that a schema keeps under its new name."""
_ROUNDS = 5
"""A renamed component may refer to renamed components; this many levels of that are seen through."""


def components_of(tree: Tree) -> dict[str, Node]:
    """The component schemas by their pointer."""
    holder = tree.root.get("components")
    found = holder.members("schemas") if holder is not None else {}
    return {node.pointer: node for node in found.values()}


def renamed_components(old: Tree, new: Tree) -> dict[str, str]:
    """Components that say the same under another name, by pointer: old to new."""
    before, after = components_of(old), components_of(new)
    gone = [pointer for pointer in before if pointer not in after]
    come = [pointer for pointer in after if pointer not in before]
    renamed: dict[str, str] = {}
    if not gone or not come:
        return renamed
    texts = {pointer: canonical(after[pointer].value) for pointer in come}
    for _ in range(_ROUNDS):
        found = dict(renamed)
        for pointer in gone:
            text = canonical(before[pointer].value)
            for name, other in renamed.items():
                text = text.replace(f'"{name}"', f'"{other}"')
            twins = [c for c in come if texts[c] == text and c not in found.values()]
            if pointer not in found and twins and len(text) > 2:
                found[pointer] = twins[0]
        if found == renamed:
            break
        renamed = found
    return renamed


def compare_components(graph: Graph, schemas: Schemas, client: Client) -> None:
    """Components that came, went, or changed where no operation sees it; webhooks; servers."""
    before, after = components_of(schemas.old), components_of(schemas.new)
    likely = _likely_renames(schemas, before, after)
    for pointer, node in before.items():
        now = schemas.renamed.get(pointer, pointer)
        pair = ("component", pointer)
        if now not in after:
            rule = "api-schema-removed"
            perhaps = quote(likely[pointer].rpartition("/")[2]) if pointer in likely else ""
            home = "#/components/schemas"
            graph.add(pair, Finding(rule, pointer, home, in_new=False, perhaps=perhaps))
        elif now != pointer:
            names = [quote(p.rpartition("/")[2]) for p in (pointer, now)]
            rule = "api-schema-renamed"
            graph.add(pair, Finding(rule, pointer, now, before=names[0], after=names[1]))
        if now in after:
            schemas.meet(node, after[now], Where(ANSWER, inert=True, unreached=True), pair)
    for pointer in after.keys() - before.keys() - set(schemas.renamed.values()):
        finding = Finding("api-schema-added", "#/components/schemas", pointer, in_old=False)
        graph.add(("component", pointer), finding)
    _compare_webhooks(graph, schemas)
    _compare_servers(graph, schemas.old, schemas.new)
    client.compare_names(graph, frozenset(schemas.renamed.values()))


def _likely_renames(
    schemas: Schemas, before: dict[str, Node], after: dict[str, Node]
) -> dict[str, str]:
    """Components that went to such that came, have most properties of theirs, and are named alike."""
    known = set(schemas.renamed.values())
    gone = {
        p.rpartition("/")[2]: n for p, n in before.items() if schemas.renamed.get(p, p) not in after
    }
    come = {p.rpartition("/")[2]: n for p, n in after.items() if p not in before and p not in known}
    if not gone or not come:
        return {}
    found = guessed(gone, come, _mostly_alike)
    return {gone[old].pointer: come[new].pointer for old, new in found.items()}


def _mostly_alike(old: Node, new: Node) -> bool:
    one, other = old.members("properties").keys(), new.members("properties").keys()
    if not one and not other:
        return old.text("type") == new.text("type") != ""
    return len(one & other) >= _SHARED * max(len(one), len(other))


def _compare_webhooks(graph: Graph, schemas: Schemas) -> None:
    old, new = (dict(t.followed(t.root.members("webhooks"))) for t in (schemas.old, schemas.new))
    home = Node("#/webhooks", None)
    for name in sorted(old.keys() | new.keys()):
        pair = ("webhook", name)
        if name in old and name in new:
            meet_payloads(schemas, pair, old[name], new[name])
        else:
            was, now = ({name: side.get(name)} for side in (old, new))
            came_or_went(graph, pair, "webhook", was, now, (home, home))


def _compare_servers(graph: Graph, old: Tree, new: Tree) -> None:
    before, after = (
        [node for node in tree.root.items("servers") if node.text("url")] for tree in (old, new)
    )
    was, now = [_filled(n) for n in before], [_filled(n) for n in after]
    pair = ("document", "servers")
    if was and now and was[0] != now[0]:
        rule, spots = "api-server-changed", (before[0].pointer, after[0].pointer)
        graph.add(pair, Finding(rule, *spots, before=quote(was[0]), after=quote(now[0])))
    for i, node in enumerate(before):
        if was[i] not in now and (i or not now):
            # Without any server, whoever makes a client has to say where the API is.
            client = None if now else Compat.BREAKING
            finding = Finding(
                "api-server-removed", node.pointer, "#", in_new=False,
                before=quote(was[i]), client=client,
            )  # fmt: skip
            graph.add(pair, finding)
    for i, node in enumerate(after):
        if now[i] not in was and (i or not was):
            shown = quote(now[i])
            graph.add(
                pair, Finding("api-server-added", "#", node.pointer, in_old=False, after=shown)
            )


def _filled(server: Node) -> str:
    """A server's URL with the defaults of its variables (OpenAPI 3.1, section 4.8.6)."""
    url = server.text("url")
    for name, variable in server.members("variables").items():
        url = url.replace(f"{{{name}}}", variable.text("default"))
    return url
