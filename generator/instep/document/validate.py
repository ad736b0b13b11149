"""Says where a document departs from its specification, without ever ending the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from instep.diagnostics import Code, Diagnostic, Diagnostics, Severity, quote
from instep.document.document import Document
from instep.document.pointers import Missing, Tokens, join
from instep.document.positions import Moves
from instep.document.resolve import RefError, chain, through

MAX_FINDINGS = 200
"""How many findings are listed; of the rest, only the number is."""
MAX_COUNTED = 2_000
"""How many findings are counted before the checking stops."""
_MAX_MESSAGE = 240


def validate(document: Document, found: Diagnostics) -> None:
    """Check the document against the specification of the version it declares.

    Checked is the bundled document before the upgrade, so that what is said is about what the
    user wrote. Every departure is a warning: real documents have many, and mean something all
    the same. Nothing is fetched. A document that makes the validator itself fail gives one
    warning.
    """
    count = 0
    findings = _findings(document)
    for pointer, message in islice(findings, MAX_COUNTED):
        count += 1
        if count <= MAX_FINDINGS:
            found.add(_diagnostic(document, pointer, message))
    if count > MAX_FINDINGS:
        more = f"{count - MAX_FINDINGS}" + ("" if count < MAX_COUNTED else " or more")
        message = f"... and {more} further violations of the OpenAPI specification"
        found.add(_diagnostic(document, "#", message, Severity.NOTE))


def _findings(document: Document) -> Iterator[tuple[str, str]]:
    """Pointer into the declared document and message of each finding."""
    import logging

    from instep.document.conformance import validator_of  # slow to import

    logging.getLogger("openapi_spec_validator").setLevel(logging.CRITICAL)
    errors: Iterator[Any] = iter(())
    try:
        errors = validator_of(document.version)(document.declared).iter_errors()
        for error in errors:
            tokens = _behind_references(document.declared, [str(part) for part in error.path])
            yield join(tokens), _sentence(str(error.message), tokens)
    except Exception as failure:  # noqa: BLE001 - whatever a malformed document does to it
        name = type(failure).__name__
        yield "#", f"the document's formal validity could not be checked to the end ({name})"


def _behind_references(root: Any, tokens: list[str]) -> Tokens:
    """The pointer of a node that the validator reached through references, where it stands."""
    known = tokens
    while known:
        try:
            at, node = through(root, tuple(known))
            break
        except Missing:
            known = known[:-1]
    else:
        at, node = (), root
    if len(known) == len(tokens) and isinstance(node, dict) and set(node) == {"$ref"}:
        with suppress(RefError):
            at, _ = chain(root, node["$ref"], Moves())
    return (*at, *tokens[len(known) :])


def _sentence(message: str, tokens: Tokens = ()) -> str:
    """A validator's message as one short line of printable ASCII."""
    if message.startswith("this "):
        message = (quote(tokens[-1], 40) if tokens else "the document") + message[4:]
    line = " ".join(message.split())
    plain = line.encode("ascii", "backslashreplace").decode()
    clean = "".join(c if c.isprintable() else "?" for c in plain)
    return clean if len(clean) <= _MAX_MESSAGE else clean[: _MAX_MESSAGE - 3] + "..."


def _diagnostic(
    document: Document, pointer: str, message: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    where = document.locate_declared(pointer)
    shown = document.declared_pointer(pointer)
    return Diagnostic(Code.SPEC_VIOLATION, severity, message, where, shown)
