"""Everything that knows OpenAPI's shape: reading, bundling, upgrading, validating a document.

What asks upstream is imported when it is used: most commands never do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from instep.document.document import Document
from instep.document.fetch import file_digest
from instep.document.load import load
from instep.document.remote import is_fetched, require_safe
from instep.document.resolve import RefError
from instep.document.source import SourceFile
from instep.document.validate import validate

if TYPE_CHECKING:
    from instep.document.cache import Cache, user_cache
    from instep.document.upstream import Credential, Fetched, fetch_upstream

__all__ = [
    "Cache",
    "Credential",
    "Document",
    "Fetched",
    "RefError",
    "SourceFile",
    "fetch_upstream",
    "file_digest",
    "is_fetched",
    "load",
    "require_safe",
    "user_cache",
    "validate",
]

_LATER = {
    "Cache": "cache",
    "user_cache": "cache",
    "Credential": "upstream",
    "Fetched": "upstream",
    "fetch_upstream": "upstream",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
