"""From the IR to files in memory: every line of a client, and nothing that decides what it means."""

from __future__ import annotations

from instep.files import FileTree
from instep.ir.api import Api
from instep.render.package import Settings, package_files
from instep.render.tests import render_tests

__all__ = ["Settings", "render"]


def render(api: Api, settings: Settings) -> FileTree:
    """Every file of the client and of its contract tests, by its path below the output folder.

    It is valid Python and Markdown, not yet formatted.

    Raises:
        ModelMismatch: The model generator gave something else than it was asked for: our bug.
    """
    files = package_files(api, settings)
    return files | render_tests(api, settings) if settings.tests else files
