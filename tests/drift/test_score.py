"""`instep diff` against the findings of oasdiff's own tests, and on real drift."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from score import is_core, score

_JUDGED_OTHERWISE = {
    # Credentials where none were asked for: they call it harmless, we ask for a look.
    "TestAPISecurityAdded",
}


def test_the_core_pairs(shared: Path) -> None:
    cases = json.loads((shared / "oasdiff/index.json").read_bytes())["cases"]
    result = score(shared / "oasdiff", [case for case in cases if is_core(case)])
    assert result.pairs == 102
    assert {wrong.split(":")[0] for wrong in result.wrong} == _JUDGED_OTHERWISE, result
    assert (result.missed, result.false_alarms, result.failed) == ([], [], [])
    assert result.found == result.expected, result.not_found
