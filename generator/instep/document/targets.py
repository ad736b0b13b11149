"""Finds what a reference names, in its own file or another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urljoin

from instep.diagnostics import Code, quote
from instep.document.anchors import Names, names_of
from instep.document.files import Files
from instep.document.pointers import Missing, Tokens, follow, join, split, split_fragment
from instep.document.positions import Moves
from instep.document.resolve import MAX_CHAIN, Elsewhere, RefError, chain, through
from instep.document.source import Source

MAX_HINTS = 20
"""For how many references a near name is looked for; the search is slow."""
MAX_COMPARED = 2_000
"""With how many names a name that leads nowhere is compared."""
MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas")
"""Keywords whose value maps free names to schemas: a `$ref` that is a string is no name there."""
_SCHEMA_WORDS = frozenset(
    {"type", "properties", "allOf", "oneOf", "anyOf", "enum", "$schema", "$id"}
)
_TELLING = frozenset({"$id", "$dynamicRef", "$ref", "mapping", *MAPS})
"""Keywords without which a node refers to nothing, and is referred to by pointers only."""
_PLAIN_NAME = re.compile(r"[A-Za-z_][-A-Za-z0-9._]*")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference names. `renamed` says that it was found by another name than a pointer."""

    source: Source
    tokens: Tokens
    value: Any
    renamed: bool = False

    @property
    def key(self) -> tuple[str, Tokens]:
        """What makes two targets the same."""
        return self.source.key, self.tokens


class Targets:
    """Resolves references of every file of a document."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._names: dict[str, Names] = {}
        self._hints = MAX_HINTS

    @property
    def root(self) -> Source:
        """The root document."""
        return self._files.root

    def shown(self, key: str) -> str:
        """How messages show the file with this key."""
        return next(s.shown for s in self._files.sources if s.key == key)

    def all_local(self, root: dict[str, Any]) -> bool:
        """Whether every reference of the root document is a pointer into it that leads somewhere.

        Looks at more than references proper (examples too), so False only means: look closely.
        """
        refs: set[str] = set()
        seen: set[int] = set()
        waiting: list[Any] = [root]
        while waiting:
            node = waiting.pop()
            if id(node) in seen:  # a YAML alias
                continue
            seen.add(id(node))
            children = node
            if type(node) is dict:
                if not _TELLING.isdisjoint(node) and not _plain(node, refs):
                    return False
                children = node.values()
            waiting += [c for c in children if type(c) is dict or type(c) is list]
        return all(self._leads(root, ref) for ref in refs)

    def _leads(self, root: dict[str, Any], ref: str) -> bool:
        try:
            chain(root, ref, Moves())
        except RefError:
            return False
        return True

    def find(self, ref: object, source: Source, at: Tokens) -> Target:
        """The node that a reference standing at `at` in `source` names.

        Raises:
            RefError: it is broken, refused, or leads nowhere.
        """
        if not isinstance(ref, str):
            raise RefError(Code.REF_INVALID, "the reference is no string")
        location, hash_, fragment = ref.partition("#")
        embedded = self._embedded(location, source, at) if location else None
        if embedded is not None:
            return self._within(embedded[0], embedded[1], fragment, ref)
        if location:
            other = self._files.open(location, source)
            return self._within(other, (), fragment, ref)
        resource = self._resource(source, at)
        if not fragment:
            if hash_ and (resource or _is_schema(source.value)):
                return self._within(source, resource, "", ref)
            whole = "names the whole document" if hash_ else "is empty"
            raise RefError(Code.REF_INVALID, f"the reference {quote(ref)} {whole}")
        if resource:
            try:
                return self._within(source, resource, fragment, ref)
            except (
                RefError
            ):  # documents mean the file's root here more often than the standard does
                pass
        return self._within(source, (), fragment, ref)

    def sole_dynamic(self, ref: str, source: Source) -> bool:
        """Does a `$dynamicRef` of this file mean one place, whatever the path to it?

        Its target is the outermost `$dynamicAnchor` of that name on the path of evaluation (JSON
        Schema 2020-12, section 8.2.3.2), so where there is only one, it is that one.
        """
        if not ref.startswith("#") or ref.startswith("#/"):
            return False
        return self._names_of(source).dynamic.get(ref[1:], 0) <= 1

    def _within(self, source: Source, base: Tokens, fragment: str, ref: str) -> Target:
        if fragment and not fragment.startswith("/"):
            tokens = self._names_of(source).anchors.get(fragment)
            if tokens is None:
                code = Code.REF_DANGLING if _PLAIN_NAME.fullmatch(fragment) else Code.REF_INVALID
                raise RefError(code, f"the reference {quote(ref)} leads nowhere")
            return Target(source, tokens, follow(source.value, tokens), renamed=True)
        try:
            tokens = (*base, *split_fragment(fragment))
        except ValueError as error:
            broken = f"the reference {quote(ref)} is broken: {error}"
            raise RefError(Code.REF_INVALID, broken) from None
        missing = Missing(0)
        literal = (*base, *split(fragment))  # a key with `%20` in it, not written as `%2520`
        for candidate in dict.fromkeys((tokens, literal)):
            try:
                return self._followed(source, candidate, renamed=bool(base) or candidate != tokens)
            except Missing as caught:
                missing = caught
        message = f"the reference {quote(ref)} leads nowhere"
        hint = self._nearest(source, tokens, missing.depth)
        raise RefError(Code.REF_DANGLING, message, hint)

    def _followed(self, source: Source, tokens: Tokens, *, renamed: bool) -> Target:
        for _ in range(MAX_CHAIN):
            try:
                there, value = through(source.value, tokens)
                return Target(source, there, value, renamed=renamed)
            except Elsewhere as other:
                target = self.find(other.ref, source, (*other.at, "$ref"))
                source, tokens, renamed = target.source, (*target.tokens, *other.rest), True
        raise Missing(0)

    def _nearest(self, source: Source, tokens: Tokens, depth: int) -> str:
        """What the token that leads nowhere may have meant."""
        if not self._hints or depth >= len(tokens):
            return ""
        self._hints -= 1
        try:
            parent = follow(source.value, tokens[:depth])
        except Missing:
            return ""
        names = list(parent)[:MAX_COMPARED] if isinstance(parent, dict) else []
        close = get_close_matches(tokens[depth], names, 1)
        return f"did you mean {quote(join((*tokens[:depth], close[0])))}?" if close else ""

    def _embedded(self, location: str, source: Source, at: Tokens) -> tuple[Source, Tokens] | None:
        """The resource that says of itself, by `$id` or `$self`, that it has this URI."""
        base = self._base_uri(source, at)
        wanted = {location, _joined(base, location)}
        for candidate in (source,) if source is self.root else (source, self.root):
            own = candidate.value.get("$self") if isinstance(candidate.value, dict) else None
            if own in wanted:
                return candidate, ()
            ids = self._names_of(candidate).ids
            for uri in sorted(wanted):
                if uri in ids:
                    return candidate, ids[uri]
        return None

    def _base_uri(self, source: Source, at: Tokens) -> str:
        own = source.value.get("$self") if isinstance(source.value, dict) else None
        base = own if isinstance(own, str) else ""
        resource = self._resource(source, at)
        if resource:
            base = _joined(base, follow(source.value, resource)["$id"])
        return base

    def _resource(self, source: Source, at: Tokens) -> Tokens:
        """The innermost node around `at` that has an `$id`; empty if none has."""
        ids = set(self._names_of(source).ids.values())
        if ids:
            for length in range(len(at), 0, -1):
                if at[:length] in ids:
                    return at[:length]
        return ()

    def _names_of(self, source: Source) -> Names:
        key = source.key
        if key not in self._names:
            self._names[key] = names_of(source.value)
        return self._names[key]


def _is_schema(value: Any) -> bool:
    """Is the file one schema, so that `#` in it means that schema?"""
    return isinstance(value, dict) and not value.keys().isdisjoint(_SCHEMA_WORDS)


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:  # no URI at all
        return reference


def _plain(node: dict[str, Any], refs: set[str]) -> bool:
    if isinstance(node.get("$id"), str) or "$dynamicRef" in node:
        return False
    for keyword in MAPS:
        members = node.get(keyword)
        if isinstance(members, dict) and isinstance(members.get("$ref"), str):
            return False
    if "$ref" not in node and "mapping" not in node:
        return True
    ref = node.get("$ref", "#/")
    if not isinstance(ref, str) or not ref.startswith("#/"):
        return False
    if "$ref" in node:
        refs.add(ref)
    mapping = node.get("mapping")
    if isinstance(mapping, dict):
        for value in mapping.values():
            if isinstance(value, str) and ("/" in value or ":" in value or "." in value):
                if not value.startswith("#/"):
                    return False
                refs.add(value)
    return True
