"""Published names stay: whatever upstream adds, with the lock's pins nothing moves, and hardly anything without."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from instep.config import Settings
from instep.diagnostics import Diagnostics
from instep.document import load
from instep.ir.api import Api
from instep.normalise import normalise
from instep.output.lock import DocumentRecord, describe

Names = dict[str, str]


def names(path: Path, pins: Names | None = None) -> Names:
    """Every published name of the document's client, as the lock pins it."""
    found = Diagnostics()
    settings = Settings(package="client")
    api: Api = normalise(load(str(path), found), settings, pins or {}, found)
    lock = describe(api, {}, document=DocumentRecord(), settings=settings, version="0")
    return lock.pins()


def moved(before: Names, after: Names) -> dict[str, tuple[str, str]]:
    """What is there before and after, under another name."""
    return {k: (before[k], after[k]) for k in before if k in after and before[k] != after[k]}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [
                    {
                        "name": "filter",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
                    },
                    {
                        "name": "page",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "data": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/Pet"},
                                        }
                                    },
                                }
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "properties": {
                    "home": {
                        "oneOf": [
                            {
                                "type": "object",
                                "title": "House",
                                "properties": {
                                    "rooms": {"type": "integer"},
                                    "at": {
                                        "type": "object",
                                        "properties": {"x": {"type": "integer"}},
                                    },
                                },
                            },
                            {
                                "type": "object",
                                "title": "Boat",
                                "properties": {
                                    "length": {"type": "integer"},
                                    "at": {
                                        "type": "object",
                                        "properties": {"y": {"type": "integer"}},
                                    },
                                },
                            },
                        ]
                    },
                    "tags": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"t": {"type": "string"}}},
                    },
                },
            }
        }
    },
}


def written(folder: Path, document: dict[str, Any], name: str) -> Path:
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def test_what_is_added_elsewhere_renames_nothing(tmp_path: Path) -> None:
    before = names(written(tmp_path, DOCUMENT, "old.json"))
    assert {"PetHomeHouse", "PetHomeBoat", "PetTag", "PetsListFilter", "PetsListResponse"} <= set(
        before.values()
    )
    grown = copy.deepcopy(DOCUMENT)
    # Names that would like to be what is published already, and come first in every order.
    grown["components"]["schemas"] = {
        "PetTag": {"type": "object", "properties": {"other": {"type": "string"}}},
        "PetHomeHouse": {"type": "string"},
        **grown["components"]["schemas"],
        "pettag": {"type": "object", "properties": {"z": {"type": "string"}}},
    }
    grown["paths"] = {
        "/v2/pets": {
            "get": {
                "operationId": "listPets2",
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"b": {"type": "string"}},
                                }
                            }
                        },
                    }
                },
            }
        },
        **grown["paths"],
    }
    path = written(tmp_path, grown, "new.json")
    after = names(path, before)
    assert moved(before, after) == {}
    assert before.keys() <= after.keys()
    assert len({name.casefold() for key, name in after.items() if key.startswith("#")}) == sum(
        key.startswith("#") for key in after
    )


def test_names_need_no_pins_where_nothing_wants_the_same(tmp_path: Path) -> None:
    before = names(written(tmp_path, DOCUMENT, "old.json"))
    grown = copy.deepcopy(DOCUMENT)
    grown["components"]["schemas"] = {
        "Aaa": {
            "type": "object",
            "properties": {"home": {"type": "object", "properties": {"q": {}}}},
        },
        **grown["components"]["schemas"],
    }
    grown["paths"] = {"/aaa": {"get": {"operationId": "aaa", "responses": {}}}, **grown["paths"]}
    grown["paths"]["/pets"]["post"] = {"operationId": "createPet", "responses": {}}
    assert moved(before, names(written(tmp_path, grown, "new.json"))) == {}


@pytest.mark.parametrize("pinned", [True, False])
def test_a_name_stays_with_the_variant_not_with_its_number(tmp_path: Path, pinned: bool) -> None:
    before = names(written(tmp_path, DOCUMENT, "old.json"))
    grown = copy.deepcopy(DOCUMENT)
    variants = grown["components"]["schemas"]["Pet"]["properties"]["home"]["oneOf"]
    variants.insert(
        0,
        {
            "type": "object",
            "title": "Tent",
            "properties": {
                "poles": {"type": "integer"},
                "at": {"type": "object", "properties": {"z": {"type": "integer"}}},
            },
        },
    )
    parameters = grown["paths"]["/pets"]["get"]["parameters"]
    parameters.insert(
        0,
        {
            "name": "sort",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {"by": {"type": "string"}}},
        },
    )
    after = names(written(tmp_path, grown, "new.json"), before if pinned else None)
    home = "#/components/schemas/Pet/properties/home/oneOf"
    assert [after[f"{home}/{n}"] for n in range(3)] == [
        "PetHomeTent",
        "PetHomeHouse",
        "PetHomeBoat",
    ]
    assert [after[f"{home}/{n}/properties/at"] for n in range(3)] == [
        "PetHomeTentAt",
        "PetHomeHouseAt",
        "PetHomeBoatAt",
    ]
    listed = "#/paths/~1pets/get/parameters"
    assert [after[f"{listed}/{n}/schema"] for n in range(3)] == [
        "PetsListSort",
        "PetsListFilter",
        "PetsListPage",
    ]


def test_a_pin_that_differs_from_the_proposal_holds_also_by_number(tmp_path: Path) -> None:
    path = written(tmp_path, DOCUMENT, "old.json")
    before = names(path)
    key = "#/components/schemas/Pet/properties/home/oneOf/1"
    assert names(path, {**before, key: "Ship"})[key] == "Ship"


@pytest.mark.corpus
@pytest.mark.parametrize("pair", [1, 2, 3])
def test_real_consecutive_versions(shared: Path, pair: int) -> None:
    folder = shared / "drift"
    before = names(folder / f"openai-{pair}-old.yaml")
    new = folder / f"openai-{pair}-new.yaml"
    pinned, alone = names(new, before), names(new)
    assert moved(before, pinned) == {}
    changed = moved(before, alone)
    print(
        f"pair {pair}: {len(before)} names, {len(changed)} would move without the lock: {changed}"
    )
    assert len(changed) <= len(before) // 500
