"""The user's code: which files are read, and what each is called when it is imported."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_SKIPPED = frozenset(
    {"__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist"}
)
_LARGEST = 2_000_000
"""Bytes of a file that somebody still edits."""
_DEEP = 3
"""Packages in packages are not imported by their last name alone."""
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|.*)|import[ \t]+(.+))", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of Python."""

    path: str
    """As it is shown."""
    module: str
    """Dotted, from the folder that imports start at."""
    is_package: bool
    text: str
    tree: ast.Module

    def line(self, number: int) -> str:
        """A line of it, without its indentation."""
        lines = self.text.splitlines()
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that was read, and what could not be."""

    files: tuple[Source, ...]
    """Those that may use the client."""
    read: int
    """How many files were looked at."""
    failed: tuple[str, ...]
    """Files that are no Python, with the reason."""


@dataclass(frozen=True, slots=True)
class _Text:
    path: Path
    module: str
    is_package: bool
    text: str


def read_sources(folders: Iterable[Path], packages: tuple[str, ...]) -> Sources:
    """Read every file that may use the client, directly or through another file.

    Generated folders (with an `instep.lock`), virtual environments and hidden folders are left out.
    """
    failed: list[str] = []
    texts = [
        _Text(path, _module(path), path.name == "__init__.py", text)
        for path, text in texts_of(folders, failed)
    ]
    found: list[Source] = []
    for one in _relevant(texts, packages):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about the user's strings, not about ours
                tree = ast.parse(one.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            failed.append(f"{one.path.as_posix()}: {_reason(problem)}")
            continue
        shown = one.path.as_posix()
        taken = any(source.module == one.module for source in found)
        module = f"{shown}/{one.module}" if taken else one.module
        found.append(Source(shown, module, one.is_package, one.text, tree))
    return Sources(tuple(found), len(texts), tuple(failed))


def texts_of(
    folders: Iterable[Path], failed: list[str] | None = None
) -> Iterator[tuple[Path, str]]:
    """Every file of Python in the folders with its text; those that cannot be read go to `failed`."""
    failed = [] if failed is None else failed
    for path in dict.fromkeys(p for folder in folders for p in _files(folder)):
        try:
            if path.stat().st_size > _LARGEST:
                failed.append(f"{path.as_posix()}: too large")
                continue
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            failed.append(f"{path.as_posix()}: {_reason(problem)}")
            continue
        yield path, text


def _reason(problem: Exception) -> str:
    if isinstance(problem, SyntaxError):
        return f"line {problem.lineno}: {problem.msg}"
    if isinstance(problem, OSError):
        return problem.strerror or "cannot be read"
    return "not UTF-8" if isinstance(problem, UnicodeDecodeError) else "cannot be parsed"


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    for here, names, files in os.walk(folder):
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".")
            and name not in _SKIPPED
            and not os.path.lexists(Path(here, name, "instep.lock"))
            and not os.path.lexists(Path(here, name, "pyvenv.cfg"))
        )
        if os.path.lexists(Path(here, "instep.lock")):
            names[:] = []
            continue
        yield from (Path(here, name) for name in sorted(files) if name.endswith(".py"))


def _module(path: Path) -> str:
    """The dotted name, as far up as folders are packages."""
    parts = [] if path.name == "__init__.py" else [path.stem]
    folder = path.resolve().parent
    while (folder / "__init__.py").is_file() and folder.name:
        parts.insert(0, folder.name)
        folder = folder.parent
    if len(parts) <= 1 and path.name != "__init__.py":
        parts = [folder.name, *parts]  # a namespace package, or a script beside others
    return ".".join(parts)


def _relevant(texts: list[_Text], packages: tuple[str, ...]) -> list[_Text]:
    """Files that name the package, those that import from them, and tests that get it as a fixture."""
    chosen = {i for i, text in enumerate(texts) if any(name in text.text for name in packages)}
    imports = [_imported(text) for text in texts]
    grown = True
    while grown:
        names = {tail for i in chosen for tail in _tails(texts[i].module)}
        homes = {texts[i].path.parent for i in chosen if texts[i].path.name == "conftest.py"}
        more = {
            i
            for i, text in enumerate(texts)
            if i not in chosen
            and (imports[i] & names or any(home in text.path.parents for home in homes))
        }
        grown = bool(more)
        chosen |= more
    return [texts[i] for i in sorted(chosen)]


def _tails(module: str) -> set[str]:
    """The names that an import may end in: `app.api` and `api`."""
    parts = module.split(".")
    return {".".join(parts[-2:]), parts[-1] if len(parts) < _DEEP else ""} - {""}


def _imported(text: _Text) -> set[str]:
    """The last two words of every module that may be imported, and the last one alone."""
    found: set[str] = set()
    for match in _IMPORT.finditer(text.text):
        start, names, plain = match.groups()
        if plain is not None:
            modules = [part.split()[0] for part in plain.split(",") if part.split()]
        else:
            level = len(start) - len(start.lstrip("."))
            kept = text.module.split(".")[: -level + text.is_package or None] if level else []
            base = ".".join([*kept, start.lstrip(".")]).strip(".")
            words = re.findall(r"\w+", re.sub(r"\bas\s+\w+", "", names))
            modules = [base, *(f"{base}.{word}" for word in words)]
        for module in modules:
            parts = module.split(".")
            found.add(".".join(parts[-2:]))
            found.add(parts[-1] if len(parts) == 1 else "")
    return found - {""}
