"""`wisdom_gate` against a real server: does it still answer what the document says?

Runs where `INSTEP_BASE_URL` names the server: what only reads (GET, HEAD), or with `INSTEP_UNSAFE`
everything. Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from collections.abc import Callable

from wisdom_gate_contract import Case
from wisdom_gate_contract.live import Live

import wisdom_gate

live = Live(wisdom_gate)


@live.operations
def test_server(case: Case | None, record_property: Callable[[str, object], None]) -> None:
    record_property("said", live.check(case))
