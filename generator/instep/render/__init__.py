"""From the IR to files in memory: every line of a client, and nothing that decides what it means."""

from __future__ import annotations

from instep.files import FileTree
from instep.ir.api import Api
from instep.render.package import Settings, package_files

__all__ = ["Settings", "render"]


def render(api: Api, settings: Settings) -> FileTree:
    """Every file of the client, by its path below the output folder; valid Python, not yet formatted.

    Raises:
        ModelMismatch: The model generator gave something else than it was asked for: our bug.
    """
    return package_files(api, settings)
