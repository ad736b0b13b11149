"""What a caller may say about a single call: sentinels, time limits, size limits and extras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, final


@final
class Omit:
    """Type of `OMIT`: an argument that is not sent at all, where `None` would be sent as null."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "OMIT"


@final
class NotGiven:
    """Type of `NOT_GIVEN`: an option that keeps the client's setting, where `None` has a meaning."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


OMIT: Final = Omit()
NOT_GIVEN: Final = NotGiven()


@dataclass(frozen=True, slots=True, init=False)
class Timeout:
    """Time limits in seconds; `None` means no limit.

    `connect`, `read`, `write` and `pool` limit one step each: opening the connection, waiting for
    the next bytes, sending bytes, waiting for a free connection. `attempt` limits one attempt, from
    sending until a buffered response has been read; a stream is limited by it until it begins, and
    by `read` between its chunks. A plain number of seconds given as a timeout sets these five.

    `total` limits the whole call: every attempt, the pauses between them, fetching a token, and
    reading a stream to its end. It has no limit unless it is given.
    """

    connect: float | None
    read: float | None
    write: float | None
    pool: float | None
    attempt: float | None
    total: float | None

    def __init__(
        self,
        timeout: float | None = 600.0,
        *,
        connect: float | NotGiven | None = NOT_GIVEN,
        read: float | NotGiven | None = NOT_GIVEN,
        write: float | NotGiven | None = NOT_GIVEN,
        pool: float | NotGiven | None = NOT_GIVEN,
        attempt: float | NotGiven | None = NOT_GIVEN,
        total: float | None = None,
    ) -> None:
        given = {"connect": connect, "read": read, "write": write, "pool": pool}
        for name, value in {**given, "attempt": attempt, "total": total}.items():
            seconds = timeout if isinstance(value, NotGiven) else value
            if seconds is not None and not seconds >= 0:
                raise ValueError(f"timeout: {name} must be a number of seconds, 0 or more")
            object.__setattr__(self, name, seconds)


DEFAULT_TIMEOUT: Final = Timeout(600.0, connect=5.0)

TimeoutLike = float | Timeout | None


def timeout_of(value: TimeoutLike) -> Timeout:
    """The limits that a number of seconds, `None` or a `Timeout` stands for.

    Raises `TypeError` for anything else.
    """
    if isinstance(value, Timeout):
        return value
    found: object = value
    if value is None or (isinstance(found, int | float) and not isinstance(found, bool)):
        return Timeout(value)
    raise TypeError(f"timeout must be seconds, a Timeout or None, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server cannot make the client exceed: sizes in bytes, where `None` means no limit."""

    response: int | None = 100 * 1024 * 1024
    """A buffered response after decompression."""
    event: int | None = 1024 * 1024
    """One event or line of a stream."""
    error: int = 1024 * 1024
    """How much of an error response is kept; the rest is not read."""
    redirects: int = 10
    """How many redirects a call follows; with 0 the first is an `APIStatusError`."""


@dataclass(frozen=True, slots=True)
class Options:
    """The four arguments that every generated method takes.

    `extra_headers`, `extra_query` and `extra_body` are merged over what the method sends, and win.
    A `None` in `extra_headers` or `extra_query` removes that header or parameter.
    """

    extra_headers: Mapping[str, str | Omit | None] | None = None
    extra_query: Mapping[str, object] | None = None
    extra_body: Mapping[str, object] | None = None
    timeout: TimeoutLike | NotGiven = NOT_GIVEN


NO_OPTIONS: Final = Options()
