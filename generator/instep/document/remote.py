"""Documents on other machines: fetched within limits, from one origin, with no secret in a message."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from instep.diagnostics import quote
from instep.document import limits
from instep.errors import InputError, OutsideError

if TYPE_CHECKING:
    import httpx2

_REDIRECTS = 5
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: a document, or that the known one is still the one."""

    content: bytes | None
    """None: not modified (RFC 9110, section 15.4.5)."""
    etag: str = ""
    modified: str = ""
    """`Last-Modified`, as it was sent."""
    storable: bool = True
    """False: the server asks that it be kept nowhere (RFC 9111, section 5.2.2.5)."""


@dataclass(frozen=True, slots=True)
class UrlPlace:
    """An http(s) resource."""

    url: str

    @property
    def shown(self) -> str:
        """The URL without user name, password and query: those may be secret."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    @property
    def key(self) -> str:
        """What makes two places the same resource."""
        return self.url

    def beside(self, reference: str) -> UrlPlace:
        """The resource a reference leads to from here (RFC 3986, section 5)."""
        return UrlPlace(urljoin(self.url, reference))

    def read(self) -> bytes:
        """The resource's bytes. Redirects are followed within the origin only.

        Raises:
            OutsideError: the network, the server or the clock is against it.
            InputError: a redirect to another origin, or the body is too large.
        """
        return _Download(self, {}).answer().content or b""

    def ask(self, headers: Mapping[str, str]) -> Answer:
        """The resource, or that it is not modified; `headers` are sent to its own origin only.

        Raises:
            OutsideError: the network, the server or the clock is against it.
            InputError: a redirect to another origin, or the body is too large.
        """
        return _Download(self, headers).answer()


@dataclass(frozen=True, slots=True)
class _Download:
    """One download, with its redirects."""

    place: UrlPlace
    headers: Mapping[str, str] = field(repr=False)

    def answer(self) -> Answer:
        import httpx2  # expensive, and most documents are files

        deadline = time.monotonic() + limits.FETCH_SECONDS
        url, shown = self.place.url, self.place.shown
        try:
            timeout = limits.FETCH_SECONDS / 4
            with httpx2.Client(follow_redirects=False, timeout=timeout) as client:
                for _ in range(_REDIRECTS + 1):
                    with client.stream("GET", url, headers=dict(self.headers)) as response:
                        if not response.has_redirect_location:
                            return self._answer(response, deadline)
                        url = self._redirect(url, response.headers["location"])
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            reason = type(error).__name__
            raise OutsideError(f"{shown}: cannot be fetched ({reason})") from None
        raise OutsideError(f"{shown}: more than {_REDIRECTS} redirects")

    def _redirect(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if origin(target) != origin(self.place.url):
            shown = quote(UrlPlace(target).shown)
            raise InputError(
                f"{self.place.shown}: redirects to another origin, {shown}; name that URL"
            )
        return target

    def _answer(self, response: httpx2.Response, deadline: float) -> Answer:
        shown = self.place.shown
        conditional = "if-none-match" in self.headers or "if-modified-since" in self.headers
        content = None
        if response.status_code != 304 or not conditional:
            if response.status_code != 200:
                raise OutsideError(f"{shown}: the server answered {response.status_code}")
            content = self._body(response, deadline)
        return Answer(
            content,
            response.headers.get("etag", ""),
            response.headers.get("last-modified", ""),
            "no-store" not in response.headers.get("cache-control", "").lower(),
        )

    def _body(self, response: httpx2.Response, deadline: float) -> bytes:
        shown = self.place.shown
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > limits.MAX_BYTES:
                raise limits.too_large(shown)
            if time.monotonic() > deadline:
                raise OutsideError(f"{shown}: not fetched within {limits.FETCH_SECONDS:.0f} s")
            parts.append(part)
        return b"".join(parts)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454, section 4)."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    try:
        port = parts.port
    except ValueError:  # no number, or too large a one
        port = -1
    return parts.scheme, (parts.hostname or "").lower(), port or default


def is_fetched(location: str) -> bool:
    """Does this location need the network?"""
    return location.lower().startswith(("http://", "https://"))


def require_safe(location: str) -> None:
    """Refuse to fetch over plain http, but from this machine.

    Raises:
        InputError: Anybody on the way could change the document.
    """
    if not location.lower().startswith("http://"):
        return
    if (urlsplit(location).hostname or "") not in _HERE:
        raise InputError(
            f"{UrlPlace(location).shown}: use https, anybody could change this on its way"
        )
