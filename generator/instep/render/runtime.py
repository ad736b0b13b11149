"""The runtime: which of its modules a package needs, copied byte for byte."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files as resources_of
from importlib.resources.abc import Traversable
from typing import Final

from instep.files import FileTree

_NAMED: Final = re.compile(
    rb"^\s*from \.+_runtime(?:\.(\w+))? import ([^(\n]+|\([^)]*\))"
    rb'|"\._runtime\.(\w+)"',  # what lazy packages import by name
    re.MULTILINE,
)
_FIRST_WORD: Final = re.compile(rb"(?:^|[(,])\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the runtime."""

    source: bytes
    imports: frozenset[str]
    """Paths of the modules that it imports anywhere in it, those for type checkers included."""


@lru_cache(maxsize=1)
def modules() -> Mapping[str, Module]:
    """Every module of the runtime, by its path below `_runtime`."""
    sources = dict(_sources(resources_of("instep.runtime"), ""))
    return {
        path: Module(source, frozenset(_imports(path, source, sources)))
        for path, source in sorted(sources.items())
    }


def needed(roots: frozenset[str]) -> Mapping[str, bytes]:
    """The modules of these paths and all that they import, by path, with their sources."""
    known = modules()
    found: set[str] = set()
    waiting = [path for path in roots if path in known]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += known[path].imports
    return {path: known[path].source for path in sorted(found)}


def runtime_of(tree: FileTree) -> Mapping[str, bytes]:
    """The modules that the generated code of one package needs.

    Nobody keeps a list of them: what the document made the generator write imports what it needs.
    """
    sources = [source for path, source in tree.items() if path.endswith((".py", ".pyi"))]
    names = {name for source in sources for name in _named(source)}
    paths = (path for name in names for path in (f"{name}.py", f"{name}/__init__.py"))
    return needed(frozenset(paths))


def _named(source: bytes) -> Iterator[str]:
    """The modules of the runtime that generated code names."""
    for module, listed, lazy in _NAMED.findall(source):
        one = module or lazy
        for name in [one] if one else _FIRST_WORD.findall(listed):
            yield name.decode()


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()


def _imports(path: str, source: bytes, known: Mapping[str, bytes]) -> Iterator[str]:
    """The modules of the runtime that a module imports, and the packages that they are in."""
    *above, _ = path.split("/")
    yield "/".join([*above, "__init__.py"])
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = above[: len(above) - node.level + 1]
            base += node.module.split(".") if node.module else []
            for name in ("", *(alias.name for alias in node.names)):
                stem = "/".join([*base, name] if name else base)
                places = [f"{stem}.py", f"{stem}/__init__.py" if stem else "__init__.py"]
                yield from (place for place in places if place in known)
