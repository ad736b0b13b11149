"""`instep validate`: diagnostics, and nothing else."""

from __future__ import annotations

from typing import Any

import click

from instep.cli.options import common, format_option
from instep.cli.printing import Printer, tally
from instep.config import adhoc_client
from instep.diagnostics import Diagnostic, Severity
from instep.errors import DocumentError, InstepError
from instep.pipeline import read


@click.command("validate", epilog="Example: instep validate openapi.json")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@click.option("--strict", is_flag=True, help="A warning is an error.")
@format_option
@common
def command(*, specs: tuple[str, ...], strict: bool, form: str, printer: Printer) -> int:
    """Say what is wrong with documents. Exit 2 if any has an error."""
    exit_code = 0
    listed: list[dict[str, Any]] = []
    for spec in specs:
        found, problem = _look_at(spec, printer)
        fatal = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
        failed = 2 if any(d.severity in fatal for d in found) else 0
        failed = max(failed, problem.exit_code if problem else 0)
        exit_code = max(exit_code, failed)
        if form == "json":
            listed.append(
                {
                    "document": spec,
                    "exit_code": failed,
                    "diagnostics": [d.as_json() for d in found],
                    "error": str(problem) if problem else None,
                }
            )
            continue
        printer.diagnostics(found, err=False)
        if problem:
            printer.error(problem)
        else:
            printer.note(f"{spec}: {tally(found) or 'nothing to complain about'}")
    if form == "json":
        printer.data({"documents": listed})
    return exit_code


def _look_at(spec: str, printer: Printer) -> tuple[tuple[Diagnostic, ...], InstepError | None]:
    """The findings, and what went wrong besides."""
    try:
        return tuple(read(adhoc_client(spec), pinned=False, stage=printer.stage).found), None
    except DocumentError as problem:
        return problem.diagnostics, None
    except InstepError as problem:
        return (), problem
    finally:
        printer.stage_done()
