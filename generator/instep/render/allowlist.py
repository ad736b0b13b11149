"""What `stubtest` has to be told: which names are type aliases, a kind that it cannot compare."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Final

from instep.ir.types import AliasDef, Definitions
from instep.render.python import Code, checked, code, filename, ident

ALLOWLIST: Final = "stubtest.txt"
"""The file's name, below the package."""

_HEAD: Final = """\
# For `python -m mypy.stubtest PACKAGE --allowlist PACKAGE/stubtest.txt`.
#
# Everything in the package is compared with what runs, but for these names. Each is an alias
# that stubtest has no word for: a TypeAliasType (PEP 695), a Literal, something Annotated.
# Type checkers read the line that runs, so there is nothing to disagree about.
# A line is a regular expression that may match nothing: an alias of Any is not complained of.
# The first are a class that type checkers take for Generic, what pydantic asks a page for, where it
# is told the type of other properties, what typing_extensions notes in a TypedDict, and the alias of
# a webhook's events.
(.*\\._runtime\\._pages\\._(Of\\.__class_getitem__|Page\\.model_rebuild))?
(.*\\.types\\..*\\.__pydantic_extra__)?
(.*\\.params\\..*\\.__(closed|extra_items|mutable_keys|readonly_keys)__)?
(.*\\.webhooks\\.Event)?"""

_KINDS: Final = frozenset({"Literal", "Annotated"})


def allowlist(definitions: Definitions, runtime: Mapping[str, bytes]) -> dict[str, bytes]:
    """The allowlist, by its path below the package. `runtime`: its files, by path below `_runtime`."""
    aliases = [one for one in definitions if isinstance(one, AliasDef)]
    places = [(Code("types"), filename(one.module), one.name) for one in aliases]
    places += [(Code("params"), filename(one.module), one.name) for one in aliases if one.sent]
    for path, source in runtime.items():
        module = path.removesuffix(".py").replace("/", r"\.")
        places += [(Code("_runtime"), checked(module), name) for name in _aliases(source)]
    lines = sorted(
        code(r"(.*\.{}\.{}\.{})?", where, module, ident(name)) for where, module, name in places
    )
    return {ALLOWLIST: "\n".join((_HEAD, *lines, "")).encode()}


def _aliases(source: bytes) -> Iterator[str]:
    """The aliases of a module of ours that are written as a string, or that stubtest has no word for."""
    for line in ast.parse(source).body:
        match line:
            case ast.Assign([ast.Name(name)], ast.Subscript(ast.Name(kind))) if kind in _KINDS:
                yield name
            case ast.AnnAssign(ast.Name(name), ast.Name("TypeAlias"), ast.Constant()):
                yield name
