"""From the IR to files in memory: every line of a client, and nothing that decides what it means."""

from __future__ import annotations

from instep.files import FileTree
from instep.ir.api import Api
from instep.render.contract.samples import Samples
from instep.render.doubles import doubles_files
from instep.render.package import Settings, package_files
from instep.render.tests import render_tests

__all__ = ["Settings", "render"]


def render(api: Api, settings: Settings) -> FileTree:
    """Every file of the client, its contract tests and test double, by its path below the output folder.

    It is valid Python and Markdown, not yet formatted.

    Raises:
        ModelMismatch: The model generator gave something else than it was asked for: our bug.
    """
    files = package_files(api, settings)
    if not settings.tests:
        return files
    samples = Samples(api.root)
    return files | render_tests(api, settings, samples) | doubles_files(api, settings, samples)
