"""Which places in the user's code the changes of an API reach, and which of them break.

The code is never run or imported. Each expression that leads back to the client is evaluated twice
over its syntax tree, as the old client types it and as the new one does; where the two differ in
a way that matters to that very use, the place is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from instep.drift.changes import Comparison
from instep.drift.impact.linking import linked
from instep.drift.impact.packages import find_packages
from instep.drift.impact.project import Project
from instep.drift.impact.scopes import Scope
from instep.drift.impact.sources import Source, read_sources
from instep.drift.impact.statements import run
from instep.drift.impact.surface import Both, Surface
from instep.drift.sites import Impact, Site

_ROUNDS = 6
"""What is learned in one file is used in another; this often."""

__all__ = ["Impact", "Site", "find_impact", "find_packages", "with_sites"]


def with_sites(comparison: Comparison, code: Sequence[Path], packages: Sequence[str]) -> Comparison:
    """The comparison, with the places in `code` that its changes reach.

    `code` are folders or files; `packages` the names that the client's package may have, also where
    it stands inside another package.
    """
    return replace(comparison, impact=find_impact(comparison, code, packages))


def find_impact(comparison: Comparison, code: Sequence[Path], packages: Sequence[str]) -> Impact:
    """The places in `code` that the comparison's changes reach, the worst first.

    Raises:
        ValueError: The comparison does not know the two APIs.
    """
    if comparison.apis is None:
        raise ValueError("this comparison does not know the two APIs")
    names = tuple(dict.fromkeys(packages))
    sources = read_sources(code, names)
    old, new = (Surface(api) for api in comparison.apis)
    project = Project(Both(old, new, names), sources.files)
    for source in project.sources:
        project.modules.setdefault(source.module, {})
    for _ in range(_ROUNDS):
        project.changed = False
        _round(project)
        if not project.changed:
            break
    project.telling = True
    _round(project)
    sites = linked(project.found.values(), comparison.changes)
    failed = (*sources.failed, *project.failed.values())
    return Impact(sites, names, sources.read, failed)


def _round(project: Project) -> None:
    for source in project.sources:
        _module(project, source)


def _module(project: Project, source: Source) -> None:
    known = project.modules[source.module]
    scope = Scope(project, source, dict(known), None, f"{source.module}:")
    try:
        run(scope, source.tree.body)
    except RecursionError:  # generated code: a sum of thousands of terms
        project.failed[source.path] = f"{source.path}: nested too deeply"
    if scope.names != known:
        project.changed = True
        project.modules[source.module] = scope.names
