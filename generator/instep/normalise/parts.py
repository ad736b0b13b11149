"""Schemas that apply together (`allOf`, `$ref` with siblings, a union's variant with its base), gathered.

A JSON Schema is a conjunction of keywords, so several schemas that all apply are one schema again: their
intersection. `flatten` finds all of them; `shape` intersects them. Nothing is copied or rewritten: every part
keeps the pointer at which it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from instep.diagnostics import Code, quote
from instep.normalise.context import Context, Node

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "summary",
        "default",
        "examples",
        "example",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "$comment",
        "$id",
        "$anchor",
        "$schema",
        "$defs",
        "definitions",
        "$dynamicAnchor",
        "$vocabulary",
        "contentMediaType",
        "contentSchema",
    }
)
"""Keywords that say something about a value without restricting it."""

VALIDATION_ONLY = frozenset(
    {
        "required",
        "not",
        "if",
        "then",
        "else",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
        "contains",
        "minContains",
        "maxContains",
    }
)
"""Keywords that restrict a value in a way that no Python type expresses."""


def is_bare(value: Any) -> bool:
    """Does the schema restrict nothing (annotations and extensions apart)?"""
    if not isinstance(value, dict):
        return value is True
    for key in value:  # noqa: SIM110 - asked of every schema, and a generator costs more than the answer
        if key not in ANNOTATIONS and not key.startswith("x-"):
            return False
    return True


def is_validation_only(value: Any) -> bool:
    """Does the schema restrict a value only in ways that no type expresses (`oneOf` of `required` lists)?"""
    if not isinstance(value, dict) or is_bare(value):
        return False
    for key, inner in value.items():
        if key in ANNOTATIONS or key in VALIDATION_ONLY or key.startswith("x-"):
            continue
        if key == "type" and inner == "object":
            continue
        nested = (
            inner
            if key in {"allOf", "anyOf", "oneOf"} and isinstance(inner, list)
            else [True, None]
        )
        if all(is_validation_only(item) or is_bare(item) for item in nested):
            continue
        return False
    return True


@dataclass(slots=True)
class Parts:
    """The schemas that apply together, `$ref`s and `allOf` resolved."""

    nodes: Sequence[Node] = ()
    """Schemas that restrict the value."""
    notes: list[Node] = field(default_factory=list)
    """Everything that says something about it, outermost first, the restricting ones included."""
    sole_ref: str = ""
    """Pointer of the one `$ref` that is all there is (annotations apart), else empty."""
    never: bool = False
    """A part is `false`: no value is valid."""
    through: set[str] = field(default_factory=set)
    """Pointers of the schemas that references led to."""


def flatten(
    ctx: Context,
    nodes: Iterable[Node],
    *,
    open_refs: bool = False,
    without: Iterable[str] = (),
) -> Parts:
    """All schemas that apply where these do. A reference that is all there is stays one, unless `open_refs`.

    References to the schemas `without` say nothing: these apply already.
    """
    gathered = Parts()
    found: list[Node | _Ref] = []
    for node in nodes:
        _gather(ctx, node, gathered, found)
    if len(found) == 1 and isinstance(found[0], _Ref) and not open_refs:
        gathered.sole_ref = found[0].target.pointer
        return gathered
    seen = gathered.through = {*without}
    gathered.nodes = _expanded(ctx, found, gathered, seen)
    if seen:
        known = {node.pointer for node in gathered.notes}
        gathered.nodes = [_without_circles(ctx, node, known) for node in gathered.nodes]
    return gathered


def _without_circles(ctx: Context, node: Node, known: set[str]) -> Node:
    """The part without the unions that another part is a variant of, and so satisfies.

    A parent that lists its children, each of which is `allOf` the parent and more, is such a circle.
    """
    circles = {
        word
        for word in ("oneOf", "anyOf")
        if any(_leads_to(ctx, v, known - {node.pointer}, set()) for v in node.listed(word))
    }
    if not circles:
        return node
    dropped = circles | {"discriminator"}
    return Node({k: v for k, v in node.value.items() if k not in dropped}, node.pointer)


def _leads_to(ctx: Context, variant: Node, known: set[str], seen: set[str]) -> bool:
    """Is the variant a reference to one of the schemas, or to a union that has one for a variant?"""
    if not variant.text("$ref"):
        return False
    target = ctx.follow(variant)
    if target is None or target.pointer in seen:
        return False
    seen.add(target.pointer)
    return target.pointer in known or any(
        _leads_to(ctx, inner, known, seen)
        for word in ("oneOf", "anyOf")
        for inner in target.listed(word)
    )


def _expanded(ctx: Context, found: list[Node | _Ref], parts: Parts, seen: set[str]) -> list[Node]:
    """The nodes with what each reference leads to in the reference's place, each target once."""
    nodes: list[Node] = []
    for item in found:
        if isinstance(item, Node):
            nodes.append(item)
        elif item.target.pointer not in seen:
            seen.add(item.target.pointer)
            inner: list[Node | _Ref] = []
            _gather(ctx, item.target, parts, inner)
            nodes.extend(_expanded(ctx, inner, parts, seen))
    return nodes


@dataclass(slots=True)
class _Ref:
    """A `$ref` on the way, in the place where what it leads to will stand."""

    target: Node


def _gather(ctx: Context, node: Node, parts: Parts, found: list[Node | _Ref]) -> None:
    value = node.value
    if value is True:
        return
    if value is False:
        parts.never = True
        return
    if not isinstance(value, dict):
        reason = f"a schema is an object or a boolean, not {quote(value, 40)}"
        ctx.keep_raw("schema", node.pointer, reason, Code.SCHEMA_INVALID)
        return
    parts.notes.append(node)
    ref = value.get("$ref")
    if isinstance(ref, str):
        target = ctx.target(ref, node.pointer)
        if target is None:
            ctx.count_raw("schema", node.pointer, f"{quote(ref)} leads nowhere")
        else:
            found.append(_Ref(target))
    if "$dynamicRef" in value and isinstance(value["$dynamicRef"], str):
        reason = f"what {quote(value['$dynamicRef'])} means depends on the way to it"
        ctx.keep_raw("schema", node.pointer, reason)
    all_of = value.get("allOf")
    if isinstance(all_of, dict):  # a common slip: one schema where a list of schemas belongs
        ctx.say(
            Code.SCHEMA_INVALID,
            node.pointer,
            "allOf is a list of schemas, read as a list of this one",
        )
        _gather(ctx, node.child("allOf"), parts, found)
    if all_of is not None:
        for child in node.listed("allOf"):
            _gather(ctx, child, parts, found)
    if ref is None and all_of is None:
        rest = node
    else:
        rest = Node({k: v for k, v in value.items() if k not in {"$ref", "allOf"}}, node.pointer)
    if not is_bare(rest.value):
        found.append(rest)
