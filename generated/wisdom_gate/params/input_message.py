"""What is sent: `InputMessage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NotRequired, Required

from typing_extensions import TypedDict

from .. import types
from .content_part import ContentPart
from .other_content_part import OtherContentPart


class InputMessage(TypedDict):
    """A message of the conversation so far. `developer` and `system` outrank `user`; `assistant`
    marks what a model said before.
    """

    type: NotRequired[Literal["message"]]
    """May be left out."""

    role: Required[Literal["user", "assistant", "system", "developer"]]
    """Who speaks."""

    content: Required[str | Sequence[ContentPart | OtherContentPart | types.OtherContentPart]]
    """Plain text, or parts of several kinds."""
