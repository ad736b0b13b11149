"""Schemas of event streams that describe the event itself, not just the data in it.

OpenAPI 3.2 says so of every `itemSchema` of `text/event-stream` (section 4.14.3.4, "Special
Considerations for Server-Sent Events"): an object of `data`, `event`, `id` and `retry`, whose
`data` is text, or JSON by `contentMediaType` and `contentSchema`. Documents also use it for the
data alone, and older ones describe events in `schema`; the properties tell which is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from instep.ir.operation import Envelope
from instep.normalise.context import Context, Node
from instep.normalise.parts import flatten
from instep.normalise.shape import Shape

_FIELDS: Final = frozenset({"data", "event", "id", "retry"})
_BESIDES: Final = frozenset({"enabled", "comment"})
"""What documents have among an event's properties although no event can carry it."""
_DEEPEST: Final = 6
_JSON: Final = frozenset({"application/json", "text/json"})


def envelope_of(ctx: Context, node: Node, *, item: bool) -> Envelope:
    """What the `data` of the events is, if the schema describes events; else `NONE`.

    `item`: it is an `itemSchema`. A `schema` must name its events as well, to be sure.
    """
    variants = list(_variants(ctx, node, {}, 0))
    kinds: set[Envelope] = set()
    for properties in variants:
        names = properties.keys()
        if not names or not names <= _FIELDS | _BESIDES or names.isdisjoint({"data", "event"}):
            return Envelope.NONE
        named = "data" in names and _is_named(ctx, properties.get("event"))
        if not item and not named and names != {"data"}:
            return Envelope.NONE
        if "data" in properties:
            kinds |= _kinds(ctx, properties["data"])
    if not variants:
        return Envelope.NONE
    if not item and all(properties.keys() == {"data"} for properties in variants):
        return Envelope.DATA if kinds == {Envelope.JSON} else Envelope.NONE
    if len(kinds) > 1:
        return Envelope.MIXED
    return kinds.pop() if kinds else Envelope.TEXT


def opened(ctx: Context, node: Node, depth: int = 0) -> Node:
    """The schema with `contentSchema` in the place of the text that `data` would be."""
    target = ctx.follow(node)
    if target is None or not isinstance(target.value, dict) or depth > _DEEPEST:
        return node
    changed: dict[str, Any] = {}
    for word in ("oneOf", "anyOf", "allOf"):
        members = list(target.listed(word))
        inside = [opened(ctx, member, depth + 1) for member in members]
        if any(new is not old for new, old in zip(inside, members, strict=True)):
            changed[word] = [new.value for new in inside]
    properties = target.mapping("properties")
    data = properties.get("data")
    if isinstance(data, dict) and _is_json_text(data):
        changed["properties"] = {**properties, "data": _content(data)}
    elif data is not None and changed:
        # It says of all kinds of events that their data is text, which is so no more of some.
        changed["properties"] = {key: properties[key] for key in properties if key != "data"}
        changed |= {
            word: [_with_data(m, data) for m in changed[word]]
            for word in changed.keys() & {"oneOf", "anyOf"}
        }
    return Node({**target.value, **changed}, node.pointer) if changed else node


def _with_data(member: Any, data: Any) -> Any:
    """A kind of event with the data that all have, unless it says of its own what they are."""
    if isinstance(member, dict) and "data" in Node(member, "").mapping("properties"):
        return member
    return {"allOf": [member, {"properties": {"data": data}}]}


def _content(data: dict[str, Any]) -> Any:
    """The schema of what the text holds, with the words about it."""
    content = data.get("contentSchema", {})
    words = {key: data[key] for key in ("description", "title", "deprecated") if key in data}
    if isinstance(content, dict) and "$ref" not in content:
        return {**words, **content}
    return content


def _is_json_text(data: dict[str, Any]) -> bool:
    media = str(data.get("contentMediaType", "")).partition(";")[0].strip().lower()
    return media in _JSON or media.endswith("+json") or (not media and "contentSchema" in data)


def _variants(
    ctx: Context, node: Node, above: dict[str, Node], depth: int
) -> Iterator[dict[str, Node]]:
    """The properties of each kind of event; nothing if one is no object."""
    target = ctx.follow(node)
    if target is None or not isinstance(target.value, dict) or depth > _DEEPEST:
        return
    properties = {**above, **dict(target.items("properties"))}
    for member in target.listed("allOf"):
        for inherited in _variants(ctx, member, {}, depth + 1):
            properties = {**inherited, **properties}
    members = [*target.listed("oneOf"), *target.listed("anyOf")]
    members = [
        m for m in members if not (isinstance(m.value, dict) and m.value.get("type") == "null")
    ]
    if not members:
        yield properties
    for member in members:
        found = list(_variants(ctx, member, properties, depth + 1))
        yield from found or [{"": member}]


def _is_named(ctx: Context, event: Node | None) -> bool:
    """Whether the schema says which events these are."""
    target = None if event is None else ctx.follow(event)
    return (
        target is not None
        and isinstance(target.value, dict)
        and bool({"const", "enum"} & target.value.keys())
    )


def _kinds(ctx: Context, data: Node) -> set[Envelope]:
    """What data of this schema is; nothing for a constant such as `[DONE]`, which ends the stream."""
    target = ctx.follow(data)
    if target is None or not isinstance(target.value, dict):
        return {Envelope.TEXT}
    if _is_json_text(target.value):
        return {Envelope.JSON}
    if target.value.get("const") == "[DONE]" or target.value.get("enum") == ["[DONE]"]:
        return set()
    quiet = Context(ctx.document, type(ctx.found)())
    shape = Shape.of(quiet, flatten(quiet, [data], open_refs=True), data.pointer)
    types = (shape.types or set()) - {"null"}
    if target.value.keys() & {"oneOf", "anyOf"} and not types:
        return {Envelope.JSON}
    found = {Envelope.TEXT} if "string" in types or not types else set[Envelope]()
    return found | ({Envelope.JSON} if types - {"string"} else set())
