"""What `stubtest` has to be told: which names are type aliases, a kind that it cannot compare."""

from __future__ import annotations

from typing import Final

from instep.ir.types import AliasDef, Definitions
from instep.render.python import code, filename, ident

ALLOWLIST: Final = "stubtest.txt"
"""The file's name, below the package."""

_HEAD: Final = """\
# For `python -m mypy.stubtest PACKAGE --allowlist PACKAGE/stubtest.txt`.
#
# Everything in the package is compared with what runs, but for these names. Each is a
# TypeAliasType, an object of its own (PEP 695), and stubtest takes it for the type that it
# names. Type checkers read the same line that runs, so there is nothing to disagree about.
# A line is a regular expression that may match nothing: an alias of Any is not complained of."""


def allowlist(definitions: Definitions) -> dict[str, bytes]:
    """The allowlist by its path below the package; nothing for a package without aliases."""
    aliases = [one for one in definitions if isinstance(one, AliasDef)]
    places = [("types", one) for one in aliases]
    places += [("params", one) for one in aliases if one.sent]
    if not places:
        return {}
    lines = sorted(
        code(r"(.*\.{}\.{}\.{})?", ident(where), filename(one.module), ident(one.name))
        for where, one in places
    )
    return {ALLOWLIST: "\n".join((_HEAD, *lines, "")).encode()}
