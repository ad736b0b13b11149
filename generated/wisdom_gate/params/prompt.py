"""What is sent: `Prompt`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, Required

from typing_extensions import TypedDict


class Prompt(TypedDict):
    """A stored prompt template, and what to fill in."""

    id: Required[str]
    """The template."""

    version: NotRequired[str]
    """Which version of it; the current one if not given."""

    variables: NotRequired[Mapping[str, Any]]
    """A value for each variable of the template: text, or a content part."""
