"""What every part of normalising shares: the document, the findings, and the drafts of definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from instep.diagnostics import Code, Diagnostic, Diagnostics, Severity
from instep.document import Document, RefError
from instep.ir.api import LeftOut
from instep.ir.pointers import escape, unescape
from instep.ir.text import NO_DOC, NO_TEXT, Doc, Text
from instep.ir.types import MISSING, Json, Missing, Type

_REF_CODES = frozenset({Code.REF_DANGLING, Code.REF_INVALID, Code.REF_CYCLE})


class Node:
    """A value of the document and where it stands. Never changed; a plain class, for there are so many."""

    __slots__ = ("pointer", "value")

    def __init__(self, value: Any, pointer: str) -> None:
        self.value: Final = value
        self.pointer: Final = pointer

    def child(self, *tokens: str | int) -> Node:
        """The value below, which must exist."""
        value, pointer = self.value, self.pointer
        for token in tokens:
            value = value[token]
            pointer = f"{pointer}/{escape(token)}"
        return Node(value, pointer)

    def get(self, token: str) -> Node | None:
        """The member of that name, or None where there is none (or this is no mapping)."""
        if isinstance(self.value, dict) and token in self.value:
            return Node(self.value[token], f"{self.pointer}/{escape(token)}")
        return None

    def mapping(self, token: str) -> dict[str, Any]:
        """The member of that name if it is a mapping, else an empty one."""
        value = self.value.get(token) if isinstance(self.value, dict) else None
        return value if isinstance(value, dict) else {}

    def text(self, token: str) -> str:
        """The member of that name if it is a string, else an empty one."""
        value = self.value.get(token) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else ""

    def flag(self, token: str) -> bool:
        """Is the member of that name true?"""
        return isinstance(self.value, dict) and self.value.get(token) is True

    def items(self, token: str) -> Iterator[tuple[str, Node]]:
        """The members of the mapping of that name."""
        for key, value in self.mapping(token).items():
            yield key, Node(value, f"{self.pointer}/{escape(token)}/{escape(key)}")

    def listed(self, token: str) -> Iterator[Node]:
        """The items of the list of that name."""
        value = self.value.get(token) if isinstance(self.value, dict) else None
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield Node(item, f"{self.pointer}/{escape(token)}/{index}")


@dataclass(slots=True)
class FieldDraft:
    """A property before its Python name is settled."""

    wire: str
    type: Type
    required: bool
    default: Json | Missing = MISSING
    doc: Doc = NO_DOC
    read_only: bool = False
    write_only: bool = False
    examples: tuple[Json, ...] = ()
    origin: str = ""


@dataclass(slots=True)
class Draft:
    """A definition before its name is settled: a model if it has `fields`, an alias if it has a `type`."""

    key: str
    doc: Doc = NO_DOC
    fields: list[FieldDraft] | None = None
    extra: Type | None = None
    type: Type | None = None
    label: str = ""
    """What tells a union's variant from its siblings, for its name."""
    variants: str = ""
    """Key of the union of this base and its children; empty for what is no base."""
    told: bool = False
    """Is it settled already how the variants are told apart?"""
    rules: tuple[str, ...] = ()
    untyped: bool = False
    """An object, though the document does not say `type`: other values are valid too."""


@dataclass(slots=True)
class Context:
    """The state of one normalisation. Created, used and dropped by `normalise()`."""

    document: Document
    found: Diagnostics
    drafts: dict[str, Draft] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """Pointer of a union's variant -> the word that names it."""
    raw: dict[LeftOut, None] = field(default_factory=dict)
    """What is kept as raw data, in the order found."""
    left_out: list[LeftOut] = field(default_factory=list)
    _told: frozenset[str] = field(init=False)
    """Pointers of the references that loading has already said lead nowhere."""

    def __post_init__(self) -> None:
        self._told = frozenset(d.pointer for d in self.found if d.code in _REF_CODES)

    def say(
        self,
        code: Code,
        pointer: str,
        message: str,
        *,
        severity: Severity = Severity.WARNING,
        hint: str = "",
    ) -> None:
        """Record a finding about the node at `pointer`."""
        self.found.add(
            Diagnostic(
                code,
                severity,
                message,
                self.document.locate(pointer),
                self.document.source_pointer(pointer),
                hint,
            )
        )

    def keep_raw(self, kind: str, pointer: str, reason: str, code: Code = Code.SCHEMA_RAW) -> None:
        """Say that a node is kept as raw data, and why."""
        self.count_raw(kind, pointer, reason)
        self.say(code, pointer, f"kept as raw data: {reason}")

    def count_raw(self, kind: str, pointer: str, reason: str) -> None:
        """Count a node as kept raw, where the finding about its cause says enough."""
        self.raw.setdefault(LeftOut(kind, self.document.source_pointer(pointer), reason))

    def leave_out(self, kind: str, pointer: str, reason: str) -> None:
        """Say that a node is left out of the client, and why."""
        lost = LeftOut(kind, self.document.source_pointer(pointer), reason)
        if lost not in self.left_out:
            self.left_out.append(lost)
        self.say(Code.LEFT_OUT, pointer, f"{kind} left out: {reason}", severity=Severity.ERROR)

    def at(self, pointer: str) -> Node:
        """The node that stands at a pointer, its own `$ref` not followed; the pointer must exist."""
        node = Node(self.document.root, "#")
        for token in pointer.removeprefix("#").split("/")[1:]:
            name = unescape(token)
            node = node.child(int(name) if isinstance(node.value, list) else name)
        return node

    def follow(self, node: Node) -> Node | None:
        """The node that a `$ref` leads to (siblings of the `$ref` laid over it), the node itself without one.

        None, with a finding, where it leads nowhere.
        """
        if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
            return node
        found = self.target(node.value["$ref"], node.pointer)
        siblings = {k: v for k, v in node.value.items() if k in {"summary", "description"}}
        if found is not None and siblings and isinstance(found.value, dict):
            return Node({**found.value, **siblings}, found.pointer)
        return found

    def target(self, ref: str, at: str) -> Node | None:
        """The node that a `$ref` of the node at `at` leads to; None, with a finding, where it leads nowhere."""
        try:
            pointer, value = self.document.resolve(ref)
        except RefError as error:
            if self.document.source_pointer(f"{at}/$ref") not in self._told:
                self.say(error.code, at, str(error))
            return None
        return Node(value, pointer)


_SAYS = frozenset({"title", "summary", "description", "deprecated", "externalDocs"})


def doc_of(node: Node) -> Doc:
    """Title, summary, description and the rest that a node says about itself."""
    value = node.value if isinstance(node.value, dict) else {}
    if _SAYS.isdisjoint(value):
        return NO_DOC
    external = value.get("externalDocs")
    return Doc(
        title=_text(value.get("title")),
        summary=_text(value.get("summary")),
        description=_text(value.get("description")),
        deprecated=value.get("deprecated") is True,
        external=_text(external.get("url") if isinstance(external, dict) else None),
    )


def _text(value: Any) -> Text:
    return Text(value) if value and isinstance(value, str) else NO_TEXT
