"""The verdict on the client is what the two clients' own surfaces say; `client_truth.py` has all pairs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from client_truth import truth
from score import compare_pair
from shelf import BASE, edited, schemas_of

from instep.drift.law import Compat

_PAIRS = {
    # Another status of the same answer, and another answer.
    "TestBreaking_Attributes": False,
    # Another media type in the first place: who sends the earlier one must say so now.
    "TestRequestBodyMediaTypeAdded": True,
    # An attribute that only ever is sent.
    "TestResponseOptionalWriteOnlyPropertyRemovedCheck": True,
    "TestRequestPropertyBecameNullable": False,
    "TestBreaking_RequiredPropertyWriteOnlyEnabled": True,
}


@pytest.mark.parametrize("name", _PAIRS)
def test_a_pair(shared: Path, tmp_path: Path, name: str) -> None:
    folder = shared / "oasdiff"
    cases = json.loads((folder / "index.json").read_bytes())["cases"]
    case = next(c for c in cases if c["id"] == name)
    comparison = compare_pair(folder, case)
    assert comparison.apis is not None
    unread = frozenset(d.name for d in comparison.apis[0].definitions if not d.received)
    found = truth(folder / case["base"], folder / case["revision"], tmp_path, unread)
    assert any(d.breaks for d in found) is _PAIRS[name], found
    assert (comparison.client_verdict is Compat.BREAKING) is _PAIRS[name]


def test_a_bound_changes_nothing_that_is_named(tmp_path: Path) -> None:
    new = edited(lambda d: schemas_of(d)["Book"]["properties"]["title"].update(maxLength=200))
    for name, value in (("old", BASE), ("new", new)):
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    found = truth(tmp_path / "old.json", tmp_path / "new.json", tmp_path / "out", frozenset())
    assert not any(d.breaks for d in found), found
