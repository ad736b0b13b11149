"""Paths as they are written."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

# What may stand in a literal path (RFC 3986, section 3.3), plus `%` of what is encoded already.
LITERAL: Final = "/:@!$&'()*+,;=~-._%"


def literal(path: str) -> str:
    """A path without parameters; what may not stand in a path is percent-encoded."""
    return quote(path.partition("#")[0].partition("?")[0], safe=LITERAL)


def literal_query(template: str) -> str:
    """The query string that the template itself has; empty if none."""
    return template.partition("#")[0].partition("?")[2]
