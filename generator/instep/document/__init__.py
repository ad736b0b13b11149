"""Everything that knows OpenAPI's shape: reading, bundling, upgrading, validating a document."""

from instep.document.document import Document
from instep.document.fetch import file_digest, is_fetched, require_safe
from instep.document.load import load
from instep.document.resolve import RefError
from instep.document.source import SourceFile
from instep.document.validate import validate

__all__ = [
    "Document",
    "RefError",
    "SourceFile",
    "file_digest",
    "is_fetched",
    "load",
    "require_safe",
    "validate",
]
