"""What a run is asked to do: file < environment < command line, settled in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instep.config.clients import (
    ClientConfig,
    Config,
    LevelOverride,
    Overrides,
    adhoc_client,
    from_environment,
    is_remote,
    suggest,
)
from instep.config.settings import ModelKind, Settings, check_package, package_name

if TYPE_CHECKING:
    from instep.config.file import load_config, select

__all__ = [
    "ClientConfig",
    "Config",
    "LevelOverride",
    "ModelKind",
    "Overrides",
    "Settings",
    "adhoc_client",
    "check_package",
    "from_environment",
    "is_remote",
    "load_config",
    "package_name",
    "select",
    "suggest",
]


def __getattr__(name: str) -> Any:
    if name in {"load_config", "select"}:  # what reads files is imported when there is one
        from instep.config import file

        return getattr(file, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
