"""A whole client, from all that render its parts."""

from __future__ import annotations

from instep.files import FileTree
from instep.ir.api import Api
from instep.render.allowlist import allowlist
from instep.render.contract.samples import Samples
from instep.render.doubles import doubles_files
from instep.render.package import Settings, package_files
from instep.render.runtime import runtime_of
from instep.render.tests import render_tests


def render(api: Api, settings: Settings) -> FileTree:
    """Every file of the client, its contract tests and test double, by its path below the output folder.

    It is valid Python and Markdown, not yet formatted.

    Raises:
        ModelMismatch: The model generator gave something else than it was asked for: our bug.
    """
    files = package_files(api, settings)
    samples = Samples(api.root)
    if settings.tests:
        files |= doubles_files(api, settings, samples)
    runtime = runtime_of(files)
    told = allowlist(api.definitions, runtime) if settings.stubs else {}
    copied = {f"_runtime/{path}": source for path, source in runtime.items()}
    files |= FileTree({**copied, **told}).under(settings.package)
    return files | render_tests(api, settings, samples) if settings.tests else files
