"""Asks upstream for its document: once for each change, with credentials for one origin only."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from instep.document.cache import Cache, Kept
from instep.document.fetch import place_of
from instep.document.remote import UrlPlace, origin, require_safe
from instep.errors import InputError, OutsideError

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,80}")
_VALUE = re.compile(r"[!-~][ -~]{0,8191}")


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret for one origin."""

    url: str
    """Any URL of the origin that it is for."""
    header: str
    """The header that carries it."""
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what is no header (RFC 9110, section 5).

        Raises:
            InputError: The name or the value cannot be sent; the value is not told.
        """
        if not _HEADER.fullmatch(self.header):
            raise InputError(f"the upstream's header {self.header[:40]!r} is no header name")
        if not _VALUE.fullmatch(self.value):
            raise InputError("the upstream's token holds characters that no header can carry")

    def headers_for(self, url: str) -> dict[str, str]:
        """The header where `url` is of its origin; nothing elsewhere."""
        return {self.header.lower(): self.value} if origin(url) == origin(self.url) else {}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it came."""

    location: str
    """Where from, as messages and reports may show it."""
    content: bytes = field(repr=False)
    unchanged: bool = False
    """The server said that it is still the one that was fetched before."""

    @property
    def sha256(self) -> str:
        """The hex digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def fetch_upstream(
    location: str,
    *,
    credential: Credential | None = None,
    cache: Cache | None = None,
    stdin: BinaryIO | None = None,
) -> Fetched:
    """The document at `location`: a path, `-`, an https URL, or `git:REV:PATH`.

    What a URL gave before is in the `cache` and is asked for by its entity tag (RFC 9110, section
    13.1.2). A redirect leaves the origin never, so that no other host sees the credential.

    Raises:
        InputError: There is no such document, it is too large, or it is not safe to fetch.
        OutsideError: The network, the server, the clock or the disk is against it.
    """
    require_safe(location)
    place = place_of(location, stdin, Path().absolute())
    if not isinstance(place, UrlPlace):
        return Fetched(place.shown, place.read())
    headers = credential.headers_for(place.url) if credential else {}
    cache = cache or Cache(None)
    name = f"{place.url}\n{bool(headers)}"
    kept = cache.find(name)
    answer = place.ask({**headers, **(kept.conditions() if kept else {})})
    if answer.content is not None:
        if answer.storable and (answer.etag or answer.modified):
            cache.keep(name, Kept(answer.content, answer.etag, answer.modified))
        return Fetched(place.shown, answer.content)
    if kept is None:  # the server answers a question that was not asked
        raise OutsideError(f"{place.shown}: the server answered 304")
    return Fetched(place.shown, kept.content, unchanged=True)
