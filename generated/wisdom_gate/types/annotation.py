"""What is received: `Annotation`."""

from __future__ import annotations

from .._runtime import wire


class Annotation(wire.Model):
    """A reference from a stretch of text to a web page or file."""

    type: str
    """`url_citation`, `file_citation`, `file_path` or what else a provider has."""

    url: str | None = None
    """The page referred to."""

    title: str | None = None
    """The page's title."""

    file_id: str | None = None
    """The file referred to."""

    filename: str | None = None
    """The file's name."""

    start_index: int | None = None
    """Where in the text the reference begins."""

    end_index: int | None = None
    """Where in the text it ends."""

    index: int | None = None
    """Where in the text a file is referred to."""
