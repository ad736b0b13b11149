"""Everything that knows OpenAPI's shape: reading, bundling, upgrading, validating a document."""

from instep.document.document import Document
from instep.document.load import load
from instep.document.resolve import RefError
from instep.document.source import SourceFile
from instep.document.validate import validate

__all__ = ["Document", "RefError", "SourceFile", "load", "validate"]
