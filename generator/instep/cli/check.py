"""`instep check`: is the client in step with its document, and the document with upstream?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from instep.cli.changes import FAIL_ON, print_command, print_comparison, print_line
from instep.cli.options import common, config_option
from instep.cli.printing import Printer
from instep.config import ClientConfig, load_config
from instep.drift.changes import Comparison
from instep.drift.condition import Condition, Status
from instep.drift.judgement import fails
from instep.drift.report import summary
from instep.drift.report_condition import (
    condition_as_github,
    condition_as_markdown,
    condition_as_text,
)
from instep.drift.report_text import Line
from instep.errors import InputError, OutsideError
from instep.pipeline import check, check_upstream

_FORMATS = ("text", "json", "markdown", "github")
_CONFIGURED = "configured"
"""What `--upstream` without a value asks for."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What was found about one client."""

    condition: Condition
    asked: bool
    """Was upstream to be asked?"""
    comparison: Comparison | None = None
    unreachable: str = ""

    @property
    def upstream(self) -> str:
        if self.unreachable:
            return "unreachable"
        if self.comparison is None:
            return "not-configured"
        moved = self.comparison.changes or self.comparison.described_differently
        return "drifted" if moved else "in-step"

    def as_json(self) -> dict[str, Any]:
        empty = {
            "old": "", "new": "", "verdict": "none", "client_verdict": "none", "bump": "none",
            "changes": [],
        }  # fmt: skip
        upstream: dict[str, Any] = {"status": self.upstream, "asked": self.asked}
        if self.unreachable:
            upstream["message"] = self.unreachable
        return {
            **(self.comparison.as_json() if self.comparison else empty),
            "client": self.condition.as_json(),
            "upstream": upstream,
        }

    def exit_code(self, fail_on: str) -> int:
        if self.unreachable:
            return 3
        out_of_step = self.condition.status is not Status.IN_STEP and fail_on != "never"
        drifted = self.comparison is not None and fails(self.comparison, fail_on)
        return 1 if out_of_step or drifted else 0


@click.command("check", epilog="Example: instep check --upstream https://example.com/openapi.json")
@click.option(
    "--upstream",
    is_flag=False,
    flag_value=_CONFIGURED,
    metavar="[LOCATION]",
    help="Also compare the document with upstream: the configured one, or LOCATION.",
)
@click.option("--package", metavar="NAME", help="Check this client only.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="any",
    show_default=True,
    help="Exit with 1 where upstream breaks something, changed at all, or never.",
)
@config_option
@common
def command(
    *,
    upstream: str | None,
    package: str | None,
    form: str,
    fail_on: str,
    config: Path | None,
    printer: Printer,
) -> int:
    """Is every configured client unedited, and what its document and configuration produce?

    Reads only, needs no network without --upstream, and imports nothing that was generated.
    """
    loaded = load_config(Path.cwd(), config)
    clients = loaded.clients if package is None else (loaded.client(package),)
    if not clients:
        raise InputError(
            "nothing to check: no client is configured\n    hint: `instep init` writes a configuration"
        )
    try:
        results = [_check(client, upstream, printer) for client in clients]
    finally:
        printer.stage_done()
    _print(printer, results, form)
    return max(result.exit_code(fail_on) for result in results)


def _check(client: ClientConfig, upstream: str | None, printer: Printer) -> _Result:
    condition = check(client, stage=printer.stage)
    if upstream is None:
        return _Result(condition, asked=False)
    location = client.upstream if upstream == _CONFIGURED else upstream
    if not location:
        raise InputError(
            f"{client.settings.package}: no upstream is configured\n"
            "    hint: set `upstream` in its table, or name one: --upstream LOCATION"
        )
    try:
        comparison = check_upstream(client, location, stage=printer.stage)
    except OutsideError as problem:
        return _Result(condition, asked=True, unreachable=str(problem))
    return _Result(condition, asked=True, comparison=comparison)


def _print(printer: Printer, results: list[_Result], form: str) -> None:
    if form == "json":
        data = [result.as_json() for result in results]
        printer.data(data[0] if len(data) == 1 else {"clients": data})
        return
    for result in results:
        match form:
            case "markdown":
                printer.result(condition_as_markdown(result.condition))
            case "github":
                for said in condition_as_github(result.condition):
                    print_command(said)
            case _:
                for line in condition_as_text(result.condition):
                    print_line(printer, line)
        _print_upstream(printer, result, form)


def _print_upstream(printer: Printer, result: _Result, form: str) -> None:
    if result.comparison is not None and result.upstream == "drifted":
        print_comparison(printer, result.comparison, form)
        return
    for line in _upstream_lines(result):
        if form == "github":
            print_command(
                f"::{'error' if result.unreachable else 'notice'} title=upstream::{line.text}"
            )
        else:
            print_line(printer, line)


def _upstream_lines(result: _Result) -> Iterator[Line]:
    if result.unreachable:
        yield Line(f"upstream: unreachable: {result.unreachable}", "doubtful")
    elif result.comparison is not None:
        yield Line(f"upstream: in step, {summary(result.comparison)}", "good")
