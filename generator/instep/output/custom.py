"""Where a user's own code may live inside a generated package, and is never touched."""

from __future__ import annotations

CUSTOM = "_custom"
"""The module, or the folder, in any folder of the package."""


def is_custom(path: str) -> bool:
    """Is this path, below the package's folder, a place for code that is not generated?"""
    *folders, name = path.split("/")
    return name in (f"{CUSTOM}.py", f"{CUSTOM}.pyi") or CUSTOM in folders
