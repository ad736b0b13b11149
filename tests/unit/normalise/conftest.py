"""Small documents in, the IR out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from instep.diagnostics import Diagnostics
from instep.document import load
from instep.ir.api import Api
from instep.ir.types import AliasDef, Definition, Field, ModelDef
from instep.normalise import normalise


@dataclass(frozen=True)
class Chosen:
    """Settings that normalising reads."""

    names: dict[str, str] = field(default_factory=dict)
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    pagination: Any = field(default_factory=dict)


@dataclass
class Result:
    """An IR with short ways to ask it."""

    api: Api
    found: Diagnostics

    def __getitem__(self, name: str) -> Definition:
        return next(d for d in self.api.definitions if d.name == name)

    def model(self, name: str) -> ModelDef:
        found = self[name]
        assert isinstance(found, ModelDef), found
        return found

    def alias(self, name: str) -> AliasDef:
        found = self[name]
        assert isinstance(found, AliasDef), found
        return found

    def field(self, model: str, wire: str) -> Field:
        return next(f for f in self.model(model).fields if f.wire == wire)

    @property
    def names(self) -> list[str]:
        return [d.name for d in self.api.definitions]

    @property
    def calls(self) -> dict[str, str]:
        return {o.key: ".".join(o.call) for o in self.api.operations}

    @property
    def codes(self) -> list[str]:
        return [str(d.code) for d in self.found]


Normalise = Callable[..., Result]


@pytest.fixture
def normalised(tmp_path: Path) -> Normalise:
    """Normalises a document given as data: `schemas` and `paths` alone are enough."""

    def run(
        schemas: dict[str, Any] | None = None,
        paths: dict[str, Any] | None = None,
        *,
        names: dict[str, str] | None = None,
        pins: dict[str, str] | None = None,
        filters: dict[str, tuple[str, ...]] | None = None,
        **rest: Any,
    ) -> Result:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": paths or {},
            "components": {"schemas": schemas or {}},
            **rest,
        }
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps(document))
        found = Diagnostics()
        api = normalise(
            load(str(path), found), Chosen(names or {}, **(filters or {})), pins or {}, found
        )
        return Result(api, found)

    return run
