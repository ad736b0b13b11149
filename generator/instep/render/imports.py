"""The imports one printed module needs, collected while its views are built."""

from __future__ import annotations

from dataclasses import dataclass, field

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
        """The import statements, sorted: absolute ones first, then relative ones, farthest first."""
        plain = [code("import {}", module) for module in sorted(self.modules)]
        froms = [
            code("from {} import {}", module, joined(", ", sorted(names)))
            for module, names in sorted(self.names.items(), key=lambda item: _rank(item[0]))
        ]
        return (*plain, *froms)


def _rank(module: Code) -> tuple[int, int, str]:
    dots = len(module) - len(module.lstrip("."))
    return (1 if dots else 0, -dots, module)
