"""JSON pointers (RFC 6901), written with a leading `#` as a reference has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias
from urllib.parse import unquote

from instep.ir.pointers import escape, unescape

Tokens: TypeAlias = tuple[str, ...]
"""The unescaped tokens of a pointer; an array index is its decimal text."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Missing(LookupError):
    """The pointer leads nowhere; `depth` tokens of it could be followed."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        super().__init__(depth)


def join(tokens: Iterable[str]) -> str:
    """The pointer of these tokens: `#` for the root, `#/a~1b/0` below it."""
    return "#" + "".join("/" + escape(t) for t in tokens)


def split(pointer: str) -> Tokens:
    """The tokens of a pointer with or without the leading `#`; percent signs are kept as they are."""
    body = pointer.removeprefix("#")
    if not body:
        return ()
    return tuple(unescape(t) for t in body.removeprefix("/").split("/"))


def split_fragment(fragment: str) -> Tokens:
    """The tokens of a URI fragment without its `#`, percent-decoded (RFC 6901, section 6).

    Raises:
        ValueError: the fragment is no JSON pointer, or its percent-encoding is broken.
    """
    if not fragment:
        return ()
    if not fragment.startswith("/"):
        raise ValueError("it is no JSON pointer")
    if _BAD_PERCENT.search(fragment):
        raise ValueError("its percent-encoding is broken")
    return split(unquote(fragment, errors="strict"))


def step(value: Any, token: str) -> Any:
    """The member or element of `value` that `token` names; `LookupError` if there is none."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and _INDEX.fullmatch(token):
        return value[int(token)]
    raise KeyError(token)


def follow(value: Any, tokens: Tokens) -> Any:
    """The node at the end of `tokens`.

    Raises:
        Missing: a token names nothing.
    """
    for depth, token in enumerate(tokens):
        try:
            value = step(value, token)
        except LookupError:
            raise Missing(depth) from None
    return value
