"""All of the user's code at once: modules, classes, functions, and what is known about each."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from instep.drift.impact.sources import Source
from instep.drift.impact.surface import Both
from instep.drift.impact.values import ForeignValue, ModuleValue, Value, joined
from instep.drift.law import Level
from instep.drift.sites import Site

_CODE = 160


@dataclass(slots=True)
class Found:
    """A use of the client that a change reaches, before it is known which change."""

    site: Site
    symbols: tuple[str, ...]
    """What to look for among the changes, the closest first."""


@dataclass(slots=True)
class UserClassInfo:
    """A class of the user's code."""

    name: str
    bases: list[Value] = field(default_factory=list)
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Project:
    """What is known so far; it grows until a whole round adds nothing."""

    both: Both
    sources: tuple[Source, ...]
    modules: dict[str, dict[str, Value]] = field(default_factory=dict)
    """Names of each module, by the module's dotted name."""
    classes: dict[str, UserClassInfo] = field(default_factory=dict)
    returns: dict[str, Value] = field(default_factory=dict)
    parameters: dict[tuple[str, str], Value] = field(default_factory=dict)
    fixtures: dict[str, Value] = field(default_factory=dict)
    """What pytest passes for a parameter, by where the fixture is seen and its name."""
    resolved: dict[str, str | None] = field(default_factory=dict)
    """What imports mean: a module of `modules`, or None."""
    found: dict[tuple[str, int, int, str, str], Found] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Files that could not be followed to their end, with the reason."""
    telling: bool = False
    """The last round, which says what it sees."""
    changed: bool = False

    def learn(self, table: dict[str, Value], key: str, value: Value) -> None:
        """Add what a name may be."""
        before = table.get(key)
        after = joined(before, value)
        if after != before:
            table[key] = after
            self.changed = True

    def learn_parameter(self, function: str, name: str, value: Value) -> None:
        """Add what a function is called with."""
        key = (function, name)
        after = joined(self.parameters.get(key), value)
        if after != self.parameters.get(key):
            self.parameters[key] = after
            self.changed = True

    def fixture_key(self, source: Source, name: str) -> str:
        """A fixture is seen in its file; one of a `conftest.py` below its folder."""
        path = PurePosixPath(source.path)
        return f"{path.parent if path.name == 'conftest.py' else path}|{name}"

    def fixture(self, source: Source, name: str) -> Value:
        """What a fixture of this name gives where this file stands."""
        path = PurePosixPath(source.path)
        for home in (path, *path.parents):
            if f"{home}|{name}" in self.fixtures:
                return self.fixtures[f"{home}|{name}"]
        return None

    def tell(
        self,
        source: Source,
        node: ast.AST,
        level: Level,
        symbols: tuple[str, ...],
        reason: str,
        *,
        call: ast.AST | None = None,
    ) -> None:
        """Say that this place is reached by a change."""
        if not self.telling or not symbols:
            return
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
        call_line = getattr(call, "lineno", 0) if call is not None else 0
        site = Site(
            source.path, line, column, level, symbols[0], reason,
            code=source.line(line)[:_CODE],
            call_line=call_line if call_line != line else 0,
        )  # fmt: skip
        self.found.setdefault((source.path, line, column, symbols[0], reason), Found(site, symbols))

    def imported(self, source: Source, module: str, level: int) -> Value:
        """What a module's name stands for: the package, another file, or something foreign."""
        dotted = self._absolute(source, module, level)
        parts = dotted.split(".")
        for package in self.both.packages:
            if package in parts:
                place = len(parts) - 1 - parts[::-1].index(package)
                return ModuleValue(tuple(parts[place + 1 :]))
        return ForeignValue(dotted)

    def _absolute(self, source: Source, module: str, level: int) -> str:
        if not level:
            return module
        parts = source.module.split(".")
        kept = parts[: len(parts) - level + (1 if source.is_package else 0)]
        return ".".join([*kept, module] if module else kept)

    def names_of(self, dotted: str) -> dict[str, Value] | None:
        """The names of the user's module that an import means; None: it is none of the user's."""
        if dotted not in self.resolved:
            self.resolved[dotted] = self._resolve(dotted)
        module = self.resolved[dotted]
        return None if module is None else self.modules[module]

    def _resolve(self, dotted: str) -> str | None:
        """The module of this name, or the only one that is called so from another folder."""
        if dotted in self.modules:
            return dotted
        tail = f".{dotted}"
        alike = [m for m in self.modules if m.endswith(tail) or dotted.endswith(f".{m}")]
        return alike[0] if len(alike) == 1 else None
