"""Bundles a document: what other files say is brought in, so that every reference is local."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote as percent_encode

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity
from instep.document.files import REMOTE_FLAG, Files
from instep.document.hoisting import Names as SchemaNames
from instep.document.hoisting import TargetKey
from instep.document.pointers import Tokens, join
from instep.document.positions import Moves
from instep.document.resolve import RefError, chain
from instep.document.shape import OPENAPI, Kind, Shape, members
from instep.document.source import MAX_DEPTH, Source
from instep.document.targets import Target, Targets
from instep.errors import DocumentError

MAX_NODES = 5_000_000
"""Nodes of the bundled document, those brought in several times counted each time."""
MAX_LEVELS = MAX_DEPTH + 50
"""How deep the bundled document may be nested."""
MAX_INLINED = 50
"""How many references that are put in place may lead to one another."""
_MAPPED_FILE = re.compile(r"[/\\#:]|\.(?:json|ya?ml)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bundled:
    """A closed document: its tree, which schemas came from elsewhere, and what stood where."""

    root: dict[str, Any]
    hoisted: Mapping[str, str]
    moves: Moves


def bundle(files: Files, shape: Shape, found: Diagnostics) -> Bundled:
    """Bring every file that the root document refers to into one tree.

    Schemas of other files become component schemas; everything else is put in the place of the
    reference, with what stood beside the reference kept. References within the root document
    stay as they are. One that leads nowhere stays too, with a warning.

    Raises:
        DocumentError: a reference is refused, or the document becomes too large.
    """
    root: dict[str, Any] = files.root.value
    targets = Targets(files)
    if targets.all_local(root):
        return Bundled(root, {}, Moves())
    return _Bundler(targets, shape, found).run(root)


@dataclass(slots=True)
class _At:
    """Where a node comes from, and where it goes."""

    source: Source
    tokens: Tokens
    out: Tokens

    def below(self, key: str) -> _At:
        return _At(self.source, (*self.tokens, key), (*self.out, key))


@dataclass(slots=True)
class _Bundler:
    targets: Targets
    shape: Shape
    found: Diagnostics
    moves: Moves = field(default_factory=Moves)
    waiting: list[tuple[str, Target]] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)
    inlining: list[TargetKey] = field(default_factory=list)
    nodes: int = 0
    names: SchemaNames = field(init=False)
    section: Tokens = field(init=False)

    def run(self, root: dict[str, Any]) -> Bundled:
        self.section = ("components", "schemas") if self.shape is OPENAPI else ("definitions",)
        existing: Any = root
        for key in self.section:
            existing = existing.get(key) if isinstance(existing, dict) else None
        self.names = SchemaNames(existing if isinstance(existing, dict) else {})
        self._claim(existing)
        start = _At(self.targets.root, (), ())
        tree: dict[str, Any] = self.walk(root, "root", start)
        added: dict[str, Any] = {}
        while self.waiting:
            name, target = self.waiting.pop(0)
            out = (*self.section, name)
            self.moves.record(out, target.tokens, self._origin(target.source))
            at = _At(target.source, target.tokens, out)
            added[name] = self.walk(target.value, "schema", at)
        if self.refused:
            raise DocumentError(self.refused)
        if added:
            tree = _with_members(tree, self.section, added)
        hoisted = {name: self._came_from(name) for name in self.names.hoisted}
        return Bundled(tree, hoisted, self.moves)

    def walk(self, value: Any, kind: Kind, at: _At) -> Any:
        """A copy of the node in which every reference is local."""
        self.nodes += 1
        if self.nodes > MAX_NODES or len(at.out) > MAX_LEVELS:
            raise self._too_large()
        if kind == "data" or not isinstance(value, dict | list):
            return value
        if isinstance(value, list):
            return [
                self.walk(child, inner, at.below(k))
                for k, child, inner in members(value, kind, self.shape)
            ]
        if kind == "schema":
            value = self._static(value, at)
        if "$ref" in value and (kind[0] != "{" or isinstance(value["$ref"], str)):
            return self._reference(value, kind, at)
        made: dict[str, Any] = {}
        for key, child, inner in members(value, kind, self.shape):
            made[key] = self.walk(child, inner, at.below(key))
        if kind == "discriminator":
            self._mapping(made, at)
        return made

    def _static(self, value: dict[str, Any], at: _At) -> dict[str, Any]:
        """The schema with a `$dynamicRef` that has one meaning said as a `$ref`."""
        ref = value.get("$dynamicRef")
        if not isinstance(ref, str) or "$ref" in value:
            return value
        if not self.targets.sole_dynamic(ref, at.source):
            return value
        return {"$ref" if key == "$dynamicRef" else key: v for key, v in value.items()}

    def _reference(self, value: dict[str, Any], kind: Kind, at: _At) -> Any:
        ref = value["$ref"]
        siblings = {
            k: self.walk(v, i, at.below(k))
            for k, v, i in members(value, kind, self.shape)
            if k != "$ref"
        }
        target = self._target(ref, at.below("$ref"))
        if target is None:
            return {"$ref": ref, **siblings}
        if target.source is self.targets.root and kind[0] != "{":
            self._check_chain(target, at.below("$ref"))
            same = at.source is target.source and ref.startswith("#/") and not target.renamed
            return {"$ref": ref if same else local_reference(target.tokens), **siblings}
        name = self.names.known(target.key) if kind == "schema" else None
        if kind == "schema" and at.out != (*self.section, name):
            return {"$ref": local_reference((*self.section, self._hoist(target))), **siblings}
        return self._inline(target, siblings, kind, at)

    def _check_chain(self, target: Target, at: _At) -> None:
        """Say so where references of the root document lead only to one another."""
        try:
            chain(self.targets.root.value, local_reference(target.tokens), Moves())
        except RefError as error:
            if error.code is Code.REF_CYCLE:
                self._warn(error.code, error.message, at)

    def _inline(self, target: Target, siblings: dict[str, Any], kind: Kind, at: _At) -> Any:
        if target.key in self.inlining or len(self.inlining) > MAX_INLINED:
            message = "the references through other files do not end"
            self._warn(Code.REF_CYCLE, message, at)
            return siblings
        self.inlining.append(target.key)
        self.moves.record(at.out, target.tokens, self._origin(target.source))
        brought = self.walk(target.value, kind, _At(target.source, target.tokens, at.out))
        self.inlining.pop()
        if not siblings or not isinstance(brought, dict):
            return brought
        for key in siblings:
            self.moves.record((*at.out, key), (*at.tokens, key), self._origin(at.source))
        return {**brought, **siblings}

    def _hoist(self, target: Target) -> str:
        known = self.names.known(target.key)
        if known is not None:
            return known
        name = self.names.choose(target.key, target.source.shown, target.tokens)
        self.waiting.append((name, target))
        return name

    def _claim(self, schemas: Any) -> None:
        """A component schema that is only a reference lends its name to what it refers to."""
        if not isinstance(schemas, dict):
            return
        root = self.targets.root
        for name, schema in schemas.items():
            if (
                isinstance(schema, dict)
                and len(schema) == 1
                and isinstance(schema.get("$ref"), str)
            ):
                try:
                    target = self.targets.find(schema["$ref"], root, (*self.section, name))
                except RefError:
                    continue
                if target.source is not root:
                    self.names.claim(target.key, name)

    def _mapping(self, discriminator: dict[str, Any], at: _At) -> None:
        """Values of `mapping` that name files obey the rules of references (3.1, section 4.8.25)."""
        mapping = discriminator.get("mapping")
        if not isinstance(mapping, dict):
            return
        made = dict(mapping)
        for tag, ref in mapping.items():
            if not isinstance(ref, str) or not _MAPPED_FILE.search(ref):
                continue
            target = self._target(ref, at.below("mapping").below(tag))
            if target is not None and target.source is not self.targets.root:
                made[tag] = local_reference((*self.section, self._hoist(target)))
            elif target is not None:
                made[tag] = local_reference(target.tokens)
        discriminator["mapping"] = made

    def _target(self, ref: object, at: _At) -> Target | None:
        try:
            return self.targets.find(ref, at.source, at.tokens)
        except RefError as error:
            if error.code is Code.REF_REFUSED:
                where = at.source.locate(at.tokens)
                hint = (
                    f"{REMOTE_FLAG} allows it"
                    if "URL" in error.message
                    else "move the file below the document's folder and refer to it there"
                )
                self.refused.append(
                    Diagnostic(
                        error.code, Severity.ERROR, error.message, where, join(at.tokens), hint
                    )
                )
            else:
                self._warn(error.code, error.message, at, error.hint)
            return None

    def _warn(self, code: Code, message: str, at: _At, hint: str = "") -> None:
        where = at.source.locate(at.tokens)
        warning = Severity.WARNING
        self.found.add(Diagnostic(code, warning, message, where, join(at.tokens), hint))

    def _origin(self, source: Source) -> str:
        return "" if source is self.targets.root else source.key

    def _came_from(self, name: str) -> str:
        source_key, tokens = self.names.hoisted[name]
        return self.targets.shown(source_key) + (join(tokens) if tokens else "")

    def _too_large(self) -> DocumentError:
        message = f"references bring in more than {MAX_NODES} nodes or {MAX_LEVELS} levels"
        where = Location(self.targets.root.shown)
        return DocumentError([Diagnostic(Code.LIMIT_EXCEEDED, Severity.ERROR, message, where)])


def local_reference(tokens: Tokens) -> str:
    """The `#/…` reference to the node at `tokens`."""
    return percent_encode(join(tokens), safe="#/~!$&'()*+,;=:@-._?")


def _with_members(tree: Any, path: Tokens, added: Mapping[str, Any]) -> dict[str, Any]:
    """The tree with members added to the object at `path`, which is made if it is not there."""
    here = dict(tree) if isinstance(tree, dict) else {}
    if path:
        here[path[0]] = _with_members(here.get(path[0]), path[1:], added)
    else:
        here.update(added)
    return here
