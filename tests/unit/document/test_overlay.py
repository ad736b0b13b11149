"""Overlays: what an action does, and what is said when it does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from instep.diagnostics import Diagnostics, Location, Severity
from instep.document.overlay import Overlay, apply
from instep.errors import DocumentError

DOCUMENT: dict[str, Any] = {
    "info": {"title": "T", "tags": ["a"]},
    "paths": {
        "/a": {"get": {"parameters": [{"name": "x"}, {"name": "y"}], "x-internal": True}},
        "/b": {"get": {"parameters": []}},
    },
}


def _apply(*actions: dict[str, Any], version: str = "1.0.0") -> tuple[Any, list[str]]:
    found = Diagnostics()
    overlay = Overlay(
        "o.yaml", {"overlay": version, "actions": list(actions)}, lambda p: Location("o.yaml", 3, 5)
    )
    return apply(DOCUMENT, overlay, found), [str(d.code) for d in found]


def test_update_merges_objects_and_concatenates_their_arrays() -> None:
    changed, codes = _apply({"target": "$.info", "update": {"version": "2", "tags": ["b"]}})
    assert changed["info"] == {"title": "T", "version": "2", "tags": ["a", "b"]}
    assert DOCUMENT["info"]["tags"] == ["a"]
    assert codes == []


def test_update_appends_to_an_array() -> None:
    changed, _ = _apply({"target": "$.paths['/b'].get.parameters", "update": {"name": "z"}})
    assert changed["paths"]["/b"]["get"]["parameters"] == [{"name": "z"}]


def test_update_reaches_every_match() -> None:
    changed, _ = _apply({"target": "$.paths.*.get", "update": {"deprecated": True}})
    assert all(item["get"]["deprecated"] for item in changed["paths"].values())


def test_remove_takes_away_members_and_items() -> None:
    changed, _ = _apply(
        {"target": "$.paths.*[?@['x-internal'] == true]", "remove": True},
        {"target": "$.info.tags[0]", "remove": True},
    )
    assert changed["paths"]["/a"] == {}
    assert changed["info"]["tags"] == []


def test_remove_several_items_of_one_array() -> None:
    changed, _ = _apply({"target": "$.paths['/a'].get.parameters[*]", "remove": True})
    assert changed["paths"]["/a"]["get"]["parameters"] == []


def test_copy_takes_the_value_from_elsewhere() -> None:
    changed, _ = _apply(
        {"target": "$.paths['/b'].get", "copy": "$.paths['/a'].get"}, version="1.1.0"
    )
    assert changed["paths"]["/b"]["get"]["x-internal"] is True


def test_a_target_that_matches_nothing_is_an_error_with_its_place() -> None:
    found = Diagnostics()
    actions = [{"target": "$.info", "update": {"x": 1}}, {"target": "$.gone", "remove": True}]
    value = {"overlay": "1.0.0", "actions": actions}
    apply(DOCUMENT, Overlay("o.yaml", value, lambda p: Location("o.yaml", 7, 3)), found)
    (said,) = found
    assert (said.severity, said.pointer, said.location.line) == (Severity.ERROR, "#/actions/1", 7)
    assert '"$.gone" matches nothing' in said.message


@pytest.mark.parametrize("action", [{"target": "$["}, {"target": 5}, {}])
def test_a_bad_target_is_refused_with_its_place(action: dict[str, Any]) -> None:
    with pytest.raises(DocumentError, match=r"o\.yaml:3:5: error\[overlay-invalid\]"):
        _apply(action)


@pytest.mark.parametrize(
    "value", [{}, [], {"overlay": "2.0.0", "actions": []}, {"overlay": "1.0.0"}]
)
def test_what_is_no_overlay_is_refused(value: Any) -> None:
    with pytest.raises(DocumentError):
        apply(DOCUMENT, Overlay("o", value, lambda p: Location("o")), Diagnostics())
