"""Reference tokens of JSON pointers (RFC 6901, section 3)."""

from __future__ import annotations


def escape(token: str | int) -> str:
    """A reference token of a JSON pointer."""
    if isinstance(token, str) and "/" not in token and "~" not in token:
        return token  # almost all of them
    return str(token).replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The member name that a reference token means."""
    return token.replace("~1", "/").replace("~0", "~")


def last_name(pointer: str) -> str:
    """The member name that a pointer ends in."""
    return unescape(pointer.rsplit("/", 1)[-1])
