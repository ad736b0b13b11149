"""What a document demands and no type says, as JSON Schema: does a value satisfy it?

`not`, `if`, `contains`, `propertyNames` and their like (JSON Schema Core, section 10, and
Validation, section 6). A schema here is whole in itself: what it referred to stands in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ._json import is_array, is_object
from ._shapes import Limits
from ._values import broken, is_kind, key_of, pattern_matches

_KINDS = {"string": "str", "integer": "int", "boolean": "bool", "number": "number", "null": "null"}


def holds(schema: Any, raw: Any) -> bool:
    """Is the JSON value what the schema allows? A keyword that is not known demands nothing."""
    if not is_object(schema):
        return schema is not False
    return all(check(schema, raw) for word, check in _CHECKS.items() if word in schema) and all(
        check(schema, raw) for check in (_within, _members, _items)
    )


def _is_typed(schema: dict[str, Any], raw: Any) -> bool:
    wanted = schema["type"]
    return any(_is_a(name, raw) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _is_a(name: str, raw: Any) -> bool:
    if name == "object":
        return is_object(raw)
    if name == "array":
        return is_array(raw)
    return is_kind(_KINDS[name], raw)


def _is_listed(schema: dict[str, Any], raw: Any) -> bool:
    key = key_of(raw)
    return any(key_of(value) == key for value in schema["enum"])


def _is_only_one(schema: dict[str, Any], raw: Any) -> bool:
    return sum(holds(inner, raw) for inner in schema["oneOf"]) == 1


def _follows(schema: dict[str, Any], raw: Any) -> bool:
    branch = "then" if holds(schema["if"], raw) else "else"
    return holds(schema.get(branch, True), raw)


_CHECKS: Mapping[str, Callable[[dict[str, Any], Any], bool]] = MappingProxyType(
    {
        "type": _is_typed,
        "enum": _is_listed,
        "const": lambda schema, raw: key_of(raw) == key_of(schema["const"]),
        "allOf": lambda schema, raw: all(holds(inner, raw) for inner in schema["allOf"]),
        "anyOf": lambda schema, raw: any(holds(inner, raw) for inner in schema["anyOf"]),
        "oneOf": _is_only_one,
        "not": lambda schema, raw: not holds(schema["not"], raw),
        "if": _follows,
    }
)


def _within(schema: dict[str, Any], raw: Any) -> bool:
    """Bounds, sizes, patterns, and items that differ."""
    kind = "Length" if type(raw) is str else "Items" if is_array(raw) else "Properties"
    limits = Limits(
        ge=schema.get("minimum"),
        gt=schema.get("exclusiveMinimum"),
        le=schema.get("maximum"),
        lt=schema.get("exclusiveMaximum"),
        multiple_of=schema.get("multipleOf"),
        min_length=schema.get(f"min{kind}"),
        max_length=schema.get(f"max{kind}"),
        pattern=schema.get("pattern"),
        unique=schema.get("uniqueItems") is True,
    )
    return not any(True for _ in broken(limits, raw))


def _members(schema: dict[str, Any], raw: Any) -> bool:
    if not is_object(raw):
        return True
    needed = [*schema.get("required", ())]
    for name, others in schema.get("dependentRequired", {}).items():
        needed += others if name in raw else ()
    further = [s for name, s in schema.get("dependentSchemas", {}).items() if name in raw]
    return (
        all(name in raw for name in needed)
        and all(holds(inner, raw) for inner in further)
        and all(holds(schema.get("propertyNames", True), name) for name in raw)
        and all(holds(i, item) for name, item in raw.items() for i in _about(schema, name))
    )


def _about(schema: dict[str, Any], name: str) -> Iterator[Any]:
    """The schemas that speak of the property with this name."""
    known = False
    if name in schema.get("properties", {}):
        known = True
        yield schema["properties"][name]
    for pattern, inner in schema.get("patternProperties", {}).items():
        if pattern_matches(pattern, name):
            known = True
            yield inner
    if not known:
        yield schema.get("additionalProperties", True)


def _items(schema: dict[str, Any], raw: Any) -> bool:
    if not is_array(raw):
        return True
    first: list[Any] = schema.get("prefixItems", [])
    rest = schema.get("items", True)
    each = [first[at] if at < len(first) else rest for at in range(len(raw))]
    if not all(holds(inner, item) for inner, item in zip(each, raw, strict=True)):
        return False
    if "contains" not in schema:
        return True
    found = sum(holds(schema["contains"], item) for item in raw)
    least: int = schema.get("minContains", 1)
    most: int = schema.get("maxContains", len(raw))
    return least <= found <= most
