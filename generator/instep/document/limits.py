"""How large a file may be, and how long a download may take."""

from __future__ import annotations

from instep.errors import InputError

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""
FETCH_SECONDS = 60.0
"""How long one download may take altogether, in seconds."""


class TooLarge(InputError):
    """The file is larger than `MAX_BYTES`."""


def too_large(shown: str) -> TooLarge:
    """The error for the file that messages call `shown`."""
    return TooLarge(f"{shown}: larger than {MAX_BYTES // 1024 // 1024} MB, the limit for one file")
