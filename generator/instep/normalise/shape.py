"""Schemas that hold together (`allOf`, `$ref` with siblings, a union's variant with its base) as one shape.

A JSON Schema is a conjunction of keywords, so several schemas that all apply are one schema again: their
intersection. `flatten` finds all of them, `Shape.of` intersects them. Nothing is copied or rewritten: every
part keeps the pointer at which it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from instep.diagnostics import Code, quote
from instep.ir.types import Constraints
from instep.normalise.context import Context, Node
from instep.normalise.patterns import supported

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

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

_INFERRED = {
    "object": ("properties", "additionalProperties", "patternProperties", "propertyNames", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"),
    "string": ("pattern", "minLength", "maxLength", "contentEncoding"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
"""Keywords that only mean something for one type; documents often leave out `type` beside them."""

_STRING_FORMATS = frozenset(
    {"date-time", "date", "time", "duration", "uuid", "byte", "binary", "uri", "url", "email", "hostname", "password"}
)


def is_bare(value: Any) -> bool:
    """Does the schema restrict nothing (annotations and extensions apart)?"""
    return value is True or (
        isinstance(value, dict) and all(key in ANNOTATIONS or key.startswith("x-") for key in value)
    )


def is_validation_only(value: Any) -> bool:
    """Does the schema restrict a value only in ways that no type expresses (`oneOf` of `required` lists)?"""
    if not isinstance(value, dict) or is_bare(value):
        return False
    for key, inner in value.items():
        if key in ANNOTATIONS or key in VALIDATION_ONLY or key.startswith("x-"):
            continue
        if key == "type" and inner == "object":
            continue
        if key in {"allOf", "anyOf", "oneOf"} and isinstance(inner, list):
            if all(is_validation_only(item) or is_bare(item) for item in inner):
                continue
        return False
    return True


@dataclass(slots=True)
class Parts:
    """The schemas that apply together, `$ref`s and `allOf` resolved."""

    nodes: list[Node] = field(default_factory=list)
    """Schemas that restrict the value."""
    notes: list[Node] = field(default_factory=list)
    """Everything that says something about it, outermost first, the restricting ones included."""
    sole_ref: str = ""
    """Pointer of the one `$ref` that is all there is (annotations apart), else empty."""
    never: bool = False
    """A part is `false`: no value is valid."""


def flatten(ctx: Context, nodes: Iterable[Node], *, open_refs: bool = False) -> Parts:
    """All schemas that apply where these do. A reference that is all there is stays one, unless `open_refs`."""
    parts = Parts()
    refs: list[tuple[str, Node]] = []
    for node in nodes:
        _gather(ctx, node, parts, refs, frozenset())
    if len(refs) == 1 and not parts.nodes and not open_refs:
        parts.sole_ref = refs[0][0]
        return parts
    seen: set[str] = set()
    while refs:
        pointer, target = refs.pop(0)
        if pointer not in seen:
            seen.add(pointer)
            _gather(ctx, target, parts, refs, frozenset())
    return parts


def _gather(
    ctx: Context, node: Node, parts: Parts, refs: list[tuple[str, Node]], within: frozenset[str]
) -> None:
    value = node.value
    if value is True:
        return
    if value is False:
        parts.never = True
        return
    if not isinstance(value, dict):
        ctx.keep_raw("schema", node.pointer, f"a schema is an object or a boolean, not {quote(value, 40)}", Code.SCHEMA_INVALID)
        return
    parts.notes.append(node)
    ref = value.get("$ref")
    if isinstance(ref, str):
        target = ctx.follow(Node({"$ref": ref}, node.pointer))
        if target is not None and target.pointer not in within:
            refs.append((target.pointer, target))
        elif target is None:
            ctx.keep_raw("schema", node.pointer, f"{quote(ref)} leads nowhere", Code.REF_DANGLING)
    all_of = value.get("allOf")
    if isinstance(all_of, dict):  # a common slip: one schema where a list of schemas belongs
        ctx.say(Code.SCHEMA_INVALID, node.pointer, "allOf is a list of schemas, read as a list of this one")
        _gather(ctx, node.child("allOf"), parts, refs, within)
    for child in node.listed("allOf"):
        _gather(ctx, child, parts, refs, within)
    rest = {k: v for k, v in value.items() if k not in {"$ref", "allOf"}}
    if not is_bare(rest):
        parts.nodes.append(Node(rest, node.pointer))


@dataclass(slots=True)
class Shape:
    """The intersection of the schemas that apply together."""

    pointer: str
    types: set[str] | None = None
    """JSON types allowed (`null` among them); None: all."""
    declared: bool = False
    """Did the document itself say `type`?"""
    enum: list[Any] | None = None
    properties: dict[str, list[Node]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    additional: list[Node] = field(default_factory=list)
    closed: bool = False
    patterns: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    prefix: list[Node] = field(default_factory=list)
    prefix_closed: bool = False
    groups: list[list[Node]] = field(default_factory=list)
    """`oneOf` and `anyOf`, each the nodes of its variants."""
    discriminator: Node | None = None
    format: str = ""
    bounds: dict[str, Any] = field(default_factory=dict)
    contradictory: bool = False

    @classmethod
    def of(cls, ctx: Context, parts: Parts, pointer: str) -> Shape:
        """Intersect the parts."""
        shape = cls(pointer)
        for node in parts.nodes:
            _absorb_type(ctx, shape, node)
            _absorb_values(ctx, shape, node)
            _absorb_object(ctx, shape, node)
            _absorb_array(shape, node)
            _absorb_groups(ctx, shape, node)
            _absorb_bounds(ctx, shape, node)
        if shape.types is None:
            _infer_type(shape, parts)
        if shape.closed and len([n for n in parts.nodes if n.mapping("properties")]) > 1:
            shape.closed = False  # `additionalProperties: false` beside other properties would forbid them
        return shape

    def constraints(self) -> Constraints:
        """The bounds, as the IR keeps them."""
        return Constraints(**self.bounds)


def _absorb_type(ctx: Context, shape: Shape, node: Node) -> None:
    declared = node.value.get("type")
    if declared is None:
        return
    listed = declared if isinstance(declared, list) else [declared]
    known = {t for t in listed if isinstance(t, str) and t in TYPES}
    for wrong in (t for t in listed if not (isinstance(t, str) and t in TYPES)):
        if wrong is None:
            known.add("null")
        elif isinstance(wrong, str) and wrong.lower() in {*TYPES, "int", "float", "bool", "str", "list", "dict", "file", "any"}:
            low = wrong.lower()
            spelled = {"int": "integer", "float": "number", "bool": "boolean", "str": "string", "list": "array", "dict": "object", "file": "string"}
            ctx.say(Code.TYPE_UNKNOWN, node.pointer, f"type {quote(wrong)} is not one of JSON Schema's; read as its nearest")
            known |= set(TYPES) if low == "any" else {spelled.get(low, low)}
        else:
            ctx.keep_raw("schema", node.pointer, f"type {quote(wrong)} is not one of JSON Schema's", Code.TYPE_UNKNOWN)
            return
    if "number" in known:
        known.add("integer")
    shape.declared = True
    if shape.types is None:
        shape.types = known
    else:
        both = shape.types & known
        if not both:
            shape.contradictory = True
        shape.types = both or shape.types


def _infer_type(shape: Shape, parts: Parts) -> None:
    for name, keywords in _INFERRED.items():
        if any(key in node.value for node in parts.nodes for key in keywords):
            shape.types = {name, "integer"} if name == "number" else {name}
            return
    if shape.required and not shape.groups and shape.enum is None:
        shape.types = {"object"}
    elif shape.format in _STRING_FORMATS and shape.enum is None and not shape.groups:
        shape.types = {"string"}


def _absorb_values(ctx: Context, shape: Shape, node: Node) -> None:
    values = node.value.get("enum")
    if "const" in node.value:
        values = [node.value["const"]]
    if values is None:
        return
    if not isinstance(values, list):
        ctx.say(Code.ENUM_INVALID, node.pointer, "enum is not a list; it is ignored")
        return
    if not values:
        ctx.say(Code.ENUM_INVALID, node.pointer, "enum is empty; it is ignored")
        return
    if shape.enum is None:
        shape.enum = list(values)
        return
    common = [v for v in shape.enum if any(v == w and type(v) is type(w) for w in values)]
    if common:
        shape.enum = common
    else:
        shape.contradictory = True


def _absorb_object(ctx: Context, shape: Shape, node: Node) -> None:
    properties = node.value.get("properties")
    if properties is not None and not isinstance(properties, dict):
        ctx.say(Code.SCHEMA_INVALID, node.pointer, "properties is not a mapping; it is ignored")
    for name, child in node.items("properties"):
        shape.properties.setdefault(name, []).append(child)
    required = node.value.get("required")
    if isinstance(required, list):
        shape.required |= {name for name in required if isinstance(name, str)}
    additional = node.get("additionalProperties")
    if additional is None and node.value.get("unevaluatedProperties") is False:
        shape.closed = True
    elif additional is not None and additional.value is False:
        shape.closed = True
    elif additional is not None and isinstance(additional.value, dict) and not is_bare(additional.value):
        shape.additional.append(additional)
    for _, child in node.items("patternProperties"):
        shape.patterns.append(child)


def _absorb_array(shape: Shape, node: Node) -> None:
    items = node.value.get("items")
    if isinstance(items, list):  # Swagger 2.0 and drafts before 2020-12: a tuple
        shape.prefix = shape.prefix or list(node.listed("items"))
    elif items is False:
        shape.prefix_closed = True
    elif isinstance(items, dict):
        shape.items.append(node.child("items"))
    if isinstance(node.value.get("prefixItems"), list):
        shape.prefix = shape.prefix or list(node.listed("prefixItems"))


def _absorb_groups(ctx: Context, shape: Shape, node: Node) -> None:
    for keyword in ("oneOf", "anyOf"):
        variants = list(node.listed(keyword))
        if node.value.get(keyword) is not None and not variants:
            ctx.say(Code.SCHEMA_INVALID, node.pointer, f"{keyword} is not a list of schemas; it is ignored")
        if not variants or all(is_validation_only(v.value) for v in variants):
            continue
        shape.groups.append(variants)
    discriminator = node.get("discriminator")
    if discriminator is not None and shape.discriminator is None and isinstance(discriminator.value, dict):
        shape.discriminator = discriminator


_LOWER = {"minimum": "minimum", "exclusiveMinimum": "exclusive_minimum"}
_UPPER = {"maximum": "maximum", "exclusiveMaximum": "exclusive_maximum"}
_SIZES_LOWER = {"minLength": "min_length", "minItems": "min_items", "minProperties": "min_properties"}
_SIZES_UPPER = {"maxLength": "max_length", "maxItems": "max_items", "maxProperties": "max_properties"}


def _absorb_bounds(ctx: Context, shape: Shape, node: Node) -> None:
    value = node.value
    if not shape.format and isinstance(value.get("format"), str):
        shape.format = value["format"]
    if value.get("contentEncoding") == "base64" and not shape.format:
        shape.format = "byte"
    for table, tighter, whole in (
        (_LOWER, max, False),
        (_UPPER, min, False),
        (_SIZES_LOWER, max, True),
        (_SIZES_UPPER, min, True),
    ):
        for keyword, name in table.items():
            bound = value.get(keyword)
            if bound is None:
                continue
            if isinstance(bound, bool) or not isinstance(bound, int | float) or (whole and (bound != int(bound) or bound < 0)):
                ctx.say(Code.SCHEMA_INVALID, node.pointer, f"{keyword} {quote(bound, 40)} is no such bound; it is ignored")
                continue
            bound = int(bound) if whole else bound
            shape.bounds[name] = tighter(shape.bounds[name], bound) if name in shape.bounds else bound
    multiple = value.get("multipleOf")
    if isinstance(multiple, int | float) and not isinstance(multiple, bool) and multiple > 0:
        shape.bounds.setdefault("multiple_of", multiple)
    if value.get("uniqueItems") is True:
        shape.bounds["unique_items"] = True
    pattern = value.get("pattern")
    if isinstance(pattern, str) and "pattern" not in shape.bounds:
        if supported(pattern):
            shape.bounds["pattern"] = pattern
        else:
            ctx.say(Code.PATTERN_UNSUPPORTED, node.pointer, f"pattern {quote(pattern)} is not one that the client's engine takes; it is not checked")
