"""The surface of `wisdom_gate`: what its document has, it has, and the other way round.

A document that was edited without `instep generate` fails here, by the name of what was edited.
Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from wisdom_gate_contract.surface import Surface

import wisdom_gate

surface = Surface(wisdom_gate)


@surface.operations
def test_operation(key: str) -> None:
    surface.check_operation(key)


@surface.schemas
def test_schema(name: str) -> None:
    surface.check_schema(name)


@surface.documents
def test_document(location: str) -> None:
    surface.check_document(location)


def test_exports() -> None:
    surface.check_exports()
