"""An overlay that makes the document say what was observed (OpenAPI Overlay 1.0)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from instep.document import Document
from instep.document.pointers import split
from instep.drift.observed.log import Finding
from instep.drift.observed.place import Node, Places, Unplaced
from instep.ir.api import Api
from instep.ir.names import pascal

Action = dict[str, Any]

_OBSERVED: Final = "Observed; the document did not say it."
_ARRAY: Final = "array<"
_CONSTRAINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "minimum": ("minimum", "exclusiveMinimum"),
    "maximum": ("maximum", "exclusiveMaximum"),
    "multiple": ("multipleOf",),
    "too_short": ("minLength", "minItems", "minProperties"),
    "too_long": ("maxLength", "maxItems", "maxProperties"),
    "unique": ("uniqueItems",),
    "pattern": ("pattern",),
    "format": ("format",),
}


@dataclass(frozen=True, slots=True)
class Amended:
    """What can be done about one finding."""

    finding: Finding
    pointer: str
    """Where it belongs in the user's document; empty: nowhere."""
    place: str
    """`file:line:column` of that."""
    actions: tuple[Action, ...]
    reason: str
    """Why there are no actions; empty: there are."""


def amend(api: Api, document: Document, findings: Iterable[Finding]) -> tuple[Amended, ...]:
    """Each finding with its place in the document and the overlay actions that settle it."""
    maker = _Maker(api, document)
    return tuple(maker.amended(finding) for finding in findings)


def overlay_of(document: Document, amended: Iterable[Amended]) -> dict[str, Any]:
    """The overlay document of all actions, each once."""
    actions: dict[str, Action] = {}
    for one in amended:
        for action in one.actions:
            actions.setdefault(json.dumps(action, sort_keys=True), action)
    title = document.root.get("info", {}).get("title", "the document")
    return {
        "overlay": "1.0.0",
        "info": {"title": f"What clients of {title} observed", "version": "1"},
        "actions": list(actions.values()),
    }


def target(pointer: str, *, root: Any) -> str:
    """A pointer into a document as a JSONPath (RFC 9535), in its normal form."""
    path, value = "$", root
    for token in split(pointer):
        if isinstance(value, list):
            path += f"[{int(token)}]"
            value = value[int(token)]
        else:
            text = json.dumps(token)[1:-1].replace('\\"', '"').replace("'", "\\'")
            path += f"['{text}']"
            value = value.get(token) if isinstance(value, dict) else None
    return path


class _Maker:
    """Makes the actions of findings in one document."""

    def __init__(self, api: Api, document: Document) -> None:
        self._document = document
        self._places = Places(api, document)
        self._swagger = document.version.startswith("2")
        self._old = document.version.startswith(("2", "3.0"))
        self._made: dict[tuple[str, object], str] = {}
        """Pointer of a union and tag to the component that was made for it."""
        self._kinds: dict[str, Callable[[Finding], Iterator[tuple[str, Action]]]] = {
            "property": self._property,
            "missing": self._missing,
            "enum": self._enum,
            "variant": self._variant,
            "member": self._member,
            "type": self._type,
            "null": self._type,
            "status": self._status,
            "media-type": self._media,
        }

    def amended(self, finding: Finding) -> Amended:
        """The finding with what can be done about it."""
        make = self._kinds.get(finding.key.kind, self._constraint)
        pointer, reason = "", ""
        actions: list[Action] = []
        try:
            for pointer, action in make(finding):  # noqa: B007 - the last one is kept
                actions.append({**action, "description": _OBSERVED})
        except Unplaced as problem:
            reason = str(problem)
            actions = []
        place = str(self._document.locate_declared(pointer)) if pointer else ""
        return Amended(finding, pointer, place, tuple(actions), reason)

    def _update(self, pointer: str, update: Any) -> tuple[str, Action]:
        return pointer, {"target": self._target(pointer), "update": update}

    def _remove(self, pointer: str, word: str) -> tuple[str, Action]:
        path = f"{pointer}/{word}"
        return pointer, {"target": self._target(path), "remove": True}

    def _target(self, pointer: str) -> str:
        return target(pointer, root=self._document.declared)

    # -- schemas ----------------------------------------------------------------------------

    def _property(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        holder = self._places.holder(finding)
        name = split(finding.key.field)[-1]
        schema = self._schema_of(finding.found)
        yield self._update(holder.pointer, {"properties": {name: schema}})

    def _missing(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        holder = self._places.holder(finding)
        name = split(finding.key.field)[-1]
        found = False
        for node in self._requiring(holder, name, 0):
            found = True
            text = json.dumps(name)[1:-1].replace('\\"', '"').replace("'", "\\'")
            path = f"{self._target(node.pointer)}['required'][?@ == '{text}']"
            yield node.pointer, {"target": path, "remove": True}
        if not found:
            raise Unplaced("nothing there says that it is required")

    def _requiring(self, node: Node, name: str, depth: int) -> Iterator[Node]:
        node = self._places.followed(node)
        required = node.value.get("required")
        if isinstance(required, list) and name in required:
            yield node
        listed = node.value.get("allOf")
        for index, part in enumerate(listed if isinstance(listed, list) and depth < 10 else ()):
            if isinstance(part, dict):
                yield from self._requiring(node.child("allOf", index), name, depth + 1)

    def _enum(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        node = self._places.having(self._places.schema(finding), "enum", "const")
        if node is None:
            raise Unplaced("nothing there lists the values")
        values = _values(finding)
        known = node.value.get("enum")
        if isinstance(known, list):
            yield self._update(node.pointer, {"enum": [v for v in values if v not in known]})
            return
        yield self._remove(node.pointer, "const")
        yield self._update(node.pointer, {"enum": [node.value["const"], *values]})

    def _type(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        node = self._places.schema(finding)
        known = node.value.get("type")
        if self._old and list(finding.found) == ["null"] and known is not None:
            yield self._update(node.pointer, {"x-nullable" if self._swagger else "nullable": True})
            return
        if self._swagger:
            raise Unplaced("Swagger 2.0 has no schema of several types")
        for word in ("anyOf", "oneOf"):
            if isinstance(node.value.get(word), list):
                yield self._update(node.pointer, {word: [self._beside(finding)]})
                return
        if "$ref" in node.value:
            before: Any = {"$ref": node.value["$ref"]}
            yield self._remove(node.pointer, "$ref")
        elif known is None:
            raise Unplaced("the document names no type there")
        elif not self._old and not any(found.startswith(_ARRAY) for found in finding.found):
            types = known if isinstance(known, list) else [known]
            more = [found for found in finding.found if found not in types]
            yield self._update(
                node.pointer, {"type": more if isinstance(known, list) else [known, *more]}
            )
            return
        else:
            words = ("type", "format", "items", "enum", "properties", "required")
            before = {word: node.value[word] for word in words if word in node.value}
            for word in before:
                yield self._remove(node.pointer, word)
        if self._old and list(finding.found) == ["null"]:
            yield self._update(node.pointer, {"allOf": [before], "nullable": True})
        else:
            yield self._update(node.pointer, {"anyOf": [before, self._beside(finding)]})

    def _beside(self, finding: Finding) -> dict[str, Any]:
        """A schema of what was met in the place of something documented."""
        only_null = list(finding.found) == ["null"] and not self._old
        return {"type": "null"} if only_null else self._schema_of(finding.found)

    def _constraint(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        words = _CONSTRAINTS.get(finding.key.kind)
        if words is None:
            raise Unplaced("what to write is for a person to decide")
        node = self._places.having(self._places.schema(finding), *words)
        if node is None:
            raise Unplaced("nothing there says so")
        for word in words:
            if word in node.value:
                yield self._remove(node.pointer, word)

    def _schema_of(self, found: Iterable[str]) -> dict[str, Any]:
        """A schema of everything that was met."""
        types = sorted(set(found))
        if "number" in types and "integer" in types:
            types.remove("integer")
        plain = [self._one(name) for name in types if name != "null"]
        if not plain:
            return {}  # null alone says nothing of what else may come
        if self._swagger:
            return plain[0] if len(types) == 1 else {}
        if self._old:
            nullable = {"nullable": True} if "null" in types else {}
            return {**plain[0], **nullable} if len(plain) == 1 else {"anyOf": plain, **nullable}
        if "null" in types:
            plain.append({"type": "null"})
        return plain[0] if len(plain) == 1 else {"anyOf": plain}

    def _one(self, name: str) -> dict[str, Any]:
        if name.startswith(_ARRAY):
            inner = name.removeprefix(_ARRAY).removesuffix(">")
            return {"type": "array", "items": {} if inner == "null" else {"type": inner}}
        if name == "array":
            return {"type": "array", "items": {}}
        return {"type": name}

    # -- unions -----------------------------------------------------------------------------

    def _variant(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        if self._swagger:
            raise Unplaced("Swagger 2.0 has no unions")
        tag = split(finding.key.field)[-1:]
        if not tag:
            raise Unplaced("no property tells the variants apart")
        union = self._union(finding)
        for value in _values(finding):
            yield from self._new_variant(union, tag[0], value)

    def _union(self, finding: Finding) -> Node:
        node = self._places.having(self._places.holder(finding), "oneOf", "anyOf", "discriminator")
        if node is None:
            raise Unplaced("nothing there lists the variants")
        return node

    def _new_variant(self, union: Node, tag: str, value: object) -> Iterator[tuple[str, Action]]:
        name = self._component_name(union, value)
        ref = f"#/components/schemas/{name}"
        enum: Any = {"type": "string"} if isinstance(value, str) else {}
        own: Action = {
            "type": "object",
            "required": [tag],
            "properties": {tag: {**enum, "enum": [value]}},
        }
        listed = [word for word in ("oneOf", "anyOf") if isinstance(union.value.get(word), list)]
        if not listed:
            own = {"allOf": [{"$ref": union.pointer}, own]}
        if "components" not in self._document.declared:
            yield self._update("#", {"components": {"schemas": {name: own}}})
        else:
            yield self._update("#/components", {"schemas": {name: own}})
        for word in listed:
            yield self._update(f"{union.pointer}/{word}", {"$ref": ref})
        if isinstance(union.value.get("discriminator"), dict):
            mapping = {"discriminator": {"mapping": {str(value): ref}}}
            yield self._update(union.pointer, mapping)

    def _component_name(self, union: Node, value: object) -> str:
        key = (union.pointer, value)
        if key not in self._made:
            components = self._document.declared.get("components")
            schemas = components.get("schemas") if isinstance(components, dict) else None
            taken = {*(schemas if isinstance(schemas, dict) else ()), *self._made.values()}
            name = stem = f"Observed{pascal(str(value))[:60]}"
            number = 2
            while name in taken:
                name, number = f"{stem}{number}", number + 1
            self._made[key] = name
        return self._made[key]

    def _member(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        """A property of a variant that the document does not have; `variant` comes before it."""
        union = self._union(finding)
        name = split(finding.key.field)[-1]
        schema = self._schema_of(finding.found)
        found = False
        for value in _values(finding):
            component = self._made.get((union.pointer, value))
            if component:
                found = True
                properties = {component: {"properties": {name: schema}}}
                yield union.pointer, self._update("#/components", {"schemas": properties})[1]
        if not found:
            raise Unplaced("its variant was not told")

    # -- answers ----------------------------------------------------------------------------

    def _status(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        operation = self._places.operation(finding.key.operation)
        node = self._places.written(operation.origin)
        response: Action = {"description": _OBSERVED}
        if finding.media and not self._swagger:
            response["content"] = {finding.media: {"schema": {}}}
        yield self._update(node.pointer, {"responses": {str(finding.key.status): response}})

    def _media(self, finding: Finding) -> Iterator[tuple[str, Action]]:
        if self._swagger or not finding.key.media:
            raise Unplaced("there is no media type to write")
        operation = self._places.operation(finding.key.operation)
        status = str(finding.key.status)
        known = {response.status: response for response in operation.responses}
        for key in (status, f"{status[0]}XX", "default"):
            if key in known:
                node = self._places.written(known[key].origin)
                yield self._update(node.pointer, {"content": {finding.key.media: {"schema": {}}}})
                return
        raise Unplaced("the document has no such response")


def _values(finding: Finding) -> list[Any]:
    """The values of a finding. Raises `Unplaced` if none were written."""
    if not finding.values:
        raise Unplaced("the value was not written; it is with PACKAGE_DRIFT_VALUES=1")
    return list(finding.values)
