"""Deep runs of `wisdom_gate`: calls and answers that Hypothesis draws from the document's schemas.

Runs where `INSTEP_DEEP` is set, or by `instep verify --deep`; `INSTEP_SEED` gives other data.
Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from wisdom_gate_contract import Case, Service
from wisdom_gate_contract.deep import Deep

deep = Deep()


@deep.operations
def test_calls(case: Case, service: Service) -> None:
    deep.calls(case, service.check_call)


@deep.operations
def test_answers(case: Case, service: Service) -> None:
    deep.answers(case, service.check_answer)
