"""What is sent: `PlainTextFormat`."""

from __future__ import annotations

from typing import Literal, Required

from typing_extensions import TypedDict


class PlainTextFormat(TypedDict):
    """Plain text."""

    type: Required[Literal["text"]]
