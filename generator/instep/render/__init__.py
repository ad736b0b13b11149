"""From the IR to files in memory: every line of a client, and nothing that decides what it means.

What renders is imported when it is used: others ask only what a client calls its things.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from instep.render.package import Settings
    from instep.render.whole import render

__all__ = ["Settings", "render"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "package" if name == "Settings" else "whole"
        return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
