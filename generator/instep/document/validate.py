"""Formal validity."""
from __future__ import annotations
from instep.diagnostics import Diagnostics
from instep.document.document import Document
def validate(document: Document, found: Diagnostics) -> None:
    pass
