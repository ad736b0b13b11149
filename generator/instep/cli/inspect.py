"""`instep inspect`: what a document becomes, before anything is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from instep.cli.options import common, config_option, format_option
from instep.cli.printing import Printer, findings, line, tally
from instep.config import from_environment, select
from instep.ir.operation import Operation
from instep.ir.pointers import escape
from instep.output.lock import coverage_as_json
from instep.pipeline import Reading, read


@click.command("inspect", epilog="Example: instep inspect openapi.json --format json")
@click.argument("spec")
@click.option("--package", metavar="NAME", help="The package's import name.")
@format_option
@config_option
@common
def command(
    *, spec: str, package: str | None, form: str, config: Path | None, printer: Printer
) -> int:
    """List the operations of SPEC with the Python call each becomes, the schemas, the diagnostics."""
    client = select(spec, package, from_environment(os.environ), Path.cwd(), config)
    try:
        reading = read(client, stage=printer.stage)
    finally:
        printer.stage_done()
    if form == "json":
        printer.data(_as_json(reading))
    else:
        _print(printer, reading)
    return 0


def _as_json(reading: Reading) -> dict[str, Any]:
    api = reading.api
    return {
        "package": reading.settings.package,
        "document": {
            "location": reading.record.location,
            "sha256": reading.record.sha256,
            "openapi": reading.record.openapi,
            "title": reading.record.title,
            "version": reading.record.version,
        },
        "operations": [
            {
                "key": operation.key,
                "operation_id": operation.id,
                "call": ".".join(operation.call),
                "arguments": _arguments(operation),
                "streams": operation.stream is not None,
                "pages": _pages(operation),
                "pointer": operation.origin,
            }
            for operation in api.operations
        ],
        "schemas": {d.key: f"types.{d.name}" for d in api.definitions},
        "coverage": coverage_as_json(api.coverage),
        "diagnostics": [d.as_json() for d in reading.found],
    }


def _pages(operation: Operation) -> dict[str, Any] | None:
    """How the answers go on, in the words that the configuration takes."""
    pages = operation.pages
    if pages is None:
        return None
    paths = {
        "parameter": pages.argument,
        "items": pages.items,
        "next": pages.next,
        "more": pages.more,
        "last": pages.last,
    }
    said = {word: "".join(f"/{escape(t)}" for t in path) for word, path in paths.items() if path}
    return {"style": str(pages.style), "start": pages.start, **said}


def _arguments(operation: Operation) -> list[dict[str, Any]]:
    """Every argument of the method in the order of its signature, without the `extra_` ones."""
    listed = [
        {"name": p.argument, "wire": p.wire, "in": str(p.location), "required": p.required}
        for p in operation.parameters
    ]
    body = operation.body
    if body is not None:
        listed += [
            {"name": a.argument, "wire": a.wire, "in": "body", "required": a.required}
            for a in body.arguments
        ]
        if body.argument:
            listed.append(
                {"name": body.argument, "wire": "", "in": "body", "required": body.required}
            )
    return listed


def _call(operation: Operation) -> str:
    """`responses.create(model=, input=, ...)`: required arguments by name, the rest as dots."""
    arguments = _arguments(operation)
    shown = [
        a["name"] if a["in"] == "path" else f"{a['name']}=" for a in arguments if a["required"]
    ]
    if len(shown) < len(arguments):
        shown.append("...")
    return f"{'.'.join(operation.call)}({', '.join(shown)})"


def _print(printer: Printer, reading: Reading) -> None:
    api = reading.api
    printer.result(printer.heading(findings(len(api.operations), "operation")))
    for operation in api.operations:
        notes = "  (streams)" if operation.stream else ""
        if operation.pages:
            notes += f"  (pages: {operation.pages.style})"
        printer.result(f"- {line(operation.key)}\n    client.{_call(operation)}{notes}")
    definitions = list(api.definitions)
    printer.result(printer.heading(findings(len(definitions), "type")))
    for definition in definitions:
        printer.result(f"- types.{definition.name}  {line(definition.key)}")
    found = tuple(reading.found)
    if found:
        printer.result(printer.heading(tally(found)))
        printer.diagnostics(found, err=False)
