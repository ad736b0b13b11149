"""When to try again, and after how long: pure decisions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._transport import HTTPHeaders

INITIAL_DELAY = 0.5
MAX_DELAY = 8.0
MAX_RETRY_AFTER = 120.0
"""Seconds. A server that asks for a longer pause is not asked again."""
JITTER = 0.25
_RETRIED = frozenset({408, 409, 429})


def checked_max_retries(value: object) -> int:
    """*value* if it is a number of retries.

    Raises `TypeError` unless it is an integer, `ValueError` if it is negative.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"max_retries must be an int, not {value!r}; 0 turns retries off")
    if value < 0:
        raise ValueError(f"max_retries must be 0 or more, not {value}")
    return value


def retried(status: int, headers: HTTPHeaders) -> bool:
    """Whether a response with this status is worth another try; `x-should-retry` overrides."""
    told = headers.get("x-should-retry")
    if told == "true":
        return True
    if told == "false":
        return False
    return status in _RETRIED or status >= 500


def retry_after(headers: HTTPHeaders, now: float) -> float | None:
    """The pause in seconds that the server asks for; `None` if it does not, or not sensibly.

    Reads `retry-after-ms`, then `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3).
    *now* is the time in seconds since the epoch.
    """
    seconds = _number(headers.get("retry-after-ms"))
    if seconds is not None:
        seconds /= 1000
    else:
        text = headers.get("retry-after")
        seconds = _number(text)
        if seconds is None and text:
            seconds = _until(text, now)
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return None
    return seconds


def backoff(retries_taken: int, random: float) -> float:
    """Seconds to wait before the next try: 0.5 doubled each time, at most 8, less up to a quarter.

    *random* is between 0 and 1.
    """
    return min(INITIAL_DELAY * 2.0 ** min(retries_taken, 16), MAX_DELAY) * (1 - JITTER * random)


def _number(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _until(date: str, now: float) -> float | None:
    """Seconds from *now* until an HTTP date."""
    from email.utils import mktime_tz, parsedate_tz

    try:
        parsed = parsedate_tz(date)
        return None if parsed is None else float(mktime_tz(parsed)) - now
    except (ValueError, OverflowError, TypeError):
        return None
