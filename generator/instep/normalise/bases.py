"""Bases with children: a discriminator on an object that lists no variants (OpenAPI 3.1, section 4.8.25.1).

Such a schema means itself and everything that extends it: the components that its mapping names, and those whose
`allOf` refers to it. It stays a class of its own; wherever it is named, a union of it and its children is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from instep.diagnostics import Code, quote
from instep.document import RefError
from instep.ir.pointers import escape, last_name
from instep.ir.types import Discriminator, RefType, Type, UnionType
from instep.normalise.context import Context, Draft
from instep.normalise.discriminators import Discriminators, map_type, map_types
from instep.normalise.schemas import Schemas

_COMPONENT = "#/components/schemas/"


class Bases:
    """The bases of a document, found before anything is lowered."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        components = ctx.document.root.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._schemas: dict[str, Any] = schemas if isinstance(schemas, dict) else {}
        self._extended = self._parents()
        self.discriminators: dict[str, dict[str, Any]] = dict(self._found())
        """Pointer of a base -> its discriminator."""
        self.children: dict[str, tuple[str, ...]] = {
            key: tuple(self._children(key, found)) for key, found in self.discriminators.items()
        }
        """Pointer of a base -> the pointers of what extends it, in the document's order."""

    def extends(self, key: str) -> bool:
        """Does the component extend a base, so that it is an object of its own even if it adds nothing?"""
        return any(key in children for children in self.children.values())

    def lower(self, schemas: Schemas) -> None:
        """Have the children of every base in use lowered too, and theirs."""
        done: set[str] = set()
        while waiting := [k for k in self.children if k in self.ctx.drafts and k not in done]:
            for key in waiting:
                done.add(key)
                for child in self.children[key]:
                    schemas.component(child)
            schemas.finish()

    def spread(self) -> dict[str, str]:
        """Draft the union of each base with its children; the base's key -> the union's."""
        unions: dict[str, str] = {}
        for key, children in self.children.items():
            base = self.ctx.drafts.get(key)
            known = [c for c in children if self._is_model(c)]
            if base is None or base.fields is None or not known:
                continue
            found = self._discriminator(key, known)
            if found is None:
                continue
            union = f"{key}/discriminator"
            members = tuple(RefType(member) for member in (*known, key))
            self.ctx.drafts[union] = Draft(
                union, base.doc, type=UnionType(members, found), told=True
            )
            base.variants = union
            unions[key] = union
        for draft in list(self.ctx.drafts.values()) if unions else ():
            if draft.key not in unions.values():
                _redirect(draft, unions)
        return unions

    def _is_model(self, key: str) -> bool:
        draft = self.ctx.drafts.get(key)
        return draft is not None and draft.fields is not None

    def _discriminator(self, key: str, children: list[str]) -> Discriminator | None:
        """Which tag means which: a child's own constants, else the mapping, else the component's name.

        None where the property is no text: then what is read stays the base, with the fields of its children kept.
        """
        declared = self.discriminators[key]
        tags = Discriminators(self.ctx)
        if not tags.may_be_text(key, declared["propertyName"]):
            self.ctx.say(
                Code.DISCRIMINATOR_INVALID,
                key,
                f"discriminator {quote(declared['propertyName'])} is no text; the schema's children are read as itself",
            )
            return None
        mapped: dict[str, list[str]] = {}
        for value, target in _mapping(declared):
            mapped.setdefault(self._target(target), []).append(value)
        wire = declared["propertyName"]
        inherited = tags.tags_of(key, wire)
        pairs: list[tuple[str, str]] = []
        for child in children:
            own = tags.tags_of(child, wire)
            if own is None or own == inherited or not all(isinstance(tag, str) for tag in own):
                own = []
            given = [*own, *(v for v in mapped.get(child, ()) if v not in own)]
            pairs.extend((tag, child) for tag in given or [last_name(child)])
        taken = {tag for tag, _ in pairs}
        pairs.extend((tag, key) for tag in mapped.get(key, ()) if tag not in taken)
        return Discriminator(wire, tuple(pairs))

    def _found(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, schema in self._schemas.items():
            for part in _inline(schema):
                declared = part.get("discriminator")
                if (
                    isinstance(declared, dict)
                    and isinstance(declared.get("propertyName"), str)
                    and not any("oneOf" in p or "anyOf" in p for p in _inline(schema))
                ):
                    yield _COMPONENT + escape(name), declared
                    break

    def _children(self, key: str, declared: dict[str, Any]) -> Iterator[str]:
        mapped = {self._target(target) for _, target in _mapping(declared)}
        below = {key}
        waiting = [key]
        while waiting:
            for child in self._extended.get(waiting.pop(), ()):
                if child not in below:
                    below.add(child)
                    waiting.append(child)
        for name in self._schemas:
            pointer = _COMPONENT + escape(name)
            if pointer != key and (pointer in mapped or pointer in below):
                yield pointer

    def _parents(self) -> dict[str, list[str]]:
        """Pointer of a component -> the components whose `allOf` refers to it directly."""
        found: dict[str, list[str]] = {}
        for name, schema in self._schemas.items():
            for part in _inline(schema):
                listed = part.get("allOf")
                for item in listed if isinstance(listed, list) else ():
                    ref = item.get("$ref") if isinstance(item, dict) else None
                    if isinstance(ref, str):
                        found.setdefault(self._target(ref), []).append(_COMPONENT + escape(name))
        return found

    def _target(self, target: str) -> str:
        if not target.startswith("#"):
            return _COMPONENT + escape(target)
        try:
            return self.ctx.document.resolve(target)[0]
        except RefError:
            return target


def _inline(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and what its `allOf` says in place, references not followed."""
    if isinstance(schema, dict):
        yield schema
        listed = schema.get("allOf")
        for part in listed if isinstance(listed, list) else ():
            if isinstance(part, dict) and "$ref" not in part:
                yield from _inline(part)


def _mapping(declared: dict[str, Any]) -> Iterator[tuple[str, str]]:
    mapping = declared.get("mapping")
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(value, str) and isinstance(target, str):
            yield value, target


def redirected(value: Any, unions: dict[str, str]) -> Any:
    """The IR value with every base in it replaced by its union."""
    return map_types(value, lambda type_: _changed(type_, unions)) if unions else value


def _redirect(draft: Draft, unions: dict[str, str]) -> None:
    def change(type_: Type) -> Type:
        return _changed(type_, unions)

    for field in draft.fields or ():
        field.type = map_type(field.type, change)
    if draft.extra is not None:
        draft.extra = map_type(draft.extra, change)
    if draft.type is not None:
        draft.type = map_type(draft.type, change)


def _changed(type_: Type, unions: dict[str, str]) -> Type:
    match type_:
        case RefType(key) if key in unions:
            return RefType(unions[key])
        case UnionType(members, discriminator) if discriminator is not None:
            # Its own tags choose among these members, the base as such among them.
            back = {union: key for key, union in unions.items()}
            kept = tuple(
                RefType(back.get(m.key, m.key)) if isinstance(m, RefType) else m for m in members
            )
            return replace(type_, members=kept)
        case _:
            return type_
