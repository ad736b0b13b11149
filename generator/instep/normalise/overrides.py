"""What is said about names: chosen ones that match nothing, and ones that could not be had as they stand."""

from __future__ import annotations

from collections.abc import Mapping

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote
from instep.document import Document
from instep.ir.names import pascal
from instep.ir.operation import Operation
from instep.ir.pointers import unescape
from instep.ir.types import Definitions
from instep.normalise.context import Context
from instep.normalise.definitions import COMPONENT, is_component


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


def report_changed(
    ctx: Context,
    operations: tuple[Operation, ...],
    definitions: Definitions,
    chosen: Mapping[str, str],
) -> None:
    """A note for each component whose class is not called after it, and for each operationId used twice."""
    for definition in definitions:
        if not is_component(definition.key) or definition.key in chosen:
            continue
        name = unescape(definition.key.removeprefix(COMPONENT))
        if definition.name != pascal(name):
            message = f"schema {quote(name)} is called {definition.name}: the plain name is taken"
            ctx.say(Code.NAME_CHANGED, definition.key, message, severity=Severity.NOTE)
    seen: dict[str, str] = {}
    for operation in operations:
        first = seen.setdefault(operation.id, operation.key) if operation.id else operation.key
        if first != operation.key:
            message = f"operationId {quote(operation.id)} is also that of {quote(first)}"
            ctx.say(Code.OPERATION_ID_DUPLICATE, operation.origin, message)
