"""Unions of what is received: exactly one member where the document says `oneOf`, in both kinds of models."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from instep.config import ClientConfig, Settings
from instep.config.settings import ModelKind
from instep.pipeline import generate

DOCUMENT = Path(__file__).with_name("unions.yaml")
SCHEMAS: dict[str, Any] = yaml.safe_load(DOCUMENT.read_bytes())["components"]
THING = jsonschema_rs.Draft202012Validator(
    {"$ref": "#/components/schemas/Thing", "components": SCHEMAS}, validate_formats=True
)

REFUSED: list[dict[str, Any]] = [
    {"owner": {"id": 1, "name": "n"}},
    {"number": 5},
    {"nothing": {"id": 1, "name": "n"}},
    {"source": {"url": "u"}},
    {"source": {}},
]
ACCEPTED: list[dict[str, Any]] = [
    {"owner": {"id": 1}},
    {"owner": {"id": 1, "name": 2}},
    {"owner": {"id": "1", "name": "n"}},
    {"number": 4},
    {"number": 5.5},
    {"disjoint": 5},
    {"either": 5},
    {"nothing": None},
    {"nothing": {"name": "n"}},
    {"unsure": {"address": "127.0.0.1"}},
    {"unsure": {"address": "::1"}},
    {"closed": {"a": 1}},
    {"closed": {"a": 1, "b": 2}},
    {"event": {"kind": "begun", "at": 1, "until": 2}},
    {"source": {"via": "file", "path": "p", "url": "u"}},
    {"noted": {"note": None}},
    {"item": {"kind": None, "id": "i"}},
    {"item": {"id": "i"}},
]


@pytest.fixture(scope="module", params=["pydantic", "dataclass"])
def package(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    models: ModelKind = request.param
    name, folder = f"unions_{models}", tmp_path_factory.mktemp(models)
    settings = Settings(package=name, models=models, tests=False)
    generate(ClientConfig(str(DOCUMENT), DOCUMENT.name, folder, settings))
    sys.path.insert(0, str(folder))
    yield importlib.import_module(name)
    sys.path.remove(str(folder))
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


@pytest.mark.parametrize("data", REFUSED, ids=str)
def test_what_two_alternatives_take_is_refused(package: Any, data: dict[str, Any]) -> None:
    assert not THING.is_valid(data)
    assert package.dump(package.parse(package.types.Thing, data)) == data
    with pytest.raises(package.APIResponseValidationError, match="only one may"):
        package.parse(package.types.Thing, data, strict=True)


@pytest.mark.parametrize("data", ACCEPTED, ids=str)
def test_what_one_alternative_takes_is_accepted(package: Any, data: dict[str, Any]) -> None:
    assert THING.is_valid(data)
    assert package.dump(package.parse(package.types.Thing, data, strict=True)) == data


def test_a_choice_that_is_not_counted_reads_as_before(package: Any) -> None:
    thing = package.parse(package.types.Thing, {"owner": {"id": 1, "name": "n"}})
    assert isinstance(thing.owner, package.types.ById)


def test_a_tag_of_several_values_is_typed_as_those_alone(package: Any) -> None:
    """Another value makes an unknown variant, so checkers may narrow the union by the tag."""
    source = Path(package.types.__file__).with_name("started.py").read_text()
    assert 'kind: Literal["started", "begun"]\n' in source
    event = package.parse(package.types.Event, {"kind": "paused"})
    assert isinstance(event, package.UnknownVariant)
    alone = package.parse(package.types.Started, {"kind": "paused"})
    assert package.dump(alone) == {"kind": "paused"}
