"""Names that the user chose and that match nothing: said, so that configuration does not rot."""

from __future__ import annotations

from collections.abc import Mapping

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document import Document
from instep.ir.operation import Operation
from instep.ir.types import Definitions


def report_unused(
    found: Diagnostics,
    document: Document,
    names: Mapping[str, str],
    operations: tuple[Operation, ...],
    definitions: Definitions,
) -> None:
    """A warning for each configured name whose operation or schema is not there, or could not have that name."""
    calls = {operation.key: ".".join(operation.call) for operation in operations}
    for key, name in names.items():
        if key in calls:
            actual = calls[key]
        elif key in definitions.by_key:
            actual = definitions[key].name
        else:
            actual = None
        if actual == name:
            continue
        reason = (
            "matches nothing in the document"
            if actual is None
            else f"could not be had; it is {actual}"
        )
        found.add(
            Diagnostic(
                Code.OVERRIDE_UNUSED,
                Severity.WARNING,
                f"the configured name {quote(name)} for {quote(key)} {reason}",
                Location(document.location),
                key if key.startswith("#") else "",
            )
        )
