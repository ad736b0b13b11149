"""The loaded document: one closed tree in one dialect, and the way back to the user's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from instep.diagnostics import Code, Diagnostic, Location, Severity
from instep.document import resolve
from instep.document.pointers import Missing, Tokens, follow, join, split
from instep.document.positions import Moves
from instep.document.source import Source, SourceFile


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read, bundled and upgraded. Nothing in it may be changed.

    `location` is the root file as shown to people, `sha256` the hex digest of its bytes,
    `version` the OpenAPI or Swagger version it declares. `root` is the whole document with
    every file bundled in, in the dialect of OpenAPI 3.1 (3.2's own features are kept);
    `declared` is the same before the upgrade. `hoisted` maps the component schemas that came
    from other files to where they stood.
    """

    location: str
    sha256: str
    version: str
    root: dict[str, Any]
    declared: dict[str, Any]
    files: tuple[SourceFile, ...]
    hoisted: Mapping[str, str]
    _sources: Mapping[str, Source] = field(repr=False)
    _bundled: Moves = field(repr=False)
    _upgraded: Moves = field(repr=False)
    _resolved: dict[str, tuple[str, Any]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    """References that were followed before; the document does not change."""

    def resolve(self, ref: str) -> tuple[str, Any]:
        """The pointer and value at the end of a chain of local references.

        Raises:
            RefError: `code` is REF_INVALID, REF_DANGLING or REF_CYCLE.
        """
        known = self._resolved.get(ref)
        if known is None:
            tokens, value = resolve.chain(self.root, ref, self._upgraded)
            known = self._resolved[ref] = join(tokens), value
        return known

    def locate(self, pointer: str) -> Location:
        """Where the node of `root` stands in the file as the user wrote it.

        Members of objects are placed at their key. A node that the user did not write is placed
        at the nearest ancestor that the user did.
        """
        source, tokens = self._origin(self._upgraded.before(split(pointer))[1])
        return source.locate(tokens)

    def source_pointer(self, pointer: str) -> str:
        """The pointer of the node of `root`, or of its nearest ancestor, as the user wrote it."""
        return self._shown(self._upgraded.before(split(pointer))[1])

    def pointer_now(self, written: str) -> str:
        """The pointer into `root` of what the user's own file has at a pointer."""
        return join(self._upgraded.after(split(written)))

    def text_of(self, pointer: str) -> tuple[str, int]:
        """The whole file in which the node of `root` stands, and the node's line, from 1."""
        source, tokens = self._origin(self._upgraded.before(split(pointer))[1])
        return source.text, source.locate(tokens).line

    def locate_declared(self, pointer: str) -> Location:
        """As `locate`, for a pointer into `declared`."""
        source, tokens = self._origin(split(pointer))
        return source.locate(tokens)

    def declared_pointer(self, pointer: str) -> str:
        """As `source_pointer`, for a pointer into `declared`."""
        return self._shown(split(pointer))

    def finding(
        self, code: Code, severity: Severity, message: str, pointer: str, hint: str = ""
    ) -> Diagnostic:
        """A diagnostic about the node of `root` at `pointer`, placed in the user's file."""
        place, shown = self.locate(pointer), self.source_pointer(pointer)
        return Diagnostic(code, severity, message, place, shown, hint)

    def _shown(self, tokens: Tokens) -> str:
        source, tokens = self._origin(tokens)
        try:
            follow(source.value, tokens)
        except Missing as missing:
            tokens = tokens[: missing.depth]
        return join(tokens)

    def _origin(self, tokens: Tokens) -> tuple[Source, Tokens]:
        key, before = self._bundled.before(tokens)
        return self._sources[key], before
