"""What a call asks its shell to do, one step at a time; the flow itself does no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ._request import Signed
    from ._transport import HTTPResponse


class Lock(Protocol):
    """A lock that any thread may release, such as `threading.Lock`."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it; whether that was possible in time."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Ask:
    """Call this function of the caller's. Answered with what it gives, awaited if need be."""

    provider: Callable[[], object]


@dataclass(frozen=True, slots=True, repr=False)
class Enter:
    """Take this lock. Answered with nothing."""

    lock: Lock
    deadline: float | None
    """When it must have been taken, on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Send:
    """Send this request. Answered with the response, its body unread."""

    signed: Signed
    deadline: float | None
    """When the headers must have come, on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Read:
    """Read the body. Answered with its bytes."""

    response: HTTPResponse
    limit: int | None
    whole: bool
    deadline: float | None
    """When it must have been read, on the monotonic clock."""


@dataclass(frozen=True, slots=True, repr=False)
class Close:
    """Close this response. Answered with nothing."""

    response: HTTPResponse


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait this many seconds. Answered with nothing."""

    seconds: float


Step = Ask | Enter | Send | Read | Close | Sleep


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decisions need from outside, replaceable in tests."""

    random: Callable[[], float]
    """A number between 0 and 1."""
    now: Callable[[], float]
    """Seconds since the epoch."""
    clock: Callable[[], float]
    """Seconds on the monotonic clock."""
