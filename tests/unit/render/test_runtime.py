"""Which modules of the runtime a package gets: what its code imports, and all that those import."""

from __future__ import annotations

import ast
import itertools

import pytest

from instep.files import FileTree
from instep.render.runtime import modules, needed, runtime_of

ALWAYS = {"core.py", "wire.py"}
OPTIONAL = ("spelling", "envelopes", "lines", "oauth", "paging", "records", "testing", "webhooks")


def roots(*names: str) -> frozenset[str]:
    places = (f"{name}/__init__.py" if name == "testing" else f"{name}.py" for name in names)
    return frozenset((*places, *ALWAYS))


def imported(path: str, source: bytes) -> set[str]:
    """Dotted names of the runtime's modules that a module imports, found another way than by the generator."""
    package = ["r", *path.split("/")[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join(
                [*package[: len(package) - node.level + 1], *filter(None, [node.module])]
            )
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize(
    "chosen",
    [c for n in range(len(OPTIONAL) + 1) for c in itertools.combinations(OPTIONAL, n)],
    ids=lambda chosen: "+".join(chosen) or "nothing",
)
def test_every_choice_is_closed_under_imports(chosen: tuple[str, ...]) -> None:
    found = needed(roots(*chosen))
    everything = {_dotted(path) for path in modules()}
    own = {_dotted(path) for path in found}
    for path, source in found.items():
        assert source == modules()[path].source
        assert imported(path, source) & everything <= own, path


def _dotted(path: str) -> str:
    return ".".join(["r", *path.removesuffix(".py").split("/")]).removesuffix(".__init__")


@pytest.mark.parametrize("name", OPTIONAL)
def test_each_part_comes_only_where_it_is_asked_for(name: str) -> None:
    """Else it is no leaf, and every package would carry it."""
    others = needed(roots(*(other for other in OPTIONAL if other != name)))
    more = needed(roots(name)).keys() - needed(roots()).keys()
    assert more
    assert not more & others.keys(), "another optional part imports it"


def test_no_module_is_without_use() -> None:
    assert needed(roots(*OPTIONAL)).keys() == modules().keys()


def test_generated_code_says_what_it_needs() -> None:
    tree = FileTree(
        {
            "api/__init__.py": b'_PLACES = {\n    "Client": ("._runtime.core", "Client"),\n}\n',
            "api/resources/pets.py": b"from .._runtime import core, paging as _paging\n",
            "api/webhooks.py": b"from ._runtime.webhooks import WebhookError\n",
            "api/README.md": b"from ._runtime import oauth\n",
        }
    )
    found = runtime_of(tree)
    assert {"core.py", "paging.py", "_pages.py", "webhooks.py", "__init__.py"} <= found.keys()
    assert not {"oauth.py", "records.py", "lines.py"} & found.keys()


def test_names_on_lines_of_their_own_are_found() -> None:
    source = b"from .._runtime import (\n    core,\n    lines as _lines,\n)\n"
    assert "lines.py" in runtime_of(FileTree({"api/a.pyi": source}))
