"""What is sent: `PlainTextFormat`."""

from __future__ import annotations

from typing import Literal, Required, TypedDict


class PlainTextFormat(TypedDict):
    """Plain text."""

    type: Required[Literal["text"]]
