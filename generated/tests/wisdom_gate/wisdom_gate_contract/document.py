"""The document as it stands now, found and read by a reader that is not the generator's."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .kinds import is_array, is_object

VARIABLE = "INSTEP_DOCUMENT"
"""Environment variable: the document to compare with, where it is not found by itself."""

METHODS = frozenset(["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])
_LONGEST_CHAIN = 100
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document, and the file that its references are relative to."""

    value: Any
    file: Path

    def __getitem__(self, name: str | int) -> Node:
        return Node(self.value[name], self.file)

    def get(self, name: str) -> Node:
        """What an object has under this name; a node of None if it has nothing."""
        return Node(self.value.get(name) if is_object(self.value) else None, self.file)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Names and values of an object; nothing for what is none."""
        if is_object(self.value):
            for name, value in self.value.items():
                yield str(name), Node(value, self.file)

    def each(self) -> Iterator[Node]:
        """The items of an array; nothing for what is none."""
        if is_array(self.value):
            for value in self.value:
                yield Node(value, self.file)


class Document:
    """An OpenAPI or Swagger document: JSON or YAML, with the files that it refers to."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._files: dict[Path, Any] = {}
        self.root = self._file(self.path)

    @property
    def swagger(self) -> bool:
        """Whether it is a Swagger 2.0 document."""
        return is_object(self.root.value) and "swagger" in self.root.value

    @property
    def schemas(self) -> Node:
        """The component schemas."""
        if self.swagger:
            return self.root.get("definitions")
        return self.root.get("components").get("schemas")

    def _file(self, path: Path) -> Node:
        if path not in self._files:
            self._files[path] = parsed(path)
        return Node(self._files[path], path)

    def follow(self, node: Node) -> Node:
        """What a chain of references ends at; a node of None if it leads nowhere or elsewhere."""
        for _ in range(_LONGEST_CHAIN):
            ref = node.value.get("$ref") if is_object(node.value) else None
            if not isinstance(ref, str):
                return node
            node = self.at(ref, node.file)
        return Node(None, node.file)

    def at(self, ref: str, file: Path) -> Node:
        """What one reference points at (RFC 6901); a node of None if nothing, or a URL."""
        place, _, fragment = ref.partition("#")
        if _REMOTE.match(place):
            return Node(None, file)
        path = (file.parent / unquote(place)).resolve() if place else file
        if place and not path.is_file():
            return Node(None, file)
        node = self._file(path)
        for part in unquote(fragment).split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            node = self.follow(node)  # the way may lead through another reference
            if is_array(node.value):
                known = name.isdecimal() and int(name) < len(node.value)
                node = node[int(name)] if known else Node(None, file)
            else:
                node = node.get(name)
        return node


def found_document(output: Path, lock: dict[str, Any]) -> Document | None:
    """The document that a client was made from; None if it is not on this machine.

    `INSTEP_DOCUMENT` names it; else it is looked for under the lock's location, from the output
    folder upward to the repository's root.

    Raises:
        FileNotFoundError: `INSTEP_DOCUMENT` names no file.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Document(Path(named))
    location = str(lock["document"]["location"])
    if not location or location == "-" or _REMOTE.match(location):
        return None
    for folder in (output, *output.parents):
        path = folder / location
        if path.is_file() and _is_of(found := Document(path), lock):
            return found
        if (folder / ".git").exists():
            break
    return None


def _is_of(document: Document, lock: dict[str, Any]) -> bool:
    """Whether the document is the client's, however it was edited, and not just another one."""
    if document.root.get("info").get("title").value == lock["document"]["title"]:
        return True
    return any(key in lock["operations"] for key, _ in paths_of(document))


def paths_of(document: Document) -> Iterator[tuple[str, tuple[Node, Node]]]:
    """Key, path item and operation of every operation of the document."""
    for path, entry in document.root.get("paths").items():
        item = document.follow(entry)
        for name, operation in item.items():
            if name in METHODS and is_object(operation.value):
                yield f"{name.upper()} {path}", (item, operation)
        for name, operation in item.get("additionalOperations").items():
            if is_object(operation.value):
                yield f"{name} {path}", (item, operation)


def parsed(path: Path) -> Any:
    """The JSON-ready data of a file; YAML needs PyYAML, and is read by the core schema of YAML 1.2.

    Raises:
        OSError: It cannot be read.
        ValueError: It is neither.
    """
    text = path.read_bytes().decode("utf-8-sig")
    try:
        return json.loads(text)
    except ValueError:
        if path.suffix == ".json":
            raise
    return _yaml(text)


_CORE = (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
)


def _yaml(text: str) -> Any:
    import yaml  # not needed where the document is JSON

    # The one in C reads five times as fast; it is not part of every PyYAML.
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # Only what JSON has: no dates, no `on`, no octal numbers.
    loader: Any = type("Loader", (base,), {"yaml_implicit_resolvers": {}})
    for name, pattern, first in _CORE:
        loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{name}", re.compile(f"(?:{pattern})\\Z"), first
        )
    loader.add_constructor("tag:yaml.org,2002:int", _integer)
    return _with_text_keys(yaml.load(text, Loader=loader))  # noqa: S506 - a safe loader, narrowed


def _integer(loader: Any, node: Any) -> int:
    return int(loader.construct_scalar(node))


def _with_text_keys(value: Any) -> Any:
    """The value with every name a string: YAML reads `200:` as a number."""
    if is_object(value):
        return {_name(key): _with_text_keys(inner) for key, inner in value.items()}
    if is_array(value):
        return [_with_text_keys(item) for item in value]
    return value


def _name(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key)
