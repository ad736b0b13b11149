"""What libraries below log about a request of ours: that it happened, and no value in it.

httpx2 logs each URL, and at the level DEBUG the libraries below it log the headers that they read
and write, and with them cookies, keys, and whatever else is there. That is their business for
requests of others.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Final

from ._redact import MASK

_OURS: Final[ContextVar[bool]] = ContextVar("ours", default=False)
_HEADERS: Final = ("http11", "http2", "proxy", "connection", "socks")
_LOGGERS: Final = (
    "httpx2",
    *(f"httpcore2.{name}" for name in _HEADERS),
    "hpack.hpack",
    "hpack.table",
)


class _WithoutValues(logging.Filter):
    """Cuts records of requests of ours down to what happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged at all; what it may quote is taken out of it."""
        if not _OURS.get():
            return True
        if record.name.startswith("hpack"):
            return False
        if record.name == "httpx2" and isinstance(record.args, tuple):
            record.args = tuple(map(_without_query_values, record.args))
        elif record.levelno <= logging.DEBUG:
            what, _, rest = record.getMessage().partition(" ")
            record.msg, record.args = (f"{what} ..." if rest else what), ()
        return True


def _without_query_values(value: object) -> object:
    """A URL as text with the names of its query parameters only; anything else as it is."""
    text = str(value)
    url, mark, query = text.partition("?")
    if not mark or "://" not in url:
        return value
    return f"{url}?{'&'.join(pair.partition('=')[0] + '=' + MASK for pair in query.split('&'))}"


_FILTER: Final = _WithoutValues()


def keep_quiet() -> None:
    """Put the filter in its place; a second time changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)


class Quiet:
    """A context in which a request of ours is sent."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token: Any = _OURS.set(True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _OURS.reset(self._token)
