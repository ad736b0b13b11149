"""The `pagination` table of a client: how operations are paged where the user says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from instep.config.clients import suggest
from instep.errors import InputError

STYLES: Final = ("cursor", "last-id", "offset", "page", "url", "link")
"""What may lead from one page to the next."""

_KEYS: Final = ("style", "parameter", "items", "next", "more", "last", "start")


def read_pagination(
    entries: Mapping[str, object], where: str
) -> dict[str, dict[str, str | int] | bool]:
    """The entries, each `false` or a table whose keys and values are known.

    Raises:
        InputError: An entry is something else; `where` says in which table.
    """
    return {key: _entry(value, f"[{where}] {key!r}") for key, value in entries.items()}


def _entry(value: object, where: str) -> dict[str, str | int] | bool:
    if value is False:
        return False
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be a table, or false for no pages")
    found: dict[str, str | int] = {}
    for key, said in value.items():
        if key not in _KEYS:
            raise InputError(f"{where}: unknown key {key!r}{suggest(key, _KEYS)}")
        if key == "start":
            if isinstance(said, bool) or not isinstance(said, int):
                raise InputError(f"{where}: `start` must be a number")
            found[key] = said
            continue
        if not isinstance(said, str) or not said:
            raise InputError(f"{where}: `{key}` must be a text in quotes")
        found[key] = said
    style = found.get("style", "")
    if style not in STYLES:
        if not style:
            raise InputError(f"{where}: needs a `style`, one of {', '.join(STYLES)}")
        raise InputError(f"{where}: unknown style {style!r}{suggest(str(style), STYLES)}")
    return found
