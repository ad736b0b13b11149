"""Where in the document a finding belongs: from a class and a path in the payload to a schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from instep.document import Document, RefError
from instep.document.pointers import Missing, Tokens, follow, join, split
from instep.drift.observed.log import Finding
from instep.ir.api import Api
from instep.ir.operation import Media, Operation

_DEEPEST: Final = 30


class Unplaced(Exception):
    """A finding has no place in the document; the text says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document as the user wrote it, and its pointer there."""

    pointer: str
    value: dict[str, Any]

    def child(self, *tokens: str | int) -> Node:
        """The object below."""
        return Node(
            join((*split(self.pointer), *map(str, tokens))), follow(self.value, _texts(tokens))
        )


def _texts(tokens: tuple[str | int, ...]) -> Tokens:
    return tuple(map(str, tokens))


class Places:
    """Finds schemas in one document, by the names that its client has for them."""

    def __init__(self, api: Api, document: Document) -> None:
        self._document = document
        self._keys = {definition.name: definition.key for definition in api.definitions}
        self._operations = {
            f"{operation.method} {operation.path.partition('?')[0]}": operation
            for operation in api.operations
        }

    def operation(self, key: str) -> Operation:
        """The operation of a method and path. Raises `Unplaced`."""
        found = self._operations.get(key)
        if found is None:
            raise Unplaced("the document has no such operation")
        return found

    def written(self, pointer: str) -> Node:
        """The object of the upgraded document at a pointer, as the user wrote it. Raises `Unplaced`."""
        document = self._document
        if document.locate(pointer).file != document.locate("#").file:
            raise Unplaced("it stands in another file")
        source = document.source_pointer(pointer)
        if split(source)[-1:] != split(pointer)[-1:]:
            raise Unplaced("it is not written as such")
        try:
            value = follow(document.declared, split(source))
        except Missing:
            raise Unplaced("it is not written as such") from None
        if not isinstance(value, dict):
            raise Unplaced("it is no object")
        return Node(source, value)

    def holder(self, finding: Finding) -> Node:
        """The schema of the object that the last step of a finding's path stands in."""
        return self.followed(self._schema(finding, split(finding.key.field)[:-1]))

    def schema(self, finding: Finding) -> Node:
        """The schema of the very place, its `$ref` not followed."""
        return self._schema(finding, split(finding.key.field))

    def _schema(self, finding: Finding, path: Tokens) -> Node:
        node = self._start(finding)
        for token in path:
            inner = self._step(node, token, 0)
            if inner is None:
                raise Unplaced(f"the document has no schema for {join(path)[1:]}")
            node = inner
        return node

    def _start(self, finding: Finding) -> Node:
        """The schema of the finding's class, or that of the answer."""
        name = finding.key.type
        if name:
            key = self._keys.get(name)
            if key is None:
                raise Unplaced(f"the document gives no class {name}")
            return self.written(key)
        media = self._media(finding)
        for word in ("itemSchema", "schema"):
            try:
                return self.written(f"{media.origin}/{word}")
            except Unplaced:
                continue
        raise Unplaced("the answer has no schema")

    def _media(self, finding: Finding) -> Media:
        operation = self.operation(finding.key.operation)
        status = str(finding.status)
        for key in (status, f"{status[:1]}XX", "default"):
            for response in operation.responses:
                for media in response.media if response.status == key else ():
                    if media.content_type.partition(";")[0].strip().lower() == finding.media:
                        return media
        raise Unplaced("the answer is not documented")

    def followed(self, node: Node) -> Node:
        """The schema at the end of `$ref`s."""
        for _ in range(_DEEPEST):
            ref = node.value.get("$ref")
            if not isinstance(ref, str):
                return node
            node = self._referred(ref)
        raise Unplaced("its references go round in circles")

    def _referred(self, ref: str) -> Node:
        if not ref.startswith("#"):
            raise Unplaced("it stands in another file")
        try:
            value = follow(self._document.declared, split(ref))
        except (Missing, RefError):
            raise Unplaced("its reference leads nowhere") from None
        if not isinstance(value, dict):
            raise Unplaced("it is no object")
        return Node(join(split(ref)), value)

    def _step(self, node: Node, token: str, depth: int) -> Node | None:
        """The schema of a property, or (`*`) of the items or of other properties."""
        if depth > _DEEPEST:
            return None
        node = self.followed(node)
        other = token == "*"  # noqa: S105 - a token of a path
        steps = (("items",), ("additionalProperties",)) if other else (("properties", token),)
        for step in steps:
            try:
                found = node.child(*step)
            except Missing:
                continue
            if isinstance(found.value, dict):
                return found
        for part in parts(node):
            inner = self._step(part, token, depth + 1)
            if inner is not None:
                return inner
        return None

    def having(self, node: Node, *words: str, depth: int = 0) -> Node | None:
        """The schema itself or the first part of it that has one of these keywords."""
        if depth > _DEEPEST:
            return None
        node = self.followed(node)
        if any(word in node.value for word in words):
            return node
        for part in parts(node):
            found = self.having(part, *words, depth=depth + 1)
            if found is not None:
                return found
        return None


def parts(node: Node) -> Iterator[Node]:
    """The schemas that a schema is made of."""
    for word in ("allOf", "anyOf", "oneOf"):
        listed = node.value.get(word)
        for index, part in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(part, dict):
                yield node.child(word, index)
