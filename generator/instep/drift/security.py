"""Compares who may call: requirements, scopes, security schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instep.diagnostics import quote
from instep.drift.findings import Finding, Graph, Pair
from instep.drift.law import Effect
from instep.drift.tree import Node, Tree

if TYPE_CHECKING:
    from instep.drift.operations import Said

_Alternatives = dict[frozenset[str], dict[str, set[str]]]
"""Scheme names that go together, with the scopes of each."""


def compare_operation_security(said: Said, old: Tree, new: Tree) -> None:
    """What one operation asks for; where both inherit, the document's own entry says it."""
    own = [node.get("security") for node in (said.old, said.new)]
    if own[0] is None and own[1] is None:
        return
    before = own[0] or old.root.get("security")
    after = own[1] or new.root.get("security")
    spots = [(said.old.get("security") or said.old).pointer]
    spots.append((said.new.get("security") or said.new).pointer)
    _compare(said.graph, said.pair, "api-security", (before, after), (spots[0], spots[1]))


def compare_document_security(graph: Graph, old: Tree, new: Tree) -> None:
    """What operations ask for that say nothing themselves, and the schemes."""
    pair = ("document", "security")
    nodes = old.root.get("security"), new.root.get("security")
    spots = [(node or Node("#", None)).pointer for node in nodes]
    _compare(graph, pair, "api-global-security", nodes, (spots[0], spots[1]))
    _schemes(graph, old, new)


def _alternatives(node: Node | None) -> _Alternatives:
    found: _Alternatives = {}
    entries = node.value if node is not None and isinstance(node.value, list) else []
    for entry in entries:
        if isinstance(entry, dict):
            scopes = {
                name: {s for s in value if isinstance(s, str)} if isinstance(value, list) else set()
                for name, value in entry.items()
            }
            found[frozenset(scopes)] = scopes
    return found


def _compare(
    graph: Graph,
    pair: Pair,
    prefix: str,
    nodes: tuple[Node | None, Node | None],
    spots: tuple[str, str],
) -> None:
    before, after = (_alternatives(node) for node in nodes)
    # Nothing asked is the same as an empty alternative: anybody may call.
    open_before = not before or frozenset() in before
    open_after = not after or frozenset() in after

    def say(word: str, effect: Effect | None = None, before: str = "", after: str = "") -> None:
        rule = f"{prefix}-{word}"
        graph.add(pair, Finding(rule, *spots, before=before, after=after, effect=effect))

    for names in sorted(after.keys() - before.keys(), key=sorted):
        if names:
            # Many documents only now say what the server has always asked for.
            effect = Effect.UNKNOWN if open_before and not open_after else None
            say("added", effect, after=_shown(names))
    for names in sorted(before.keys() - after.keys(), key=sorted):
        if names:
            say("removed", Effect.WIDENS if open_after else None, before=_shown(names))
        elif not open_after and after.keys() <= before.keys():
            say("removed", before="without credentials")
    for names in sorted(before.keys() & after.keys(), key=sorted):
        for name in sorted(names):
            for scope in sorted(after[names][name] - before[names][name]):
                say("scope-added", after=quote(scope))
            for scope in sorted(before[names][name] - after[names][name]):
                say("scope-removed", before=quote(scope))


def _shown(names: frozenset[str]) -> str:
    return " and ".join(quote(name) for name in sorted(names))


def _schemes(graph: Graph, old: Tree, new: Tree) -> None:
    components = [tree.root.get("components") or Node("#/components", {}) for tree in (old, new)]
    before = dict(old.followed(components[0].members("securitySchemes")))
    after = dict(new.followed(components[1].members("securitySchemes")))
    pair = ("document", "securitySchemes")
    for name in sorted(before.keys() | after.keys()):
        homes = [c.pointer for c in components]
        if name not in after:
            rule, spots = "api-security-component-removed", (before[name].pointer, homes[1])
            graph.add(pair, Finding(rule, *spots, in_new=False, before=quote(name)))
        elif name not in before:
            rule, spots = "api-security-component-added", (homes[0], after[name].pointer)
            graph.add(pair, Finding(rule, *spots, in_old=False, after=quote(name)))
        else:
            _scheme(graph, pair, before[name], after[name])


def _scheme(graph: Graph, pair: Pair, old: Node, new: Node) -> None:
    def say(word: str, before: Any = "", after: Any = "") -> None:
        rule, shown = f"api-security-component-{word}", (quote(before), quote(after))
        spots = old.pointer, new.pointer
        graph.add(pair, Finding(rule, *spots, before=shown[0], after=shown[1]))

    kinds = [
        " ".join(node.text(word) for word in ("type", "scheme", "in", "name") if node.text(word))
        for node in (old, new)
    ]
    if kinds[0].lower() != kinds[1].lower():
        say("type-changed", *kinds)
    flows = [node.members("flows") for node in (old, new)]
    for flow in sorted(flows[0].keys() & flows[1].keys()):
        before, after = flows[0][flow], flows[1][flow]
        for key, word in (("authorizationUrl", "oauth-url"), ("tokenUrl", "oauth-token-url")):
            if before.text(key) != after.text(key):
                say(f"{word}-changed", before.text(key), after.text(key))
        was, now = before.members("scopes"), after.members("scopes")
        for scope in sorted(was.keys() | now.keys()):
            if scope not in was:
                say("oauth-scope-added", after=scope)
            elif scope not in now:
                say("oauth-scope-removed", before=scope)
            elif was[scope].value != now[scope].value:
                say("oauth-scope-changed", before=scope)
