"""Asks upstream for its document: once for each change, with credentials for one origin only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from instep.document.cache import Cache, Kept
from instep.document.fetch import Place, place_of
from instep.document.remote import UrlPlace, origin, require_safe
from instep.document.siblings import siblings
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
    beside: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Other files that it refers to, by path from it."""

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
    allow_remote_refs: bool = False,
) -> Fetched:
    """The document at `location`: a path, `-`, an https URL, or `git:REV:PATH`.

    What a URL gave before is in the `cache` and is asked for by its entity tag (RFC 9110, section
    13.1.2). A redirect leaves the origin never, so that no other host sees the credential. Other
    files that the document refers to come along if they are below its folder; those of a URL only
    with `allow_remote_refs`.

    Raises:
        InputError: There is no such document, it is too large, it is not safe to fetch, or it
            refers to other URLs without leave.
        OutsideError: The network, the server, the clock or the disk is against it.
    """
    require_safe(location)
    place = place_of(location, stdin, Path().absolute())
    asking = _Asking(credential, cache or Cache(None))
    content = asking.fetch(place)
    allowed = allow_remote_refs or not isinstance(place, UrlPlace)
    return Fetched(place.shown, content, siblings(place, content, asking.fetch, allowed=allowed))


@dataclass(frozen=True, slots=True)
class _Asking:
    """With what to ask."""

    credential: Credential | None
    cache: Cache

    def fetch(self, place: Place) -> bytes:
        """What is at a place, from the cache where its server says that it did not change."""
        if not isinstance(place, UrlPlace):
            return place.read()
        headers = self.credential.headers_for(place.url) if self.credential else {}
        name = f"{place.url}\n{bool(headers)}"
        kept = self.cache.find(name)
        answer = place.ask({**headers, **(kept.conditions() if kept else {})})
        if answer.content is not None:
            if answer.storable and (answer.etag or answer.modified):
                self.cache.keep(name, Kept(answer.content, answer.etag, answer.modified))
            return answer.content
        if kept is None:  # the server answers a question that was not asked
            raise OutsideError(f"{place.shown}: the server answered 304")
        return kept.content
