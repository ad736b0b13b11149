"""The order of events: from a client's configuration to files on disk, and back to what moved."""

from __future__ import annotations

from instep.pipeline.asking import CONFIGURED, check_upstream, upstream_of
from instep.pipeline.checking import check, check_folder
from instep.pipeline.comparing import compare_documents
from instep.pipeline.generating import Report, generate, render
from instep.pipeline.reading import Reading, Stage, read, refuse

__all__ = [
    "CONFIGURED",
    "Reading",
    "Report",
    "Stage",
    "check",
    "check_folder",
    "check_upstream",
    "compare_documents",
    "generate",
    "read",
    "refuse",
    "render",
    "upstream_of",
]
