"""Schema to type: the one place that decides what a JSON Schema means in Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from instep.diagnostics import Code
from instep.ir.pointers import escape, last_name
from instep.ir.text import NO_DOC, Doc
from instep.ir.types import (
    UNBOUNDED,
    AnyType,
    Constraints,
    Json,
    ListType,
    MapType,
    NullType,
    RefType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
)
from instep.normalise.context import Context, Draft, FieldDraft, Node, doc_of
from instep.normalise.exactness import Exactness
from instep.normalise.parts import Parts, flatten
from instep.normalise.patterns import supported
from instep.normalise.rules import rules_of
from instep.normalise.shape import Shape
from instep.normalise.unions import is_null, lower_groups, unite
from instep.normalise.values import default_of, examples_of, literal_type

_FORMATS = {
    "date-time": ScalarKind.DATE_TIME,
    "date": ScalarKind.DATE,
    "time": ScalarKind.TIME,
    "duration": ScalarKind.DURATION,
    "uuid": ScalarKind.UUID,
    "byte": ScalarKind.BYTES,
    "binary": ScalarKind.BINARY,
    "decimal": ScalarKind.DECIMAL,
}

_MOST_NESTED = 60
"""Levels of inline schemas after which a value is kept as raw data."""

_NUMBER_BOUNDS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of")
_BOUNDS = {
    "string": ("min_length", "max_length", "pattern"),
    "number": _NUMBER_BOUNDS,
    "integer": _NUMBER_BOUNDS,
    "boolean": (),
    "array": ("min_items", "max_items", "unique_items"),
    "object": ("min_properties", "max_properties"),
}


class Schemas:
    """Lowers schemas to types and collects the definitions they need, each once, by its pointer."""

    def __init__(self, ctx: Context, extends: Callable[[str], bool] = lambda _: False) -> None:
        self.ctx = ctx
        self.exactness = Exactness(ctx)
        self._extends = extends
        """Is the component at this pointer an object of its own, even if all it says is a reference?"""
        self._pending: list[str] = []
        self._depth = 0
        self._current = ""
        """Key of the definition being lowered."""

    def component(self, pointer: str) -> RefType:
        """The definition that stands at a pointer; it is lowered later, so recursion is no concern."""
        if pointer not in self.ctx.drafts:
            self.ctx.drafts[pointer] = Draft(pointer)
            self._pending.append(pointer)
        return RefType(pointer)

    def finish(self) -> None:
        """Lower every definition that was asked for, and those that they ask for."""
        while self._pending:
            pointer = self._pending.pop(0)
            draft = self.ctx.drafts[pointer]
            self._current = pointer
            node = self.ctx.at(pointer)
            parts = flatten(self.ctx, [node], open_refs=self._extends(pointer))
            made = self._lower(parts, pointer, own=draft)
            if draft.fields is None:
                draft.type = (
                    AnyType("it refers to itself and nothing else")
                    if made == RefType(pointer)
                    else made
                )
                draft.doc = doc_of(node)

    def type_of(self, node: Node) -> Type:
        """The type that a schema means; inline objects become definitions named after where they stand."""
        return self.type_of_all([node], node.pointer)

    def type_of_all(self, nodes: Sequence[Node], pointer: str, without: Iterable[str] = ()) -> Type:
        """The type of values for which all of these schemas hold; `pointer` is where the whole stands."""
        return self._nested(flatten(self.ctx, nodes, without=without), pointer)

    def _nested(self, parts: Parts, pointer: str) -> Type:
        if self._depth > _MOST_NESTED:
            self.ctx.keep_raw("schema", pointer, f"nested more than {_MOST_NESTED} levels deep")
            return AnyType("nested too deep")
        self._depth += 1
        try:
            return self._lower(parts, pointer, own=None)
        finally:
            self._depth -= 1

    def _lower(self, parts: Parts, pointer: str, own: Draft | None) -> Type:
        if parts.never:
            self.ctx.keep_raw("schema", pointer, "no value is valid here")
            return AnyType("no value is valid here")
        if parts.sole_ref:
            return self._reference(parts.sole_ref)
        shape = Shape.of(self.ctx, parts, pointer)
        if shape.contradictory:
            self.ctx.say(
                Code.SCHEMA_CONTRADICTORY,
                pointer,
                "schemas that must hold together have no value in common",
            )
        return self.from_shape(shape, parts, own)

    def _reference(self, pointer: str) -> Type:
        apart = not pointer.startswith("#/components/schemas/")
        if apart and isinstance(self.ctx.at(pointer).value, bool):
            return AnyType()
        return self.component(pointer)

    def from_shape(self, shape: Shape, parts: Parts, own: Draft | None = None) -> Type:
        """The type of a shape: its unions first, then its enum, then its JSON types."""
        nullable = bool(
            shape.types and "null" in shape.types and (shape.declared or len(shape.types) == 1)
        )
        if shape.groups:
            lowered = lower_groups(self, shape, parts)
            if lowered is not None:
                return lowered
        if shape.enum is not None:
            return literal_type(self.ctx, shape, nullable)
        kinds = sorted(shape.types - {"null"} if shape.types else ())
        if "number" in kinds and "integer" in kinds:
            kinds.remove("integer")
        if not kinds:
            if nullable:
                return NullType()
            return AnyType(rules=tuple(rules_of(self.ctx, parts.nodes, "", set())))
        if len(kinds) == 6:
            return AnyType(rules=tuple(rules_of(self.ctx, parts.nodes, "", set())))
        members: list[Type] = []
        for kind in kinds:
            sole = own if len(kinds) == 1 and not nullable else None
            members.append(self._of_kind(kind, shape, parts, sole, several=len(kinds) > 1))
        return unite(members, nullable=nullable)

    def _of_kind(
        self, kind: str, shape: Shape, parts: Parts, own: Draft | None, *, several: bool
    ) -> Type:
        if kind == "object":
            return self._object(shape, parts, own)
        if kind == "array":
            return self._array(shape, parts)
        bounds = self._bounds(shape, parts, kind)
        if kind == "string":
            scalar = _FORMATS.get(shape.format, ScalarKind.STRING)
            if several and scalar is not ScalarKind.STRING:
                scalar = ScalarKind.STRING  # `format` may be about one of several types only
            return ScalarType(scalar, bounds, shape.format)
        if kind == "boolean":
            return ScalarType(ScalarKind.BOOLEAN, bounds)
        if kind == "integer":
            return ScalarType(ScalarKind.INTEGER, bounds, shape.format)
        number = ScalarKind.DECIMAL if shape.format == "decimal" else ScalarKind.NUMBER
        return ScalarType(number, bounds, shape.format)

    def _bounds(self, shape: Shape, parts: Parts, kind: str) -> Constraints:
        """The bounds and rules about values of a JSON type."""
        found = {n: value for n, value in shape.bounds.items() if n in _BOUNDS[kind]}
        rules = tuple(rules_of(self.ctx, parts.nodes, kind, set()))
        if kind == "object" and shape.required:
            rules = (json.dumps({"required": sorted(shape.required)}), *rules)
        if not found and not rules and shape.declared:
            return UNBOUNDED
        return Constraints(**found, rules=rules, untyped=not shape.declared)

    def _array(self, shape: Shape, parts: Parts) -> Type:
        item: Type = AnyType()
        if shape.items:
            item = self.type_of_all(
                shape.items,
                shape.items[0].pointer if len(shape.items) == 1 else f"{shape.pointer}/items",
            )
        if not shape.prefix:
            return ListType(item, self._bounds(shape, parts, "array"))
        positions = tuple(self.type_of(node) for node in shape.prefix)
        least = min(int(shape.bounds.get("min_items", 0)), len(positions))
        most = shape.bounds.get("max_items")
        rest = None if shape.prefix_closed or most == len(positions) else item
        return TupleType(positions, rest, least, untyped=not shape.declared)

    def _object(self, shape: Shape, parts: Parts, own: Draft | None) -> Type:
        if not shape.properties and not (
            shape.closed and not shape.patterns and not shape.additional
        ):
            return self._map(shape, parts)
        draft = own
        if draft is None:
            key = shape.pointer
            if (
                key == self._current
            ):  # an object or something else: the definition is the choice, not the object
                key += "/object"
            if key in self.ctx.drafts:
                return RefType(key)
            draft = self.ctx.drafts[key] = Draft(key)
        draft.fields = []
        draft.doc = _doc(parts)
        for wire, nodes in shape.properties.items():
            draft.fields.append(self._field(wire, nodes, shape))
        draft.extra = None if shape.closed and not shape.patterns else self._extra(shape)
        draft.untyped = not shape.declared
        draft.rules = self._rules(shape, parts, draft.fields)
        return RefType(draft.key)

    def _rules(self, shape: Shape, parts: Parts, fields: Sequence[FieldDraft]) -> tuple[str, ...]:
        names = {"minProperties": "min_properties", "maxProperties": "max_properties"}
        sizes: dict[str, Json] = {
            word: shape.bounds[name] for word, name in names.items() if name in shape.bounds
        }
        # What is only ever written is not there to be counted, or asked for, in what is received.
        unseen = {field.wire for field in fields if field.write_only}
        demanded: dict[str, Json] = sizes if not unseen else {}
        if nameless := sorted(shape.required - shape.properties.keys()):
            demanded["required"] = nameless
        said = [json.dumps(demanded)] if demanded else []
        return (*said, *rules_of(self.ctx, parts.nodes, "object", unseen))

    def _extra(self, shape: Shape) -> Type:
        values = [self.type_of(node) for node in (*shape.additional, *shape.patterns)]
        if shape.patterns and not shape.additional and not shape.closed:
            return AnyType()
        return unite(values) if values else AnyType()

    def _map(self, shape: Shape, parts: Parts) -> Type:
        value: Type = AnyType()
        patterns: tuple[str, ...] = ()
        if shape.additional and not shape.patterns:
            nodes = shape.additional
            pointer = (
                nodes[0].pointer if len(nodes) == 1 else f"{shape.pointer}/additionalProperties"
            )
            value = self.type_of_all(nodes, pointer)
        elif shape.patterns:
            values = [self.type_of(node) for node in (*shape.patterns, *shape.additional)]
            value = unite(values)
            found = tuple(last_name(node.pointer) for node in shape.patterns)
            if not shape.additional and all(map(supported, found)):
                patterns = found
        bounds = self._bounds(shape, parts, "object")
        return MapType(value, bounds, patterns, closed=bool(patterns) and shape.closed)

    def _field(self, wire: str, nodes: list[Node], shape: Shape) -> FieldDraft:
        # A property that several parts restrict stands nowhere in the document: it gets the place where it
        # would stand in the whole, so that what is defined below it has a name and an identity.
        pointer = (
            nodes[0].pointer if len(nodes) == 1 else f"{shape.pointer}/properties/{escape(wire)}"
        )
        parts = flatten(self.ctx, nodes)
        type_ = self._nested(parts, pointer)
        return FieldDraft(
            wire=wire,
            type=type_,
            required=wire in shape.required,
            default=default_of(self.ctx, parts, type_),
            doc=self._said(parts),
            read_only=any(note.flag("readOnly") for note in parts.notes),
            write_only=any(note.flag("writeOnly") for note in parts.notes),
            examples=examples_of(parts),
            origin=nodes[0].pointer,
        )

    def _said(self, parts: Parts) -> Doc:
        """What the schemas say; if nothing, what their one variant says that is more than null."""
        doc = _doc(parts)
        if doc.summary or doc.description or len(parts.nodes) != 1:
            return doc
        node = parts.nodes[0]
        variants = [*node.listed("oneOf"), *node.listed("anyOf")]
        real = [variant for variant in variants if not is_null(variant)]
        if len(real) != 1 or len(variants) == 1:
            return doc
        inner = _doc(flatten(self.ctx, real))
        return replace(inner, deprecated=doc.deprecated) if inner.description else doc

    def variant(
        self, nodes: Sequence[Node], pointer: str, label: str, without: Iterable[str]
    ) -> Type:
        """One variant of a union, labelled for its name in case it becomes a definition of its own.

        What it refers to `without` applies already.
        """
        self.ctx.labels.setdefault(pointer, label)
        return self.type_of_all(nodes, pointer, without)


def _doc(parts: Parts) -> Doc:
    if len(parts.notes) == 1:
        return doc_of(parts.notes[0])
    best = NO_DOC
    for node in parts.notes:
        doc = doc_of(node)
        best = Doc(
            title=best.title or doc.title,
            summary=best.summary or doc.summary,
            description=best.description or doc.description,
            deprecated=best.deprecated or (doc.deprecated and node is parts.notes[0]),
            external=best.external or doc.external,
        )
    return best
