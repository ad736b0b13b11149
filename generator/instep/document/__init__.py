"""Everything that knows OpenAPI's shape: reading, bundling, upgrading, validating a document."""

from instep.document.cache import Cache, user_cache
from instep.document.document import Document
from instep.document.fetch import file_digest
from instep.document.load import load
from instep.document.remote import is_fetched, require_safe
from instep.document.resolve import RefError
from instep.document.source import SourceFile
from instep.document.upstream import Credential, Fetched, fetch_upstream
from instep.document.validate import validate

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
