"""Values of a JSON Schema, as Hypothesis draws them. What is drawn may be invalid, and is checked."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

from .kinds import is_array, is_object

Strategy = st.SearchStrategy[Any]

_DEEPEST = 6
_MORE = 4
"""Items and characters beyond the least."""
_LONGEST = 30
_FORMATS: dict[str, Strategy] = {
    "date-time": st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "Z"),
    "date": st.dates().map(lambda day: day.isoformat()),
    "uuid": st.uuids().map(str),
    "email": st.integers(0, 9999).map(lambda n: f"someone{n}@example.com"),
    "uri": st.integers(0, 9999).map(lambda n: f"https://example.com/{n}?a=b%20c"),
    "byte": st.sampled_from(["", "AAEC", "/+8="]),
}
_TEXT = st.characters(exclude_categories=["Cs", "Cc"])


class Strategies:
    """Makes strategies of schemas whose references lead to the same definitions."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions

    def of(self, schema: Any, depth: int = 0) -> Strategy:
        """A strategy for a schema; deep inside, only what is required is there."""
        if not is_object(schema):
            return st.integers() | st.text(_TEXT, max_size=5)
        if isinstance(schema.get("$ref"), str):
            target = self._definitions.get(schema["$ref"].removeprefix("#/$defs/"), True)
            if depth > _DEEPEST + 4:
                return st.nothing()
            return st.deferred(lambda: self.of(target, depth + 1))
        if "const" in schema:
            return st.just(schema["const"])
        if is_array(schema.get("enum")):
            return st.sampled_from(schema["enum"])
        for word in ("oneOf", "anyOf"):
            if is_array(schema.get(word)):
                return self._composed(schema, word, depth)
        if is_array(schema.get("allOf")):
            return self._merged(schema, depth)
        return self._typed(schema, depth)

    def _composed(self, schema: dict[str, Any], word: str, depth: int) -> Strategy:
        rest = {key: value for key, value in schema.items() if key != word}
        members = [self.of(member, depth + 1) for member in schema[word]]
        inner = st.one_of(members)
        return _both(inner, self._typed(rest, depth)) if "properties" in rest else inner

    def _merged(self, schema: dict[str, Any], depth: int) -> Strategy:
        parts = [self.of(member, depth + 1) for member in schema["allOf"]]
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        if "properties" in rest:
            parts.append(self._typed(rest, depth))
        found = parts[0]
        for part in parts[1:]:
            found = _both(found, part)
        return found

    def _typed(self, schema: dict[str, Any], depth: int) -> Strategy:
        kinds = schema.get("type")
        if is_array(kinds):
            return st.one_of([self._typed({**schema, "type": kind}, depth) for kind in kinds])
        match kinds or ("object" if "properties" in schema else None):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, depth)
            case "string":
                return _string(schema)
            case "integer":
                return _number(schema, whole=True)
            case "number":
                return _number(schema, whole=False)
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case _:
                return st.integers() | st.text(_TEXT, max_size=5)

    def _object(self, schema: dict[str, Any], depth: int) -> Strategy:
        properties: dict[str, Any] = schema.get("properties", {})
        required = [name for name in schema.get("required", ()) if isinstance(name, str)]
        always = {name: self.of(properties.get(name, True), depth + 1) for name in required}
        if depth > _DEEPEST:
            return st.fixed_dictionaries(always)
        optional = {
            name: self.of(inner, depth + 1)
            for name, inner in properties.items()
            if name not in always and inner is not False
        }
        extra = schema.get("additionalProperties")
        made = st.fixed_dictionaries(always, optional=optional)
        if properties or not is_object(extra):
            return made
        return st.dictionaries(st.text("abc", min_size=1), self.of(extra, depth + 1), max_size=2)

    def _array(self, schema: dict[str, Any], depth: int) -> Strategy:
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", least + _MORE), least + _MORE)
        if depth > _DEEPEST:
            most = least
        unique = json.dumps if schema.get("uniqueItems") else None
        items = self.of(schema.get("items", True), depth + 1)
        return st.lists(items, min_size=least, max_size=most, unique_by=unique)


def _both(one: Strategy, other: Strategy) -> Strategy:
    """Two objects in one; the first where they are no objects."""

    def joined(pair: tuple[Any, Any]) -> Any:
        first, second = pair
        return {**first, **second} if is_object(first) and is_object(second) else first

    return st.tuples(one, other).map(joined)


def _string(schema: dict[str, Any]) -> Strategy:
    known = _FORMATS.get(str(schema.get("format")))
    if known is not None:
        return known
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        try:
            return st.from_regex(re.compile(pattern, re.ASCII), alphabet=_TEXT)
        except (re.error, ValueError):
            return st.nothing()
    least = schema.get("minLength", 0)
    most = min(schema.get("maxLength", least + _LONGEST), least + _LONGEST)
    return st.text(_TEXT, min_size=least, max_size=most)


def _number(schema: dict[str, Any], *, whole: bool) -> Strategy:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if whole or schema.get("multipleOf"):
        step = schema.get("multipleOf") or 1
        bits = 2**31 if schema.get("format") == "int32" else 2**53
        least = int((-bits if low is None else low) // step)
        most = int((bits if high is None else high) // step)
        return st.integers(min(least, most), max(least, most)).map(lambda n: n * step)
    return st.floats(low, high, allow_nan=False, allow_infinity=False, width=64)
