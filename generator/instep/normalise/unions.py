"""`oneOf`, `anyOf` and type arrays: what the variants are, what they are called, how they are told apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from instep.ir.names import pascal
from instep.ir.types import (
    UNBOUNDED,
    AnyType,
    Discriminator,
    LiteralType,
    NullableType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from instep.normalise.context import Context, Node
from instep.normalise.parts import ANNOTATIONS, Parts, flatten
from instep.normalise.shape import Shape

if TYPE_CHECKING:
    from instep.normalise.schemas import Schemas

_MOST_COMBINATIONS = 64
"""Variants that two unions on one schema may multiply to before the value is kept raw."""


_UNIONS = frozenset({"oneOf", "anyOf"})


def lower_groups(schemas: Schemas, shape: Shape, parts: Parts) -> Type | None:
    """The union that a shape's `oneOf`s and `anyOf`s make together with its other keywords.

    None where they say nothing about the type after all.
    """
    size = 1
    for group in shape.groups:
        size *= len(group)
    if size > _MOST_COMBINATIONS and len(shape.groups) > 1:
        schemas.ctx.keep_raw("schema", shape.pointer, f"unions that multiply to {size} variants")
        return AnyType("unions that multiply")
    base = _base(shape, parts)
    members: list[Type] = []
    for variants in itertools.product(*shape.groups):
        pointer = variants[0].pointer
        if len(variants) > 1:
            pointer += "".join("&" + v.pointer.rsplit("/", 1)[-1] for v in variants[1:])
        label = _label(schemas.ctx, variants, shape)
        more, without = _beyond(schemas.ctx, variants, base, parts)
        nodes = [*variants, *more]
        if more and len(nodes) > 1:
            pointer = _within(shape, pointer)
            if _impossible(schemas.ctx, nodes):
                continue
        member = schemas.variant(nodes, pointer, label, without)
        if shape.declared:
            _say_typed(schemas.ctx, member, variants)
        members.append(member)
    made = unite(members, nullable="null" in (shape.types or ()) and shape.declared)
    if not base and _is_counted(schemas, shape, members, made):
        made = _exclusive(made)
    declared = shape.discriminator
    if declared is not None and declared.text("propertyName"):
        mapping = tuple(
            (value, target)
            for value, target in declared.mapping("mapping").items()
            if isinstance(target, str)
        )
        return _mark(made, Discriminator(declared.text("propertyName"), mapping))
    return made


def _is_counted(schemas: Schemas, shape: Shape, members: Sequence[Type], made: Type) -> bool:
    """Can it be told that more than one variant takes a value, and does the document forbid that?"""
    union = made.inner if isinstance(made, NullableType) else made
    bare = [m.inner if isinstance(m, NullableType) else m for m in members]
    kept = [member for member in bare if not isinstance(member, NullType)]
    if not isinstance(union, UnionType) or len(shape.groups) != 1:
        return False
    # Nothing was flattened, joined or dropped: the members are the variants.
    if len(union.members) != len(kept) or any(isinstance(m, UnionType) for m in kept):
        return False
    variants = shape.groups[0]
    return variants[0].pointer.endswith("/oneOf/0") and all(map(schemas.exactness.holds, variants))


def _exclusive(type_: Type) -> Type:
    if isinstance(type_, NullableType):
        return NullableType(_exclusive(type_.inner))
    return replace(type_, exclusive=True) if isinstance(type_, UnionType) else type_


def _say_typed(ctx: Context, member: Type, variants: Sequence[Node]) -> None:
    """A variant that has a class of its own is of the type that stands beside the union."""
    inner = member.inner if isinstance(member, NullableType) else member
    draft = ctx.drafts.get(inner.key) if isinstance(inner, RefType) else None
    if draft is not None and not any(v.text("$ref") for v in variants):
        draft.untyped = False


def _beyond(
    ctx: Context, variants: Sequence[Node], base: list[Node], parts: Parts
) -> tuple[list[Node], set[str]]:
    """What of the base the variants do not have anyway, as children of their parent do, and what they must not repeat.

    Variants that lead back to a union which they are variants of would be unfolded without end.
    """
    if not base and not parts.through:
        return base, set()
    quiet = Context(ctx.document, type(ctx.found)())
    had = flatten(quiet, variants, open_refs=True).nodes
    if any(node.pointer in parts.through and node.value.keys() & _UNIONS for node in had):
        return base, parts.through
    pointers = {node.pointer for node in had}
    return [node for node in base if node.pointer not in pointers], set()


def _impossible(ctx: Context, nodes: Sequence[Node]) -> bool:
    """Does a variant contradict what applies to all of them, so that no value is of it?"""
    quiet = Context(ctx.document, type(ctx.found)())
    parts = flatten(quiet, nodes, open_refs=True)
    return parts.never or Shape.of(quiet, parts, nodes[0].pointer).contradictory


def _within(shape: Shape, pointer: str) -> str:
    # A variant that its base restricts further is defined where the whole stands, not where a shared
    # variant stands: the same variant under another base is another type.
    if pointer.startswith(shape.pointer + "/"):
        return pointer
    return f"{shape.pointer}/{'/'.join(pointer.rsplit('/', 2)[-2:])}"


def _base(shape: Shape, parts: Parts) -> list[Node]:
    """What applies to every variant: the parts without their unions; nothing if that restricts nothing."""
    base: list[Node] = []
    for node in parts.nodes:
        rest = {k: v for k, v in node.value.items() if k not in {"oneOf", "anyOf", "discriminator"}}
        groups = {k: node.value[k] for k in ("oneOf", "anyOf") if k in node.value}
        kept = {
            k: v
            for k, v in groups.items()
            if not any(_from(node, k, group) for group in shape.groups)
        }
        rest.update(kept)
        hard = {key for key in rest if key not in ANNOTATIONS and not key.startswith("x-")}
        if hard <= {"type"}:
            continue
        base.append(Node(rest, node.pointer))
    return base


def _from(node: Node, keyword: str, group: Sequence[Node]) -> bool:
    return group[0].pointer.startswith(f"{node.pointer}/{keyword}/")


def _mark(type_: Type, discriminator: Discriminator) -> Type:
    if isinstance(type_, NullableType):
        return NullableType(_mark(type_.inner, discriminator))
    if isinstance(type_, UnionType):
        return replace(type_, discriminator=discriminator)
    return type_


def unite(members: Sequence[Type], *, nullable: bool = False) -> Type:
    """One type for several: nested unions flattened, doubles dropped, null pulled out, literals joined."""
    if len(members) == 1 and isinstance(members[0], ScalarType | RefType):
        return NullableType(members[0]) if nullable else members[0]
    flat: list[Type] = []
    whole = [m for m in members if not isinstance(m, NullType)]
    if len(whole) == 1 and len(members) > 1:
        one = whole[0].inner if isinstance(whole[0], NullableType) else whole[0]
        if isinstance(one, UnionType) and one.exclusive:
            return NullableType(one)
    for given in members:
        nullable = nullable or isinstance(given, NullableType | NullType)
        member = given.inner if isinstance(given, NullableType) else given
        if isinstance(member, NullType):
            continue
        if isinstance(member, UnionType) and member.discriminator is None:
            flat.extend(m for m in member.members if m not in flat)
        elif member not in flat:
            flat.append(member)
    flat = _open_enum(_join_literals(flat))
    if any(isinstance(member, AnyType) for member in flat):
        reasons = [m.reason for m in flat if isinstance(m, AnyType)]
        if len(flat) == 1 or not all(reasons):
            return AnyType(reasons[0] if all(reasons) else "")
    if not flat:
        return NullType()
    made: Type = flat[0] if len(flat) == 1 else UnionType(tuple(flat))
    return NullableType(made) if nullable and not isinstance(made, AnyType | NullType) else made


def _join_literals(members: list[Type]) -> list[Type]:
    literals = [m for m in members if isinstance(m, LiteralType) and not m.open]
    if len(literals) < 2:
        return members
    values = tuple(dict.fromkeys((type(v), v) for literal in literals for v in literal.values))
    joined = LiteralType(tuple(v for _, v in values))
    at = members.index(literals[0])
    rest = [m for m in members if m not in literals]
    return [*rest[:at], joined, *rest[at:]]


def _open_enum(members: list[Type]) -> list[Type]:
    """`anyOf: [string, enum of strings]`: an enum whose document says that other values are fine."""
    if len(members) < 2:
        return members
    plain = {
        m.kind
        for m in members
        if isinstance(m, ScalarType) and m.constraints == UNBOUNDED and not m.format
    }
    kinds = {ScalarKind.STRING: str, ScalarKind.INTEGER: int}
    for kind, python in kinds.items():
        for member in members:
            if (
                kind in plain
                and isinstance(member, LiteralType)
                and all(type(value) is python for value in member.values)
            ):
                opened = LiteralType(member.values, member.docs, open=True)
                rest = [m for m in members if not (isinstance(m, ScalarType) and m.kind is kind)]
                return [opened if m is member else m for m in rest]
    return members


_ORDINALS = (
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
)


def _label(ctx: Context, variants: Sequence[Node], shape: Shape) -> str:
    """The word that tells a variant from its siblings: title, constant, own property, JSON type, place."""
    words = [_label_one(ctx, v, group) for v, group in zip(variants, shape.groups, strict=True)]
    return "".join(words)


def _label_one(ctx: Context, variant: Node, group: Sequence[Node]) -> str:
    real = (v for v in group if not is_null(v))
    if next(real, None) is not None and next(real, None) is None:
        return ""
    ref = variant.text("$ref")
    if ref:
        return pascal(ref.rsplit("/", 1)[-1].replace("~1", "/"))
    if variant.text("title"):
        return pascal(variant.text("title"))
    inner = Shape.of(
        Context(ctx.document, type(ctx.found)()), flatten(ctx, [variant]), variant.pointer
    )
    for nodes in inner.properties.values():
        for node in nodes:
            value = node.value if isinstance(node.value, dict) else {}
            values = [value["const"]] if "const" in value else value.get("enum")
            if (
                isinstance(values, list)
                and len(values) == 1
                and isinstance(values[0], str)
                and values[0]
            ):
                return pascal(values[0], prefix="Value")
    if inner.types and len(inner.types - {"null"}) == 1:
        kind = next(iter(inner.types - {"null"}))
        alike = [v for v in group if isinstance(v.value, dict) and _rough_kind(v) == kind]
        if len(alike) <= 1:
            return {"array": "List"}.get(kind, pascal(kind))
    others = {name for v in group if v is not variant for name in v.mapping("properties")}
    own = [name for name in inner.properties if name not in others]
    required = [name for name in own if name in inner.required]
    for name in (*required, *own):
        return "With" + pascal(name)
    index = next(i for i, v in enumerate(group) if v is variant)
    return _ORDINALS[index] if index < len(_ORDINALS) else f"Variant{index + 1}"


def is_null(node: Node) -> bool:
    """Does the schema allow null and nothing else?"""
    return isinstance(node.value, dict) and node.value.get("type") in ("null", ["null"])


def _rough_kind(node: Node) -> str:
    declared = node.value.get("type")
    if isinstance(declared, str):
        return declared
    return "object" if "properties" in node.value else ""
