"""Finds out under which name code imports the client, where nobody says it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from instep.drift.impact.sources import texts_of

_LOCK = "instep.lock"
_DEEPEST = 6
"""Folders below a given one in which a generated package is looked for."""
_FROM = re.compile(r"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\b(\w+)\.(?:Async)?Client\(")


def find_packages(folders: Iterable[Path], likely: Iterable[str]) -> tuple[str, ...]:
    """The names under which the code in `folders` may import the client.

    Those of `likely`, and of packages that lie in the folders or below the current one, which the
    code mentions; where it mentions none, whatever it imports a `Client` from.
    """
    listed = list(folders)
    texts = [text for _, text in texts_of(listed)]
    names = dict.fromkeys((*likely, *_generated([*listed, Path()])))
    mentioned = tuple(n for n in names if any(re.search(rf"\b{re.escape(n)}\b", t) for t in texts))
    return mentioned or tuple(dict.fromkeys(_imported(texts))) or tuple(names)


def _generated(folders: Iterable[Path]) -> Iterator[str]:
    """Names of the packages with a lock."""
    for folder in folders:
        if not folder.is_dir():
            continue
        for here, names, files in os.walk(folder):
            if _LOCK in files:
                yield Path(here).resolve().name
                names.clear()
                continue
            deep = len(Path(here).relative_to(folder).parts) >= _DEEPEST
            names[:] = [] if deep else sorted(n for n in names if not n.startswith((".", "node_m")))


def _imported(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for module, names in _FROM.findall(text):
            words = {word.removeprefix("Async") for word in re.findall(r"\w+", names)}
            name = module.rpartition(".")[2]
            pascal = "".join(part[:1].upper() + part[1:] for part in name.split("_"))
            ours = module.partition(".")[0] not in sys.stdlib_module_names
            if name and ours and words & {"Client", pascal}:
                yield name
        for name in _ATTRIBUTE.findall(text):
            if name not in sys.stdlib_module_names:
                yield name
