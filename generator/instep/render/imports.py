"""The imports one printed module needs, collected while its views are built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from instep.render.python import Code, code, joined


@dataclass(slots=True)
class ImportSet:
    """Names by the module they come from; printed in a fixed order, each once."""

    names: dict[Code, set[Code]] = field(default_factory=dict)
    modules: set[Code] = field(default_factory=set)

    def name(self, module: Code, name: Code) -> Code:
        """`from module import name`; gives the name."""
        self.names.setdefault(module, set()).add(name)
        return name

    def module(self, module: Code) -> Code:
        """`import module`; gives the module's name."""
        self.modules.add(module)
        return module

    def lines(self) -> tuple[Code, ...]:
        """The import statements as isort has them: groups apart, modules before names, sorted."""
        found = [(_rank(module, 0), code("import {}", module)) for module in self.modules]
        found += [
            (_rank(module, 1), code("from {} import {}", module, joined(", ", sorted(names))))
            for module, names in self.names.items()
            if names
        ]
        lines: list[Code] = []
        group = -1
        for rank, line in sorted(found):
            if rank[0] != group and lines:
                lines.append(Code())
            group = rank[0]
            lines.append(line)
        return tuple(lines)


_OTHERS: Final = frozenset({"httpx2", "pydantic", "typing_extensions"})
"""What generated packages depend on."""


def _rank(module: Code, kind: int) -> tuple[int, int, int, str]:
    """Standard library, dependencies, the package itself; there, the farthest first."""
    dots = len(module) - len(module.lstrip("."))
    return (2 if dots else module in _OTHERS, kind, -dots, module)
