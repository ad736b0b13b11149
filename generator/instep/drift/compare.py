"""Compares two APIs: collects findings, merges what belongs together, judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from instep.drift.callbacks import METHODS
from instep.drift.changes import Change, Comparison
from instep.drift.client import Client
from instep.drift.components import compare_components, renamed_components
from instep.drift.descriptions import compare_descriptions
from instep.drift.excerpts import Excerpts, TextOf
from instep.drift.facts import compare_facts
from instep.drift.findings import Finding, Graph, worded
from instep.drift.law import Compat, Direction, Level, judge
from instep.drift.operations import Operations
from instep.drift.rules import RULES, Rule
from instep.drift.sameness import Unchanged
from instep.drift.schemas import Schemas
from instep.drift.security import compare_document_security
from instep.drift.subjects import subject_of
from instep.drift.tree import Node, Tree
from instep.ir.api import Api

_ONE_ENTRY = frozenset(
    {
        "response-non-success-status-added",
        "response-non-success-status-removed",
        "response-success-status-added",
        "response-header-added",
        "optional-response-header-removed",
        "api-security-added",
        "api-security-removed",
        "api-security-scope-added",
        "api-security-scope-removed",
        "api-server-of-operation-changed",
        "api-tag-added",
        "api-tag-removed",
        "client-class-changed",
        "client-error-class-changed",
    }
)
"""Told once for all the operations where they happen alike."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents."""

    api: Api
    location: str
    place: Callable[[str], str]
    """From a pointer into the bundled document to `file:line:column`."""
    source_pointer: Callable[[str], str]
    """From a pointer into the bundled document to the one as the user wrote it."""
    text_of: TextOf | None = None
    """The text in which a pointer's node stands, for reports that show it."""


@dataclass(slots=True)
class _Group:
    """Findings that are one change."""

    found: list[Finding]
    operations: set[str]


def compare(old: Side, new: Side, *, today: date, docs: bool = False) -> Comparison:
    """Everything that differs, with `docs` also in words alone.

    `today` decides whether sunset dates have passed.
    """
    trees = Tree(Node("#", old.api.root)), Tree(Node("#", new.api.root))
    graph = Graph()
    renamed = renamed_components(*trees)
    schemas = Schemas(*trees, graph, renamed, Unchanged(*trees))
    operations = Operations(*trees, graph, schemas, today)
    operations.compare()
    compare_document_security(graph, *trees)
    schemas.run()
    client = Client(old.api, new.api, operations.names)
    compare_components(graph, schemas, client)
    compare_facts(graph, old.api, new.api, operations.names)
    schemas.run()
    if docs:
        compare_descriptions(graph, old.api.root, new.api.root)
    order = {key: i for i, key in enumerate(_keys(trees[0]) + _keys(trees[1]))}
    pointers: dict[tuple[str, str], tuple[str, str]] = {}
    changes: list[Change] = []
    for group in _groups(graph).values():
        change, finding = _change(group, old, new, client, order)
        changes.append(change)
        pointers.setdefault((change.id, change.pointer), (finding.old, finding.new))
    changes.sort(key=_rank)
    return Comparison(
        old.location,
        new.location,
        tuple(changes),
        described_differently=old.api.root != new.api.root,
        operations=len(new.api.operations),
        apis=(old.api, new.api),
        excerpts=Excerpts((old.text_of, new.text_of), pointers),
    )


def _keys(tree: Tree) -> list[str]:
    return [
        f"{method.upper()} {path}"
        for path, item in tree.root.members("paths").items()
        if isinstance(item.value, dict)
        for method in METHODS
        if method in item.value
    ]


def _groups(graph: Graph) -> dict[tuple[str, ...], _Group]:
    """What happens to one node in one way is one change, whatever the schema is used for."""
    groups: dict[tuple[str, ...], _Group] = {}
    for pair, finding in graph:
        rule = RULES[finding.rule]
        if finding.rule in _ONE_ENTRY:
            key: tuple[str, ...] = (finding.rule, finding.before, finding.after)
        else:
            change = finding.before, finding.after
            key = (rule.kind, rule.action, finding.old, finding.new, *change)
        group = groups.setdefault(key, _Group([], set()))
        group.found.append(finding)
        group.operations |= graph.reached_by(pair)
    return groups


def _level(finding: Finding) -> Level:
    rule = RULES[finding.rule]
    if finding.inert:
        return Level.INFO
    if finding.effect is not None:
        return judge(finding.effect, rule.direction)
    return rule.level


def _change(
    group: _Group, old: Side, new: Side, client: Client, order: dict[str, int]
) -> tuple[Change, Finding]:
    """The change, and the worst of its findings."""
    ranked = sorted(group.found, key=lambda f: list(Level).index(_level(f)))
    finding = ranked[0]
    rule = RULES[finding.rule]
    ids = tuple(dict.fromkeys(f.rule for f in ranked))
    sides = {RULES[id_].direction for id_ in ids}
    operations = tuple(sorted(group.operations, key=lambda key: order.get(key, len(order))))
    home = old if finding.in_old else new
    pointer = finding.old if finding.in_old else finding.new
    places = old.place(finding.old), new.place(finding.new)
    change = Change(
        id=rule.id,
        level=_level(finding),
        direction=sides.pop() if len(sides) == 1 else Direction.BOTH,
        pointer=home.source_pointer(pointer).removeprefix("#"),
        subject=subject_of(pointer, Tree(Node("#", home.api.root))),
        words=said(rule, finding),
        operations=operations,
        old=places[0] if finding.in_old else None,
        new=places[1] if finding.in_new else None,
        client=client.effect(group.found, operations),
        near=places[0] if not finding.in_old else places[1] if not finding.in_new else "",
        ids=ids,
    )
    return change, finding


def said(rule: Rule, finding: Finding) -> str:
    """The rule's words with this finding's values."""
    return worded(rule.words, finding)


def _rank(change: Change) -> tuple[int, int, int, str, str]:
    """The worst for callers and wire first, then what reaches most."""
    levels, compats = list(Level), list(Compat)
    wire, client = levels.index(change.level), compats.index(change.client.level)
    return (min(wire, client), wire + client, -len(change.operations), change.pointer, change.id)
