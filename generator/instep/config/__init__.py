"""What a run is asked to do: file < environment < command line, settled in one place."""

from __future__ import annotations

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
from instep.config.file import load_config, select
from instep.config.settings import ModelKind, Settings, check_package, package_name

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
