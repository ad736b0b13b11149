"""The intersection of schemas that apply together, as one shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from instep.diagnostics import Code, quote
from instep.ir.types import Constraints
from instep.normalise.context import Context, Node
from instep.normalise.parts import Parts, is_bare, is_validation_only
from instep.normalise.patterns import supported

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

_INFERRED = {
    "object": frozenset(
        {
            "properties",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
        }
    ),
    "array": frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"}),
    "string": frozenset({"pattern", "minLength", "maxLength", "contentEncoding"}),
    "number": frozenset(
        {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    ),
}
"""Keywords that only mean something for one type; documents often leave out `type` beside them."""

_STRING_FORMATS = frozenset(
    {
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "byte",
        "binary",
        "uri",
        "url",
        "email",
        "hostname",
        "password",
    }
)


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
    additional: tuple[Node, ...] = ()
    closed: bool = False
    patterns: tuple[Node, ...] = ()
    items: tuple[Node, ...] = ()
    prefix: tuple[Node, ...] = ()
    prefix_closed: bool = False
    groups: tuple[list[Node], ...] = ()
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
            keys = node.value.keys()
            for keywords, absorb in _ABSORBED:
                if not keywords.isdisjoint(keys):
                    absorb(ctx, shape, node)
        if shape.types is None:
            _infer_type(shape, parts)
        if shape.closed and any("unevaluatedProperties" in node.value for node in parts.nodes):
            # What these name is evaluated too, where they apply.
            shape.closed = all(_SOMETIMES.isdisjoint(node.value) for node in parts.nodes)
        return shape

    def constraints(self) -> Constraints:
        """The bounds, as the IR keeps them."""
        return Constraints(**self.bounds)


_SOMETIMES = frozenset({"if", "dependentSchemas", "patternProperties"})

_SPELLED = {
    **{name: {name} for name in TYPES},
    "any": set(TYPES),
    "int": {"integer"},
    "float": {"number"},
    "bool": {"boolean"},
    "str": {"string"},
    "list": {"array"},
    "dict": {"object"},
    "file": {"string"},
}
"""What documents write for a type, lower case, and what they mean by it."""


def _absorb_type(ctx: Context, shape: Shape, node: Node) -> None:
    declared = node.value.get("type")
    if declared is None:
        return
    known: set[str] = set()
    for name in declared if isinstance(declared, list) else [declared]:
        if name is None:
            known.add("null")
            continue
        meant = _SPELLED.get(name.lower()) if isinstance(name, str) else None
        if meant is None:
            reason = f"type {quote(name)} is not one of JSON Schema's"
            ctx.keep_raw("schema", node.pointer, reason, Code.TYPE_UNKNOWN)
            return
        if name not in TYPES:
            message = f"type {quote(name)} is not one of JSON Schema's; read as its nearest"
            ctx.say(Code.TYPE_UNKNOWN, node.pointer, message)
        known |= meant
    if "number" in known:
        known.add("integer")
    shape.declared = True
    both = known if shape.types is None else shape.types & known
    shape.contradictory = shape.contradictory or not both
    shape.types = both or shape.types


def _infer_type(shape: Shape, parts: Parts) -> None:
    for name, keywords in _INFERRED.items():
        if any(not keywords.isdisjoint(node.value) for node in parts.nodes):
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
    if (additional is None and node.value.get("unevaluatedProperties") is False) or (
        additional is not None and additional.value is False
    ):
        shape.closed = True
    elif (
        additional is not None
        and isinstance(additional.value, dict)
        and not is_bare(additional.value)
    ):
        shape.additional += (additional,)
    shape.patterns += tuple(child for _, child in node.items("patternProperties"))


def _absorb_array(_: Context, shape: Shape, node: Node) -> None:
    items = node.value.get("items")
    if isinstance(items, list):  # Swagger 2.0 and drafts before 2020-12: a tuple
        shape.prefix = shape.prefix or tuple(node.listed("items"))
    elif items is False:
        shape.prefix_closed = True
    elif isinstance(items, dict):
        shape.items += (node.child("items"),)
    if isinstance(node.value.get("prefixItems"), list):
        shape.prefix = shape.prefix or tuple(node.listed("prefixItems"))


def _absorb_groups(ctx: Context, shape: Shape, node: Node) -> None:
    for keyword in ("oneOf", "anyOf"):
        variants = list(node.listed(keyword))
        if node.value.get(keyword) is not None and not variants:
            ctx.say(
                Code.SCHEMA_INVALID,
                node.pointer,
                f"{keyword} is not a list of schemas; it is ignored",
            )
        if not variants or all(is_validation_only(v.value) for v in variants):
            continue
        shape.groups += (variants,)
    discriminator = node.get("discriminator")
    if (
        discriminator is not None
        and shape.discriminator is None
        and isinstance(discriminator.value, dict)
    ):
        shape.discriminator = discriminator


_BOUNDS = (
    ("minimum", "minimum", max, False),
    ("exclusiveMinimum", "exclusive_minimum", max, False),
    ("maximum", "maximum", min, False),
    ("exclusiveMaximum", "exclusive_maximum", min, False),
    ("minLength", "min_length", max, True),
    ("minItems", "min_items", max, True),
    ("minProperties", "min_properties", max, True),
    ("maxLength", "max_length", min, True),
    ("maxItems", "max_items", min, True),
    ("maxProperties", "max_properties", min, True),
)
"""Keyword, its name in the IR, which of two bounds is the tighter, and whether it is a size."""


def _absorb_bounds(ctx: Context, shape: Shape, node: Node) -> None:
    value = node.value
    for keyword, name, tighter, is_size in _BOUNDS:
        bound = value.get(keyword)
        if bound is None:
            continue
        if not _is_bound(bound, is_size=is_size):
            message = f"{keyword} {quote(bound, 40)} is no such bound; it is ignored"
            ctx.say(Code.SCHEMA_INVALID, node.pointer, message)
            continue
        bound = int(bound) if is_size else bound
        shape.bounds[name] = tighter(shape.bounds[name], bound) if name in shape.bounds else bound
    multiple = value.get("multipleOf")
    if _is_bound(multiple, is_size=False) and multiple > 0:
        shape.bounds.setdefault("multiple_of", multiple)
    if value.get("uniqueItems") is True:
        shape.bounds["unique_items"] = True


def _is_bound(bound: Any, *, is_size: bool) -> bool:
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return False
    return not is_size or (bound >= 0 and float(bound).is_integer())


def _absorb_text(ctx: Context, shape: Shape, node: Node) -> None:
    value = node.value
    if not shape.format and isinstance(value.get("format"), str):
        shape.format = value["format"]
    if value.get("contentEncoding") == "base64" and not shape.format:
        shape.format = "byte"
    pattern = value.get("pattern")
    if not isinstance(pattern, str) or "pattern" in shape.bounds:
        return
    if supported(pattern):
        shape.bounds["pattern"] = pattern
    else:
        message = (
            f"pattern {quote(pattern)} is not one that the client's engine takes; it is not checked"
        )
        ctx.say(Code.PATTERN_UNSUPPORTED, node.pointer, message)


_ABSORBED: tuple[tuple[frozenset[str], Callable[[Context, Shape, Node], None]], ...] = (
    (frozenset({"type"}), _absorb_type),
    (frozenset({"enum", "const"}), _absorb_values),
    (
        frozenset(
            {
                "properties",
                "required",
                "additionalProperties",
                "unevaluatedProperties",
                "patternProperties",
            }
        ),
        _absorb_object,
    ),
    (frozenset({"items", "prefixItems"}), _absorb_array),
    (frozenset({"oneOf", "anyOf", "discriminator"}), _absorb_groups),
    (frozenset(keyword for keyword, *_ in _BOUNDS) | {"multipleOf", "uniqueItems"}, _absorb_bounds),
    (frozenset({"format", "contentEncoding", "pattern"}), _absorb_text),
)
"""What is read of a schema, and the keywords that make it worth looking."""
