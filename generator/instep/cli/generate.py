"""`instep generate`: write clients."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from instep.cli.options import FOLDER, common, config_option, filters, format_option
from instep.cli.printing import Printer, findings, line, tally
from instep.config import ClientConfig, Overrides, from_environment, load_config, select
from instep.errors import DocumentError, InputError, InstepError
from instep.pipeline import Report, generate

_SHOWN = 10
"""Findings shown of each client unless `--verbose`."""


@click.command(
    "generate",
    epilog="Example: instep generate openapi.json --package my_api --output src",
)
@click.argument("spec", required=False)
@click.option("--output", type=FOLDER, metavar="DIR", help="The folder that contains the package.")
@click.option("--package", metavar="NAME", help="The package's import name.")
@click.option("--models", type=click.Choice(["pydantic", "dataclass"]), help="What models are.")
@click.option("--strict", is_flag=True, default=None, help="Any error or warning is fatal.")
@click.option("--dry-run", is_flag=True, help="Print what would change, write nothing.")
@click.option("--force", is_flag=True, help="Overwrite hand-edited files.")
@click.option(
    "--allow-left-out",
    is_flag=True,
    default=None,
    help="Write the client even though something could not be expressed.",
)
@click.option(
    "--no-tests", "tests", flag_value=False, default=None, help="No contract tests, no doubles."
)
@click.option("--no-stubs", "stubs", flag_value=False, default=None, help="No .pyi files.")
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="Amend the document by an OpenAPI Overlay (repeatable).",
)
@click.option(
    "--allow-remote-refs",
    is_flag=True,
    default=None,
    help="Fetch what references to other hosts name.",
)
@filters
@format_option
@config_option
@common
def command(
    *,
    spec: str | None,
    dry_run: bool,
    force: bool,
    form: str,
    config: Path | None,
    printer: Printer,
    **said: Any,
) -> int:
    """Write the client of SPEC, or without SPEC every client in the configuration.

    SPEC is a path, - for standard input, an http(s) URL, or git:REV:PATH.
    """
    clients = _clients(spec, config, Overrides(**said))
    reports: list[Report] = []
    failures: list[tuple[ClientConfig, InstepError]] = []
    for client in clients:
        try:
            reports.append(generate(client, force=force, dry_run=dry_run, stage=printer.stage))
        except InstepError as caught:
            failures.append((client, caught))
        finally:
            printer.stage_done()
    if form == "json":
        printer.data(
            {
                "clients": [report.as_json() for report in reports],
                "failures": [_failure_as_json(client, problem) for client, problem in failures],
            }
        )
    for report in reports:
        if form == "text":
            _print_report(printer, report)
    for _, problem in failures:
        _print_failure(printer, problem)
    return max((problem.exit_code for _, problem in failures), default=0)


def _clients(spec: str | None, config: Path | None, said: Overrides) -> list[ClientConfig]:
    environment = from_environment(os.environ)
    if spec is not None:
        return [said.onto(select(spec, said.package, environment, Path.cwd(), config))]
    loaded = load_config(Path.cwd(), config)
    chosen = loaded.clients if said.package is None else (loaded.client(said.package),)
    if not chosen:
        raise InputError(
            "nothing to generate: no SPEC given and no client configured\n"
            "    hint: instep generate openapi.json --package my_api --output src"
        )
    return [said.onto(environment.onto(client)) for client in chosen]


def _failure_as_json(client: ClientConfig, problem: InstepError) -> dict[str, Any]:
    diagnostics = problem.diagnostics if isinstance(problem, DocumentError) else ()
    return {
        "package": client.settings.package,
        "document": client.location,
        "exit_code": problem.exit_code,
        "message": str(problem),
        "diagnostics": [d.as_json() for d in diagnostics],
    }


def _print_failure(printer: Printer, problem: InstepError) -> None:
    if isinstance(problem, DocumentError):
        limit = None if printer.verbose else _SHOWN
        printer.diagnostics(problem.diagnostics, limit=limit)
        printer.note(f"instep: {tally(problem.diagnostics)}; nothing was written")
    else:
        printer.error(problem)


def _print_report(printer: Printer, report: Report) -> None:
    if not printer.quiet:
        printer.diagnostics(report.diagnostics, limit=None if printer.verbose else _SHOWN)
    changes = report.changes
    if report.dry_run:
        for path in changes.written:
            printer.result(f"would write   {line(path)}")
        for path in changes.removed:
            printer.result(f"would remove  {line(path)}")
    if printer.quiet:
        return
    api = report.api
    would = "would be " if report.dry_run else ""
    printer.result(
        f"{printer.heading(report.package)}: {findings(len(api.operations), 'operation')} and "
        f"{findings(len(api.definitions), 'type')} from {line(report.document)}"
    )
    printer.result(
        f"  {report.output.as_posix()}: {findings(len(changes.written), 'file')} {would}written, "
        f"{len(changes.removed)} {would}removed, {len(changes.unchanged)} unchanged"
    )
    if report.diagnostics:
        printer.result(f"  {tally(report.diagnostics)}")
