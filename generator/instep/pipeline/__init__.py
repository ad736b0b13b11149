"""The order of events: from a client's configuration to files on disk, and back to what moved.

What a name needs is imported when it is used, so that a check that finds nothing starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from instep.pipeline.asking import check_upstream, upstream_of
    from instep.pipeline.checking import check, check_folder
    from instep.pipeline.comparing import compare_documents
    from instep.pipeline.generating import Report, generate, render
    from instep.pipeline.reading import Reading, Stage, read, refuse
    from instep.pipeline.updating import Update, update
    from instep.pipeline.vendoring import Vendored, vendor

__all__ = [
    "Reading",
    "Report",
    "Stage",
    "Update",
    "Vendored",
    "check",
    "check_folder",
    "check_upstream",
    "compare_documents",
    "generate",
    "read",
    "refuse",
    "render",
    "update",
    "upstream_of",
    "vendor",
]

_MODULES = {
    "asking": ("check_upstream", "upstream_of"),
    "checking": ("check", "check_folder"),
    "comparing": ("compare_documents",),
    "generating": ("Report", "generate", "render"),
    "reading": ("Reading", "Stage", "read", "refuse"),
    "updating": ("Update", "update"),
    "vendoring": ("Vendored", "vendor"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
